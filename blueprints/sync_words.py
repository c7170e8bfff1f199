"""The words of synchronization, in one place, so that the matrix, the card of a POS and the history say the same."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.edge import now
from blueprints.formats import ago, number
from blueprints.languages import said
from domain.app_cells import AppCell
from domain.names import Stream
from domain.sync_matrix import Cell, CellState, Change
from domain.sync_orders import OrderState
from domain.sync_rules import Reason

STREAM_WORDS: dict[str, LazyString] = {
    Stream.CONFIGURATION: _l("Configuration"),
    Stream.USERS: _l("Users (employees)"),
    Stream.PRODUCTS: _l("Products"),
    Stream.TRANSACTIONS: _l("Transactions"),
    Stream.APP: _l("App update"),
}
CELL_TONES: dict[CellState, str] = {
    CellState.CURRENT: "ok",
    CellState.BEHIND: "warn",
    CellState.FAILED: "bad",
    CellState.NEVER: "idle",
    CellState.START_OVER: "warn",
    CellState.OFF: "idle",
    CellState.SENT: "ok",
    CellState.UNSENT: "warn",
    CellState.MISSING: "bad",
    CellState.UNKNOWN: "idle",
}
_CELL_WORDS: dict[CellState, LazyString] = {
    CellState.CURRENT: _l("Up to date"),
    CellState.NEVER: _l("Not fetched yet"),
    CellState.START_OVER: _l("Starts over"),
    CellState.SENT: _l("All sent"),
    CellState.UNKNOWN: _l("Not reported yet"),
}
_COUNTED: dict[CellState, Callable[[int], str]] = {
    CellState.BEHIND: lambda n: ngettext("%(num)s change behind", "%(num)s changes behind", n),
    CellState.FAILED: lambda n: ngettext("%(num)s not usable", "%(num)s not usable", n),
    CellState.UNSENT: lambda n: ngettext("%(num)s not sent", "%(num)s not sent", n),
    CellState.MISSING: lambda n: ngettext("%(num)s missing", "%(num)s missing", n),
}


class Word(NamedTuple):
    """A state as a badge shows it."""

    label: str
    tone: str
    icon: str | None = None


ORDER_WORDS: dict[str, tuple[LazyString, str, str]] = {
    OrderState.WAITING: (_l("Waiting"), "idle", "hourglass"),
    OrderState.TAKEN: (_l("Taken"), "info", "download"),
    OrderState.DONE: (_l("Done"), "ok", "circle-check"),
    OrderState.EXPIRED: (_l("Expired"), "warn", "clock"),
    OrderState.WITHDRAWN: (_l("Withdrawn"), "idle", "ban"),
}
_REASONS: dict[str, LazyString] = {
    Reason.FIRST: _l("For the first time"),
    Reason.FORCED: _l("Update now"),
    Reason.RULE: _l("By its rule"),
    Reason.WINDOW: _l("In a sync window"),
    Reason.DAY_REPORT: _l("With the day report"),
}
_CHANGES: dict[tuple[str, str], Callable[[int], str]] = {
    ("product", Change.PRICE): lambda n: ngettext("%(num)s price", "%(num)s prices", n),
    ("product", Change.NEW): lambda n: ngettext("%(num)s new product", "%(num)s new products", n),
    ("product", Change.CHANGED): lambda n: ngettext("%(num)s product changed", "%(num)s products changed", n),
    ("product", Change.REMOVED): lambda n: ngettext("%(num)s product removed", "%(num)s products removed", n),
    ("category", Change.NEW): lambda n: ngettext("%(num)s new category", "%(num)s new categories", n),
    ("category", Change.CHANGED): lambda n: ngettext(
        "%(num)s category changed", "%(num)s categories changed", n
    ),
    ("category", Change.REMOVED): lambda n: ngettext(
        "%(num)s category removed", "%(num)s categories removed", n
    ),
    ("unit", Change.NEW): lambda n: ngettext("%(num)s new unit", "%(num)s new units", n),
    ("unit", Change.CHANGED): lambda n: ngettext("%(num)s unit changed", "%(num)s units changed", n),
    ("unit", Change.REMOVED): lambda n: ngettext("%(num)s unit removed", "%(num)s units removed", n),
    ("tax", Change.NEW): lambda n: ngettext("%(num)s new tax rate", "%(num)s new tax rates", n),
    ("tax", Change.CHANGED): lambda n: ngettext("%(num)s tax rate changed", "%(num)s tax rates changed", n),
    ("tax", Change.REMOVED): lambda n: ngettext("%(num)s tax rate removed", "%(num)s tax rates removed", n),
    ("employee", Change.NEW): lambda n: ngettext("%(num)s new employee", "%(num)s new employees", n),
    ("employee", Change.CHANGED): lambda n: ngettext(
        "%(num)s employee changed", "%(num)s employees changed", n
    ),
    ("employee", Change.REMOVED): lambda n: ngettext(
        "%(num)s employee removed", "%(num)s employees removed", n
    ),
    ("configuration", Change.NEW): lambda _n: _("The settings of this POS"),
    ("configuration", Change.CHANGED): lambda _n: _("The settings of this POS changed"),
    ("configuration", Change.REMOVED): lambda _n: _("The settings of this POS were removed"),
}
TYPE_WORDS: dict[str, LazyString] = {
    "product": _l("Product"),
    "category": _l("Category"),
    "unit": _l("Unit"),
    "tax": _l("Tax rate"),
    "employee": _l("Employee"),
    "configuration": _l("Settings of this POS"),
}
CHANGE_WORDS: dict[str, tuple[LazyString, str, str]] = {
    Change.NEW: (_l("New"), "info", "plus"),
    Change.PRICE: (_l("New price"), "warn", "tag"),
    Change.CHANGED: (_l("Changed"), "info", "pencil"),
    Change.REMOVED: (_l("Removed"), "bad", "trash"),
}


def stream_word(stream: str) -> str:
    """The name of one of the five syncs."""
    return said(STREAM_WORDS[stream])


def cell_word(cell: Cell) -> Word:
    """A cell of the matrix in the reader's words."""
    tone, state = CELL_TONES[cell.state], cell.state
    if state == CellState.OFF:
        if not cell.count:
            return Word(_("Off"), tone, "ban")
        return Word(ngettext("Off, %(num)s change", "Off, %(num)s changes", cell.count), tone, "ban")
    if counted := _COUNTED.get(state):
        return Word(counted(cell.count), tone)
    return Word(said(_CELL_WORDS[state]), tone)


