"""The dry run in plain words: what comes out where, and where nothing does, why."""

from dataclasses import dataclass

from babel.dates import format_timedelta
from babel.lists import format_list
from flask_babel import get_locale, lazy_pgettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.formats import quantity
from blueprints.languages import NAMES, said
from blueprints.peripheral_rows import Row
from blueprints.peripheral_words import OPTIONS, REASONS, ROLE_ICONS, ROLES
from domain.names import PeripheralKind
from domain.sample_sale import ROLES as ROLE_OF
from domain.sample_sale import End, Outcome, Paper, SampleLine, Why
from models import Device, Peripheral

PAPERS = {
    Paper.RECEIPT: _l("Receipt"),
    Paper.DRAWER: _l("Cash drawer"),
    Paper.PICKUP: _l("Pick-up slip"),
    Paper.ASSEMBLY: _l("Assembly slip"),
    Paper.PAGE: _l("Receipt on A4"),
    Paper.REPORT: _l("Day report"),
}
#: papers that do not come with every sale, and when they do
LATER = {
    Paper.PAGE: _l("when the customer asks for one"),
    Paper.REPORT: _l("when the day is closed"),
}
ENDS = {
    End.PRINTS: (_l("Prints"), "ok"),
    End.STAND_IN: (_l("Prints elsewhere"), "warn"),
    End.BY_TILL: (_l("The till prints it"), "info"),
    End.WAITS: (_l("Waits"), "warn"),
    End.UNSURE: (_l("Not certain"), "warn"),
    End.NOTHING: (_l("Nothing is printed"), "idle"),
}
DRAWER_ENDS = {
    End.PRINTS: (lazy_pgettext("a drawer", "Opens"), "ok"),
    End.BY_TILL: (_l("The till opens it"), "info"),
    End.WAITS: (_l("Stays shut"), "bad"),
    End.UNSURE: (_l("Not certain"), "warn"),
    End.NOTHING: (_l("Stays shut"), "idle"),
}
LETTERS_SHOWN = 5
#: of these the printer itself is the matter, and its card says more
WITH_STATE = (End.STAND_IN, End.WAITS, End.UNSURE, End.BY_TILL)


@dataclass(frozen=True)
class PaperRow:
    """One paper as the page shows it."""

    key: str
    label: str
    when: str
    icon: str
    word: str
    tone: str
    #: what the till uses for it, in its state; where it comes out
    machine: Row | None
    taker: Row | None
    shows_state: bool
    sentences: list[str]
    facts: list[str]
    goods: list[str]
    warning: str | None = None
    #: the field of the usage mode in which it is chosen
    field_of: str = ""


def paper_row(outcome: Outcome, device: Device, rows: dict[int, Row]) -> PaperRow:
    """One outcome in the reader's language; `rows` are the machines by key."""
    words = DRAWER_ENDS if outcome.paper == Paper.DRAWER else ENDS
    word, tone = words[outcome.end]
    machine = rows[outcome.machine.id] if outcome.machine else None
    taker = rows[outcome.taker.id] if outcome.taker else None
    role = ROLE_OF[outcome.paper]
    return PaperRow(
        key=outcome.paper,
        label=said(PAPERS[outcome.paper]),
        when=said(LATER[outcome.paper]) if outcome.paper in LATER else "",
        icon=ROLE_ICONS[role],
        word=said(word),
        tone=tone,
        machine=machine,
        taker=taker,
        shows_state=machine is not None and outcome.end in WITH_STATE,
        sentences=[one for one in (_why(outcome, machine, rows), _how(outcome, device, machine)) if one],
        facts=_facts(outcome, taker),
        goods=[_of_it(line) for line in outcome.lines] if taker else [],
        warning=_warning(outcome, taker),
        field_of=role,
    )


def _why(outcome: Outcome, machine: Row | None, rows: dict[int, Row]) -> str | None:
    """Why it is not printed, not now, or elsewhere."""
    role = said(ROLES[ROLE_OF[outcome.paper]])
    if machine is None:
        return _("Nothing is chosen as “%(role)s” in the usage mode.", role=role)
    stand_in = outcome.machine.stand_in if outcome.machine else None
    names = {
        "printer": machine.peripheral.name,
        "stand_in": rows[stand_in.id].peripheral.name if stand_in else "",
        "server": machine.peripheral.store_server.name if machine.peripheral.store_server else "",
        "device": machine.host.name if machine.host else "",
    }
    if outcome.end == End.STAND_IN:
        return _(
            "%(printer)s cannot print now, so its stand-in %(stand_in)s takes it. The paper says so.", **names
        )
    return _reason(outcome.why, names) if outcome.why else None


