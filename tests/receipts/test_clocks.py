"""Shifts and closed days of a till whose clock is off: corrected and told like its receipts, on the right day."""

from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blueprints.journal_reader import read_entry
from extensions import db
from models import DayReport, Generation, JournalEntry, Shift
from services.journal.journal_replay import replay_journals
from tests.devices.test_list import report
from tests.make import Make, Till
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.receipts.journal import at, closing, day_report, movement, opening, sale, send
from tests.walks.test_pages import statements

HOUR = 3_600_000


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def till(make: Make) -> Till:
    return make.till(make.device("Kasa 7"))


def moment(clock: str) -> datetime:
    return datetime.fromisoformat(at(clock))


def shift_of(session: Session) -> Shift:
    return session.scalars(select(Shift).execution_options(populate_existing=True)).one()


def day_of(session: Session) -> DayReport:
    return session.scalars(select(DayReport).execution_options(populate_existing=True)).one()


def flags(session: Session) -> dict[str, list[str]]:
    query = select(JournalEntry.kind, JournalEntry.flags).order_by(JournalEntry.n)
    return {row.kind: row.flags for row in session.execute(query)}


@pytest.mark.parametrize("offset_ms", [HOUR, -HOUR, 30 * HOUR])
def test_what_a_till_says_of_its_clock_corrects_its_shift_and_its_day(
    client: FlaskClient, till: Till, session: Session, offset_ms: int
) -> None:
    off: dict[str, Any] = {"clock_offset_ms": offset_ms}
    send(client, till, opening(1, **off), sale(2, shift_id="morning", **off), closing(3, **off))
    send(client, till, day_report(4, **off))
    shift, day = shift_of(session), day_of(session)
    for told, kept in (("08:00", shift.opened_at), ("16:00", shift.closed_at), ("17:00", day.closed_at)):
        assert kept is not None
        assert (moment(told) - kept).total_seconds() * 1000 == offset_ms
    kinds = ("shift_open", "receipt", "shift_close", "day_report")
    assert flags(session) == {kind: ["clock_skew"] for kind in kinds}


def test_the_answer_says_that_the_clock_is_off(client: FlaskClient, till: Till) -> None:
    entries = [opening(1, clock_offset_ms=HOUR), closing(2, clock_offset_ms=1000)]
    answer = client.post("/api/v1/sync/transactions", json={"entries": entries}, headers=till.headers)
    assert [result["flags"] for result in (answer.json or {})["results"]] == [["clock_skew"], []]


@pytest.mark.parametrize("order", list(permutations([(1, 2), (3,), (4, 5)])))
def test_a_till_that_says_it_only_of_its_receipts_is_corrected_by_them(
    client: FlaskClient, till: Till, session: Session, order: tuple[tuple[int, ...], ...]
) -> None:
    """Whichever part arrives first: the neighbours are looked for in the upload and in the journal."""
    off: dict[str, Any] = {"clock_offset_ms": HOUR}
    entries = [sale(1, closed_at=at("07:50"), **off), opening(2), sale(3, **off), closing(4)]
    entries.append(sale(5, closed_at=at("16:10"), **off))
    for part in order:
        send(client, till, *(entries[n - 1] for n in part))
    shift = shift_of(session)
    assert (shift.opened_at, shift.closed_at) == (moment("07:00"), moment("15:00"))


def test_a_clock_that_was_set_right_during_a_shift_is_corrected_before_that_only(
    client: FlaskClient, till: Till, session: Session
) -> None:
    send(
        client,
        till,
        opening(1),
        sale(2, closed_at=at("08:10"), clock_offset_ms=2 * HOUR),
        sale(3, closed_at=at("09:30"), clock_offset_ms=0),
        closing(4),
        day_report(5),
    )
    shift, day = shift_of(session), day_of(session)
    assert (shift.opened_at, shift.closed_at) == (moment("06:00"), moment("16:00"))
    assert day.closed_at == moment("17:00")


def test_before_its_first_receipt_what_the_office_measured_counts(
    client: FlaskClient, till: Till, session: Session
) -> None:
    report(session, till, drift_ms=HOUR)
    send(client, till, opening(1))
    assert shift_of(session).opened_at == moment("07:00")


def test_an_earlier_till_of_the_pos_says_nothing_of_this_one(
    client: FlaskClient, make: Make, session: Session, till: Till
) -> None:
    send(client, make.till(make.device("Kasa 8")), sale(1, clock_offset_ms=HOUR))
    send(client, till, opening(2))
    assert shift_of(session).opened_at == moment("08:00")