def cell_time(cell: Cell | AppCell) -> str:
    """Since when, or when it was so; to the minute, so that a line need not be drawn anew each second."""
    if cell.at is None:
        return ""
    return _("just now") if (now() - cell.at).total_seconds() < 60 else ago(cell.at)


def order_word(state: str) -> Word:
    """How far an order has come."""
    label, tone, icon = ORDER_WORDS[state]
    return Word(said(label), tone, icon)


def change_word(change: str) -> Word:
    """What became of a thing."""
    label, tone, icon = CHANGE_WORDS[change]
    return Word(said(label), tone, icon)


def reason_word(reason: str | None) -> str:
    """Why a till synchronized."""
    return said(_REASONS[reason]) if reason in _REASONS else _("By itself")


def type_word(kind: str) -> str:
    """What kind of thing it is; empty for one that nobody knows."""
    return said(TYPE_WORDS[kind]) if kind in TYPE_WORDS else ""


def count_words(counts: dict[tuple[str, Change], int]) -> list[str]:
    """A difference in plain words: "3 prices", "1 new product", "1 employee removed"."""
    order = list(_CHANGES)
    known = sorted((key for key in counts if key in _CHANGES), key=order.index)
    return [_CHANGES[key](counts[key]) for key in known]


def of_all(current: int, every: int) -> str:
    """How many of all."""
    return _("%(some)s of %(all)s", some=number(current), all=number(every))