def _reason(why: Why, names: dict[str, str]) -> str:
    switch = said(OPTIONS["only_made_to_order"])
    words = {
        Why.NOT_DRIVEN: _("No store server works %(printer)s yet. Choose one on its card.", **names),
        Why.HOST_DELETED: _("%(printer)s hangs on %(device)s, which was deleted.", **names),
        Why.EMPTY_BASKET: _("The basket is empty."),
        Why.NOT_PAID: _("The sale is not paid yet."),
        Why.ASSEMBLY_SLIPS_OFF: said(REASONS["assembly_slips_off"]),
        Why.NOTHING_MADE_TO_ORDER: _(
            "Nothing in the basket is made to order, and the switch “%(switch)s” is on.", switch=switch
        ),
        Why.NO_STAND_IN: _(
            "%(printer)s cannot print now and has no stand-in. It is printed as soon as the printer works.",
            **names,
        ),
        Why.STAND_IN_DEAD: _(
            "%(printer)s cannot print now, and its stand-in %(stand_in)s cannot either. "
            "It is printed on the first of the two that works.",
            **names,
        ),
        Why.DRAWER_SHUT: _("It cannot be opened from here now: whoever is at the till uses its key."),
        Why.NOT_PAIRED: _(
            "The store server %(server)s is not paired, so nothing works %(printer)s.", **names
        ),
        Why.SILENT: _(
            "The store server %(server)s does not call. What the till gives it in the shop’s network may be "
            "printed all the same; what goes through the back office waits.",
            **names,
        ),
        Why.NOT_SEEN: _("Nothing was heard of %(printer)s yet. Try it out before you rely on it.", **names),
    }
    return words[why]


def _how(outcome: Outcome, device: Device, machine: Row | None) -> str | None:
    """Who works it, and what opens a drawer."""
    if machine is None or outcome.taker is None:
        return None
    host = machine.host
    if outcome.end == End.BY_TILL and host is not None:
        if host.id == device.id:
            return _("It hangs on this till, which works it itself.")
        return _("It hangs on the till %(device)s, which works it.", device=host.name)
    if outcome.paper == Paper.DRAWER:
        return (
            _("The receipt opens it.")
            if outcome.with_receipt
            else _("The receipt does not open it: the till sends a command of its own.")
        )
    return None


def _facts(outcome: Outcome, taker: Row | None) -> list[str]:
    """Paper, language, copies, and through which store server."""
    if taker is None:
        return []
    server = taker.peripheral.store_server
    through = (
        _("through the store server %(server)s", server=server.name) if server and not taker.host else ""
    )
    if outcome.paper == Paper.DRAWER:
        return [through] if through else []
    language = NAMES[outcome.language or "en"]
    facts = [
        _waits(outcome),
        _paper(taker.peripheral),
        language,
        ngettext("%(num)s copy", "%(num)s copies", 1),
        through,
    ]
    return [fact for fact in facts if fact]


def _waits(outcome: Outcome) -> str:
    """After how long it is left out: nobody wants yesterday's receipt."""
    if outcome.waits is None:
        return ""
    time = format_timedelta(outcome.waits, threshold=2, locale=get_locale() or "en")
    return str(_("waits %(time)s at most", time=time))


def _paper(printer: Peripheral) -> str:
    if printer.kind == PeripheralKind.PAGE_PRINTER:
        return "A4"
    return str(_("%(width)d mm", width=printer.paper_width or 80))


def _of_it(line: SampleLine) -> str:
    return f"{quantity(format(line.quantity, 'f'))} × {line.name}"


def _warning(outcome: Outcome, taker: Row | None) -> str | None:
    if taker is None or not outcome.unwritable:
        return None
    told = [f"{name} ({_some(letters)})" for name, letters in outcome.unwritable.items()]
    names = format_list(told, locale=get_locale() or "en")
    return _(
        "%(printer)s cannot write every letter, so this is printed as a picture: %(names)s.",
        printer=taker.peripheral.name,
        names=names,
    )


def _some(letters: tuple[str, ...]) -> str:
    """The first of the letters: of a name in another script it is nearly all."""
    shown = " ".join(letters[:LETTERS_SHOWN])
    return shown if len(letters) <= LETTERS_SHOWN else f"{shown} …"
