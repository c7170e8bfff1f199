"""The office and the box agree on what is printed where: both are held to one table of cases."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.crew import Assignment, Bench, Drawer
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.drawer_desk import pulse_beside_paper
from comptoir_store_server.health import HealthBoard, PrinterState
from comptoir_store_server.jobs import Job
from comptoir_store_server.printing.assembly import NothingToPrint, sift_slip
from comptoir_store_server.printing.words import paper_language as language_of_the_box
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Spool
from comptoir_store_server.stand_in import REDIRECTED, StandInDesk

from domain.assembly_slips import Sifted, sift
from domain.names import Role
from domain.print_routes import Taker, paper_language, prints_now, taker_of
from domain.sample_sale import Basket, End, Machine, Paper, SampleLine, Used, try_sale

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
#: the state of which the office hears -> how a look at the printer ended
LOOKS: dict[str, Condition | Reason] = {
    "online": Condition(None),
    "paper_low": Condition(None, paper_low=True),
    "paper_out": Condition(Reason.PAPER_OUT),
    "cover_open": Condition(Reason.COVER_OPEN),
    "offline": Condition(Reason.PRINTER_ERROR),
    "busy": Reason.BUSY,
    "mute": Reason.NO_STATUS,
    "unreachable": Reason.PATH_MISSING,
}
SWITCHES: list[dict[str, bool]] = [
    {},
    {"print_assembly_slips": False},
    {"print_assembly_slips": True, "only_made_to_order": True},
    {"print_assembly_slips": True, "only_made_to_order": False},
    {"print_assembly_slips": False, "only_made_to_order": False},
]
SALES: list[list[bool | None]] = [
    [],
    [True],
    [False],
    [None],
    [True, False],
    [False, False],
    [None, None],
    [None, True],
    [None, False],
    [True, True, False, None],
]
WISHES = (None, "", "pl", "ru-RU", "fr_CA", "EN", "de", "xx-pl")


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """The box's own spool."""
    spool = Spool(tmp_path / "spool.db")
    yield spool
    spool.close()


def test_every_state_that_the_office_hears_of_is_in_the_table() -> None:
    assert LOOKS.keys() == {state.value for state in PrinterState}


@pytest.mark.parametrize("switches", SWITCHES)
@pytest.mark.parametrize("sale", SALES)
def test_the_same_lines_stand_on_an_assembly_slip(switches: dict[str, bool], sale: list[bool | None]) -> None:
    lines = [
        {"name": str(place)} | ({} if made is None else {"made_to_order": made})
        for place, made in enumerate(sale)
    ]
    try:
        slip = sift_slip({"kind": "assembly", "receipt": {"lines": lines}}, switches)
        at_the_box = Sifted(tuple(int(line["name"]) for line in slip["receipt"]["lines"]))
    except NothingToPrint as wish:
        at_the_box = Sifted(reason=wish.reason.value)
    assert sift(sale, switches) == at_the_box


@pytest.mark.parametrize("role", WISHES)
@pytest.mark.parametrize("printer", WISHES)
@pytest.mark.parametrize("store", ["pl", "", "de"])
def test_the_paper_is_in_the_same_language(role: str | None, printer: str | None, store: str) -> None:
    assert paper_language(role, printer, store) == language_of_the_box(None, role, printer, store)


@pytest.mark.parametrize("state", LOOKS)
@pytest.mark.parametrize("confirm", [None, "blind"])
def test_the_same_states_print(state: str, confirm: str | None) -> None:
    printer, board = printer_at("counter", confirm=confirm), HealthBoard(lambda: None, lambda: NOW)
    look_at(board, printer, state)
    assert [entry["state"] for entry in board.report()] == [state]
    assert board.is_working(printer) == prints_now(state, is_blind=confirm == "blind")


