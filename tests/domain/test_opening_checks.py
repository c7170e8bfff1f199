"""Can this store open? Each thing that can be wrong, and what is said of it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.names import PeripheralKind, StoreServerStatus, Stream
from domain.opening_checks import (
    Answer,
    Finding,
    JobsFact,
    MissedFact,
    PeripheralFact,
    ServerFact,
    Severity,
    StoreFacts,
    TillFact,
    answer_of,
    inspect,
    verdict_of,
)
from domain.sync_matrix import Cell, CellState

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
SIX = datetime(2026, 11, 20, 6, tzinfo=UTC)
LAST_NIGHT = NOW - timedelta(hours=10)
PRINTER, DRAWER = PeripheralKind.RECEIPT_PRINTER, PeripheralKind.CASH_DRAWER
SCANNER, TERMINAL = PeripheralKind.BARCODE_SCANNER, PeripheralKind.PAYMENT_TERMINAL
STOP, CARE, NOTE = Severity.STOP, Severity.CARE, Severity.NOTE


def said(facts: StoreFacts) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in inspect(facts, NOW)]


@pytest.mark.parametrize(
    ("kind", "state", "is_used", "severity"),
    [
        (PRINTER, "online", True, None),
        (PRINTER, "busy", True, None),
        (PRINTER, "paper_out", True, STOP),
        (PRINTER, "cover_open", True, STOP),
        (PRINTER, "unreachable", True, STOP),
        (PRINTER, "offline", True, STOP),
        (PeripheralKind.PAGE_PRINTER, "paper_out", True, STOP),
        (TERMINAL, "unreachable", True, STOP),
        (PRINTER, "paper_low", True, CARE),
        (PRINTER, "mute", True, CARE),
        (DRAWER, "unreachable", True, CARE),
        (SCANNER, "offline", True, CARE),
        (PeripheralKind.SCALE, "mute", True, CARE),
        (PRINTER, "no_store_server", True, CARE),
        (PRINTER, "no_store_server", False, None),
        (PRINTER, "not_seen", True, NOTE),
        (PRINTER, "not_seen", False, None),
        (PRINTER, "paper_out", False, NOTE),
        (PRINTER, "paper_low", False, NOTE),
        (PRINTER, "silent", True, None),
        (PRINTER, "till_silent", True, None),
        (PRINTER, "not_paired", True, None),
    ],
)
def test_a_thing_on_the_counter(
    kind: PeripheralKind, state: str, is_used: bool, severity: Severity | None
) -> None:
    facts = StoreFacts(peripherals=[PeripheralFact("p1", "Epson", kind, state, SIX, is_used=is_used)])
    wanted = (
        Finding("peripheral", severity, "p1", "Epson", SIX, {"state": state, "kind": kind})
        if severity
        else None
    )
    assert inspect(facts, NOW) == ([wanted] if wanted else [])


def test_a_drawer_whose_printer_is_dead_is_told_with_the_printer() -> None:
    drawer = PeripheralFact("d1", "Drawer", DRAWER, "unreachable", printer="p1")
    dead = PeripheralFact("p1", "Epson", PRINTER, "unreachable")
    assert [one.name for one in inspect(StoreFacts(peripherals=[drawer, dead]), NOW)] == ["Epson"]
    well = dead._replace(state="online")
    assert [one.name for one in inspect(StoreFacts(peripherals=[drawer, well]), NOW)] == ["Drawer"]


@pytest.mark.parametrize(
    ("server", "wanted"),
    [
        (ServerFact("s", "Box", heard=NOW), []),
        (ServerFact("s", "Box", heard=NOW - timedelta(minutes=3)), []),
        (ServerFact("s", "Box", heard=NOW - timedelta(minutes=4)), [("server_silent", STOP)]),
        (ServerFact("s", "Box"), [("server_silent", STOP)]),
        (ServerFact("s", "Box", StoreServerStatus.NOT_PAIRED), [("server_not_paired", CARE)]),
        (ServerFact("s", "Box", heard=NOW, disk_free=500_000_000), []),
        (ServerFact("s", "Box", heard=NOW, disk_free=499_999_999), [("server_disk", CARE)]),
        (ServerFact("s", "Box", heard=NOW, drift=timedelta(minutes=2)), []),
        (ServerFact("s", "Box", heard=NOW, drift=timedelta(minutes=-3)), [("server_clock", CARE)]),
        # of a silent one its old word counts for nothing
        (ServerFact("s", "Box", heard=SIX, disk_free=1, drift=timedelta(1)), [("server_silent", STOP)]),
    ],
)
def test_a_store_server(server: ServerFact, wanted: list[tuple[str, Severity]]) -> None:
    assert said(StoreFacts(servers=[server])) == wanted


def till(heard: datetime | None = NOW, **more: object) -> TillFact:
    return TillFact("t", "Till 1", heard, **more)  # type: ignore[arg-type]


def cells(state: CellState, count: int = 0, at: datetime | None = None) -> dict[Stream, Cell]:
    return {Stream.PRODUCTS: Cell(state, count, at)}


def papers(state: CellState, at: datetime | None = SIX) -> dict[Stream, Cell]:
    return {Stream.TRANSACTIONS: Cell(state, 4, at)}


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (till(), []),
        (till(LAST_NIGHT), [("till_off", NOTE)]),
        (till(NOW - timedelta(hours=36)), [("till_off", NOTE)]),
        (till(NOW - timedelta(hours=37)), [("till_silent", CARE)]),
        (till(None), [("till_never_heard", CARE)]),
        (till(cells=cells(CellState.CURRENT, at=SIX)), []),
        (till(cells=cells(CellState.OFF, 3, SIX)), []),
        (till(cells=cells(CellState.BEHIND, 3, SIX)), [("till_behind", CARE)]),
        (till(cells=cells(CellState.BEHIND, 3, NOW - timedelta(minutes=50))), []),
        (till(cells=cells(CellState.NEVER)), [("till_behind", CARE)]),
        (till(cells=cells(CellState.START_OVER, at=SIX)), [("till_behind", CARE)]),
        (till(cells=cells(CellState.FAILED, 2, SIX)), [("till_failed", CARE)]),
        (
            till(LAST_NIGHT, cells=cells(CellState.BEHIND, 3, SIX)),
            [("till_off", NOTE), ("till_behind", NOTE)],
        ),
        (till(cells=papers(CellState.SENT)), []),
        (till(cells=papers(CellState.UNKNOWN, None)), []),
        (till(cells=papers(CellState.UNSENT)), [("till_unsent", CARE)]),
        (till(cells=papers(CellState.UNSENT, NOW - timedelta(minutes=4))), []),
        (till(LAST_NIGHT, cells=papers(CellState.UNSENT)), [("till_unsent", CARE), ("till_off", NOTE)]),
        (till(cells=papers(CellState.MISSING)), [("till_missing", CARE)]),
        (till(drift_ms=120_000), []),
        (till(drift_ms=-120_001), [("till_clock", CARE)]),
        (till(app_state="staged", app_version="2.0"), [("app_staged", NOTE)]),
        (till(app_state="failed"), [("app_failed", CARE)]),
        (till(app_state="went_back"), [("app_went_back", CARE)]),
        (till(app_state="current"), []),
        (till(app_state="downloading"), []),
        (till(misses_printer=True, printer_since=SIX), [("till_no_printer", CARE)]),
    ],
)
def test_a_till(one: TillFact, wanted: list[tuple[str, Severity]]) -> None:
    assert said(StoreFacts(tills=[one])) == wanted


def test_streams_of_a_till_are_one_finding_with_the_oldest_lack() -> None:
    lacking = {
        Stream.USERS: Cell(CellState.BEHIND, 1, SIX),
        Stream.PRODUCTS: Cell(CellState.BEHIND, 2, LAST_NIGHT),
        Stream.CONFIGURATION: Cell(CellState.CURRENT, 0, SIX),
    }
    (found,) = inspect(StoreFacts(tills=[till(cells=lacking)]), NOW)
    assert (found.since, found.facts) == (LAST_NIGHT, {"streams": ["users", "products"]})


def test_papers_and_windows() -> None:
    jobs = JobsFact("p", "Epson", uncertain=2, uncertain_since=SIX, waiting=1, waiting_since=LAST_NIGHT)
    missed = MissedFact("w", "Night", 3, SIX)
    found = inspect(StoreFacts(jobs=[jobs], missed=[missed]), NOW)
    assert [(one.code, one.since, one.facts) for one in found] == [
        ("jobs_uncertain", SIX, {"count": 2}),
        ("jobs_waiting", LAST_NIGHT, {"count": 1}),
        ("window_missed", SIX, {"tills": 3}),
    ]
    assert inspect(StoreFacts(jobs=[JobsFact("p", "Epson")]), NOW) == []


def test_what_stops_a_sale_comes_first_and_notes_do_not_count() -> None:
    facts = StoreFacts(
        peripherals=[
            PeripheralFact("a", "Low", PRINTER, "paper_low"),
            PeripheralFact("b", "Out", PRINTER, "paper_out"),
        ],
        tills=[till(LAST_NIGHT)],
    )
    found = inspect(facts, NOW)
    assert [one.name for one in found] == ["Out", "Low", "Till 1"]
    verdict = verdict_of(found)
    assert (verdict, verdict.to_see_to, verdict.is_ready) == ((1, 1, 1), 2, False)
    only_off = verdict_of(inspect(StoreFacts(tills=[till(LAST_NIGHT)]), NOW))
    assert only_off.is_ready
    assert StoreFacts().is_empty
    assert not facts.is_empty


def test_where_no_till_is_activated_nobody_says_that_a_store_is_ready() -> None:
    assert [answer_of(0, tills) for tills in (3, None, 0)] == [Answer.READY, Answer.READY, Answer.NO_TILL]
    assert [answer_of(1, tills) for tills in (3, None, 0)] == [Answer.SEE_TO] * 3
