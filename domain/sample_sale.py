"""The dry run of a sample sale: what a till would print, on which printer, and where it prints nothing, why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.assembly_slips import sift
from domain.names import Role
from domain.print_lives import end_of_life
from domain.print_routes import Driver, Taker, paper_language, prints_now, taker_of
from domain.printer_letters import unwritable
from domain.refusal import Refusal

#: more is no sample
MOST_LINES = 50
_QUANTITY = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,3})?")


class Paper(StrEnum):
    """What a till asks for around a sale, in this order; called as the kinds of print documents are."""

    RECEIPT = "receipt"
    DRAWER = "drawer"
    PICKUP = "pickup"
    ASSEMBLY = "assembly"
    #: a receipt on A4, for whoever asks for one
    PAGE = "page"
    #: the day report, at the end of the day
    REPORT = "report"


ROLES: dict[Paper, Role] = {
    Paper.RECEIPT: Role.RECEIPT_PRINTER,
    Paper.DRAWER: Role.CASH_DRAWER,
    Paper.PICKUP: Role.PICKUP_PRINTER,
    Paper.ASSEMBLY: Role.ASSEMBLY_PRINTER,
    Paper.PAGE: Role.PAGE_PRINTER,
    Paper.REPORT: Role.RECEIPT_PRINTER,
}
#: the documents that are not called as their paper is
_KINDS = {Paper.PAGE: "receipt"}
_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
#: what there is only once a sale is paid
_PAID = frozenset({Paper.RECEIPT, Paper.DRAWER, Paper.PAGE})


class End(StrEnum):
    """What becomes of a paper now."""

    PRINTS = "prints"
    #: another printer prints it
    STAND_IN = "stand_in"
    #: a till prints it itself
    BY_TILL = "by_till"
    #: as soon as something is put right
    WAITS = "waits"
    #: nobody knows how the printer is
    UNSURE = "unsure"
    NOTHING = "nothing"


class Why(StrEnum):
    """Why nothing is printed, or not now."""

    ROLE_UNASSIGNED = "role_unassigned"
    NOT_DRIVEN = "not_driven"
    HOST_DELETED = "host_deleted"
    EMPTY_BASKET = "empty_basket"
    NOT_PAID = "not_paid"
    ASSEMBLY_SLIPS_OFF = "assembly_slips_off"
    NOTHING_MADE_TO_ORDER = "nothing_made_to_order"
    NO_STAND_IN = "no_stand_in"
    STAND_IN_DEAD = "stand_in_dead"
    DRAWER_SHUT = "drawer_shut"
    NOT_PAIRED = "not_paired"
    SILENT = "silent"
    NOT_SEEN = "not_seen"


_UNKNOWN = {
    "not_paired": (End.WAITS, Why.NOT_PAIRED),
    "silent": (End.UNSURE, Why.SILENT),
    "not_seen": (End.UNSURE, Why.NOT_SEEN),
}


@dataclass(frozen=True)
class SampleLine:
    """So much of a product, and whether it is made to order."""

    name: str
    quantity: Decimal
    made_to_order: bool


@dataclass(frozen=True)
class Basket:
    """What is sold, and whether it is paid."""

    lines: tuple[SampleLine, ...]
    is_paid: bool


@dataclass(frozen=True)
class Machine:
    """A printer or drawer as it is now; `id` is its key."""

    id: int
    state: str
    driver: Driver = Driver.STORE_SERVER
    language: str | None = None
    store_language: str | None = None
    #: the code pages in which it writes letters; None where it prints pictures or pages
    pages: frozenset[str] | None = None
    is_blind: bool = False
    host_is_gone: bool = False
    #: of a drawer, the printer that opens it
    printer_id: int | None = None
    stand_in: "Machine | None" = None

    @property
    def prints(self) -> bool:
        """Whether it would print, or open, now."""
        return prints_now(self.state, is_blind=self.is_blind)


@dataclass(frozen=True)
class Used:
    """What the till uses for a role: the machine, the role's switches and its own language."""

    machine: Machine
    switches: Mapping[str, bool] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What becomes of one paper."""

    paper: Paper
    end: End
    why: Why | None = None
    #: what the till uses for it
    machine: Machine | None = None
    #: where it comes out
    taker: Machine | None = None
    language: str | None = None
    lines: tuple[SampleLine, ...] = ()
    #: names that the taker prints as a picture -> the letters that it lacks
    unwritable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: how long it waits at most, where it waits
    waits: timedelta | None = None
    #: of a drawer: whether the receipt opens it on its way, or a command of its own must
    with_receipt: bool = False


def read_quantity(text: str) -> Decimal:
    """How much of a product was typed. Raises Refusal `sample_quantity` at `quantity`."""
    typed = text.strip()
    quantity = Decimal(typed.replace(",", ".")) if _QUANTITY.fullmatch(typed) else Decimal(0)
    if quantity <= 0:
        raise Refusal("sample_quantity", "quantity")
    return quantity


def try_sale(basket: Basket, used: Mapping[Role, Used]) -> list[Outcome]:
    """What becomes of each paper of the sale, one outcome for each in the order of `Paper`."""
    found = {paper: _try(paper, basket, used.get(ROLES[paper])) for paper in Paper}
    found[Paper.DRAWER] = _beside(found[Paper.DRAWER], found[Paper.RECEIPT])
    return list(found.values())


def _try(paper: Paper, basket: Basket, used: Used | None) -> Outcome:
    if used is None:
        return Outcome(paper, End.NOTHING, Why.ROLE_UNASSIGNED)
    lines, why = _content(paper, basket, used)
    why = _unreachable(used.machine) or why
    if why is not None:
        return Outcome(paper, End.NOTHING, why, used.machine)
    end, reason, taker = _take(paper, used.machine)
    return Outcome(
        paper,
        end,
        reason,
        used.machine,
        taker,
        language=None if paper == Paper.DRAWER else _language(used, taker),
        lines=lines,
        unwritable=_unwritable(lines, taker),
        waits=_life(paper) if end == End.WAITS else None,
    )


def _unreachable(machine: Machine) -> Why | None:
    if machine.host_is_gone:
        return Why.HOST_DELETED
    return Why.NOT_DRIVEN if machine.driver == Driver.NOBODY else None


def _content(paper: Paper, basket: Basket, used: Used) -> tuple[tuple[SampleLine, ...], Why | None]:
    """The lines of the basket that stand on it, or why it is not asked for."""
    if paper == Paper.REPORT:
        return (), None
    if not basket.lines:
        return (), Why.EMPTY_BASKET
    if paper in _PAID and not basket.is_paid:
        return (), Why.NOT_PAID
    if paper == Paper.DRAWER:
        return (), None
    if paper != Paper.ASSEMBLY:
        return basket.lines, None
    sifted = sift([line.made_to_order for line in basket.lines], used.switches)
    why = Why(sifted.reason) if sifted.reason else None
    return tuple(basket.lines[place] for place in sifted.places), why


def _take(paper: Paper, machine: Machine) -> tuple[End, Why | None, Machine]:
    """What becomes of it now, and the machine that does it or for which it waits."""
    if machine.driver == Driver.TILL:
        return End.BY_TILL, None, machine
    if machine.state in _UNKNOWN:
        return *_UNKNOWN[machine.state], machine
    if paper == Paper.DRAWER:  # nobody stands in for a drawer
        return (End.PRINTS, None, machine) if machine.prints else (End.WAITS, Why.DRAWER_SHUT, machine)
    stand_in = machine.stand_in
    taker = taker_of(machine.prints, stand_in.prints if stand_in else None)
    if taker == Taker.ITSELF:
        return End.PRINTS, None, machine
    if taker == Taker.STAND_IN and stand_in is not None:
        return End.STAND_IN, None, stand_in
    return End.WAITS, Why.STAND_IN_DEAD if stand_in else Why.NO_STAND_IN, machine


def _language(used: Used, taker: Machine) -> str:
    return paper_language(used.language, taker.language, taker.store_language)


def _life(paper: Paper) -> timedelta:
    """How long it is worth printing, unless the till says otherwise."""
    return end_of_life(ROLES[paper], _KINDS.get(paper, paper), None, _SOME_DAY) - _SOME_DAY


def _unwritable(lines: Sequence[SampleLine], taker: Machine) -> dict[str, tuple[str, ...]]:
    if taker.pages is None:
        return {}
    found = {line.name: tuple(unwritable(line.name, taker.pages)) for line in lines}
    return {name: letters for name, letters in found.items() if letters}


def _beside(drawer: Outcome, receipt: Outcome) -> Outcome:
    """The receipt opens the drawer that hangs behind the printer on which it comes out."""
    if drawer.machine is None or drawer.taker is None or receipt.taker is None:
        return drawer
    is_on_its_way = receipt.end != End.WAITS and drawer.machine.printer_id == receipt.taker.id
    return replace(drawer, with_receipt=is_on_its_way)