@pytest.mark.parametrize("home_state", LOOKS)
@pytest.mark.parametrize("stand_in_state", [None, "unseen", *LOOKS])
@pytest.mark.parametrize("confirm", [None, "blind"])
def test_the_same_printer_takes_a_paper(
    spool: Spool, home_state: str, stand_in_state: str | None, confirm: str | None
) -> None:
    board = HealthBoard(lambda: None, lambda: NOW)
    home, bar = printer_at("home", confirm=confirm), printer_at("bar", confirm=confirm)
    look_at(board, home, home_state)
    if stand_in_state in LOOKS:
        look_at(board, bar, stand_in_state)
    receipt_job(spool, "home")
    turn_to_stand_in(board, spool, home, (bar,) if stand_in_state else ())
    place = found(spool).peripheral_id
    is_blind = confirm == "blind"
    stand_in = prints_now(stand_in_state, is_blind=is_blind) if stand_in_state else None
    taker = taker_of(prints_now(home_state, is_blind=is_blind), stand_in)
    assert place == ("bar" if taker == Taker.STAND_IN else "home")


def test_a_stand_in_takes_every_paper_of_the_dry_run_but_no_drawer() -> None:
    dead = Machine(1, "paper_out", stand_in=Machine(2, "online"))
    sale = Basket((SampleLine("Żurek", Decimal(1), made_to_order=True),), is_paid=True)
    for one in try_sale(sale, dict.fromkeys(Role, Used(dead))):
        kind = "receipt" if one.paper == Paper.PAGE else one.paper.value
        assert (one.end == End.STAND_IN) == (kind in REDIRECTED), kind


@pytest.mark.parametrize("hangs_there", [True, False])
@pytest.mark.parametrize("redirected_from", [None, "home"])
def test_a_receipt_opens_the_till_s_drawer_only_where_it_hangs(
    spool: Spool, hangs_there: bool, redirected_from: str | None
) -> None:
    drawer = Drawer(printer_at("drawer", kind="cash_drawer"), frozenset({"till"}))
    drawers = (drawer,) if hangs_there else ()
    at_the_box = Assignment(printer_at("bar"), {}, threading.Lock(), drawers=drawers)
    job = receipt_job(spool, "home" if redirected_from else "bar")
    if redirected_from:
        assert spool.redirect(job.id, "bar")
    bar, away = Machine(2, "online"), Machine(1, "paper_out", stand_in=Machine(2, "online"))
    things = {
        Role.RECEIPT_PRINTER: Used(away if redirected_from else bar),
        Role.CASH_DRAWER: Used(Machine(3, "online", printer_id=bar.id if hangs_there else 9)),
    }
    sale = Basket((SampleLine("Żurek", Decimal(1), made_to_order=True),), is_paid=True)
    told = next(one for one in try_sale(sale, things) if one.paper == Paper.DRAWER)
    assert told.with_receipt == (at_the_box.drawer_for("till") is not None)
    if redirected_from:
        assert told.with_receipt == bool(pulse_beside_paper(at_the_box, found(spool)))


def printer_at(name: str, kind: str = "receipt_printer", confirm: str | None = None) -> Peripheral:
    return Peripheral(name, name, kind, Connection(host="192.0.2.1"), confirm=confirm)


def look_at(board: HealthBoard, printer: Peripheral, state: str) -> None:
    """The printer's worker looked, and this is how it found it."""
    look = LOOKS[state]
    if isinstance(look, Reason):
        board.note_reason(printer.id, look)
    else:
        board.note_condition(printer.id, look)


def turn_to_stand_in(
    board: HealthBoard, spool: Spool, home: Peripheral, stand_ins: tuple[Peripheral, ...]
) -> None:
    """What the worker of a printer does after each look at it, once its patience is over."""
    bench = Bench(spool, board, Patience(stand_in=0.0), lambda: None, lambda _id: None)
    desk = StandInDesk(bench, home.id)
    if board.is_working(home):
        desk.note_working()
        return
    desk.note_unavailable()
    desk.send_away(Assignment(home, {}, threading.Lock(), stand_ins=stand_ins))


def receipt_job(spool: Spool, peripheral_id: str) -> Job:
    """A receipt of the till that opens its drawer, waiting for a printer."""
    document = {"kind": "receipt", "open_drawer": True}
    job = {"id": "j", "role": "receipt_printer", "peripheral_id": peripheral_id, "document": document}
    spool.accept([{**job, "device_id": "till"}], 0, NOW)
    return found(spool)


def found(spool: Spool) -> Job:
    job = spool.find("j")
    assert job is not None
    return job