def test_who_opened_the_shift_is_at_the_till_since_then_by_our_clock(
    client: FlaskClient, till: Till, session: Session, make: Make
) -> None:
    zofia = make.employee(till.device.store)
    send(client, till, opening(1, employee_id=zofia.public_id, clock_offset_ms=HOUR))
    assert session.scalars(select(Generation.employee_since)).one() == moment("07:00")


def test_a_journal_from_before_is_corrected_when_its_shifts_are_made(
    client: FlaskClient, till: Till, session: Session
) -> None:
    send(client, till, opening(1), sale(2, clock_offset_ms=HOUR), closing(3), day_report(4))
    kept = (shift_of(session).opened_at, shift_of(session).closed_at, day_of(session).closed_at)
    session.execute(delete(Shift))
    session.execute(delete(DayReport))
    session.commit()
    assert replay_journals(session.connection(), lambda content: read_entry(0, content.encode())) == 3
    session.commit()
    assert (shift_of(session).opened_at, shift_of(session).closed_at, day_of(session).closed_at) == kept
    assert kept == (moment("07:00"), moment("15:00"), moment("16:00"))


def test_the_pages_tell_the_time_of_both_clocks(owner: FlaskClient, till: Till, session: Session) -> None:
    off: dict[str, Any] = {"clock_offset_ms": HOUR}
    send(owner, till, opening(1, **off), movement(2, **off), sale(3, shift_id="morning", **off))
    send(owner, till, closing(4, **off), day_report(5, **off))
    shift = text_of(open_page(owner, f"/receipts/shifts/{shift_of(session).public_id}"))
    for words in ("Clock was wrong", "Opened by the till’s clock", "08:00", "09:00", "16:00", "17:00"):
        assert words in shift, words  # Warsaw is an hour ahead of the moments
    assert "12:00" in shift.partition("Cash movements")[2]
    assert "13:00" in shift.partition("Cash movements")[2]
    day = text_of(open_page(owner, f"/receipts/day-reports/{day_of(session).public_id}"))
    assert "Clock was wrong" in day
    assert "17:00" in day
    assert "By the till’s clock20/11/2026, 18:00" in day
    for path in ("/receipts/shifts", "/receipts/day-reports"):
        assert "Clock was wrong" in text_of(open_page(owner, path))


def test_a_clock_that_is_right_is_not_mentioned(owner: FlaskClient, till: Till, session: Session) -> None:
    near: dict[str, Any] = {"clock_offset_ms": 90_000}
    send(owner, till, opening(1, **near), movement(2), sale(3, shift_id="morning", **near), closing(4))
    send(owner, till, day_report(5, **near))
    for path in (
        "/receipts/shifts",
        f"/receipts/shifts/{shift_of(session).public_id}",
        "/receipts/day-reports",
        f"/receipts/day-reports/{day_of(session).public_id}",
    ):
        shown = text_of(open_page(owner, path))
        assert "Clock was wrong" not in shown
        assert "the till’s clock" not in shown


@pytest.mark.parametrize(
    ("told", "offset_ms", "day"),
    [
        ("2026-11-21T00:30:00Z", 0, "2026-11-21"),
        ("2026-11-21T00:30:00Z", 2 * HOUR, "2026-11-20"),
        ("2026-11-20T22:30:00Z", -2 * HOUR, "2026-11-21"),
        ("2026-11-20T22:30:00Z", 0, "2026-11-20"),
        ("2019-01-01T00:00:00Z", -24 * HOUR * 2881, "2026-11-21"),
    ],
)
def test_a_sale_and_its_day_land_on_the_day_that_it_really_was(
    owner: FlaskClient, make: Make, session: Session, told: str, offset_ms: int, day: str
) -> None:
    till = make.till(make.device("Kasa 7", make.store(timezone="Europe/London")))
    off: dict[str, Any] = {"clock_offset_ms": offset_ms}
    send(owner, till, sale(1, 777, closed_at=told, **off), day_report(2, closed_at=told, **off))
    for one in ("2026-11-20", "2026-11-21"):
        shown = text_of(open_page(owner, f"/receipts/totals?from={one}&to={one}"))
        assert ("7.77" in shown) == (one == day)
    assert day_of(session).closed_at.date().isoformat() == day


def test_many_entries_without_an_offset_cost_no_more_statements_than_two(
    app: Flask, client: FlaskClient, till: Till
) -> None:
    with app.app_context():
        engine = db.engine
    send(client, till, sale(1, clock_offset_ms=HOUR))

    def cost(first: int, last: int) -> int:
        with statements(engine) as seen:
            send(client, till, *(opening(n, f"shift {n}") for n in range(first, last)))
        return len(seen)

    assert cost(2, 4) == cost(4, 90)
