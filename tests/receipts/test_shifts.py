"""Shifts and closed days come out of the journal, whatever order its entries arrive in."""

from itertools import permutations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from blueprints.journal_reader import read_entry
from domain.journal import Upload
from extensions import db
from models import DayReport, Shift
from services.journal.journal_replay import replay_journals
from tests.make import Make
from tests.receipts.journal import closing, day_report, movement, opening, sale, send
from tests.walks.test_pages import statements


def only_shift(session: Session) -> Shift:
    return session.scalars(select(Shift).execution_options(populate_existing=True)).one()


def reports(session: Session) -> list[DayReport]:
    query = select(DayReport).order_by(DayReport.n).execution_options(populate_existing=True)
    return list(session.scalars(query))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_shift_is_the_same_in_whatever_order_it_arrives(
    client: FlaskClient, make: Make, session: Session, order: tuple[int, ...]
) -> None:
    till = make.till()
    zofia = make.employee(till.device.store)
    entries = [
        opening(1, employee_id=zofia.public_id),
        sale(2, shift_id="morning"),
        movement(3),
        closing(4, employee_id=zofia.public_id, cash=11_350),
    ]
    for place in order:
        assert send(client, till, entries[place]) == ["stored"]
    shift = only_shift(session)
    assert (shift.opened_by, shift.opening_cash, shift.closed_by, shift.closing_cash, shift.closed_n) == (
        "Zofia",
        10_000,
        "Zofia",
        11_350,
        4,
    )
    assert shift.opened_at is not None
    assert shift.closed_at is not None
    assert (shift.device_id, shift.store_id) == (till.device.id, till.device.store_id)


def test_a_sale_that_comes_after_the_close_joins_its_shift_and_amends_it(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    send(client, till, opening(1), sale(2, shift_id="morning"), closing(4))
    assert only_shift(session).amended_at is None
    send(client, till, sale(3, shift_id="morning"))
    assert only_shift(session).amended_at is not None


def test_a_sale_that_the_till_wrote_after_the_close_amends_it_at_once(
    client: FlaskClient, make: Make, session: Session
) -> None:
    send(client, make.till(), opening(1), closing(2), sale(3, shift_id="morning"))
    assert only_shift(session).amended_at is not None


def test_a_late_sale_amends_the_day_report_that_covers_it_and_no_other(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    send(client, till, sale(1), day_report(3), sale(4), day_report(6), sale(7))
    assert [report.amended_at for report in reports(session)] == [None, None]
    send(client, till, sale(2))
    assert [report.amended_at is not None for report in reports(session)] == [True, False]
    send(client, till, sale(5))
    assert [report.amended_at is not None for report in reports(session)] == [True, True]


def test_a_day_that_arrives_after_its_sales_is_not_amended(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    send(client, till, sale(1), sale(3))
    send(client, till, sale(2), day_report(4, count=3))
    (report,) = reports(session)
    assert (report.amended_at, report.number, report.receipts_count, report.totals) == (
        None,
        "4",
        3,
        {"sales": 1850},
    )


def test_twice_the_same_upload_is_one_shift_and_one_day(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till, entries = make.till(), [opening(1), sale(2, shift_id="morning"), closing(3), day_report(4)]
    send(client, till, *entries)
    assert send(client, till, *entries) == ["duplicate"] * 4
    assert only_shift(session).amended_at is None
    assert [report.amended_at for report in reports(session)] == [None]


def test_totals_and_counts_that_no_database_holds(client: FlaskClient, make: Make, session: Session) -> None:
    odd = {"a\u0000b": "\u202eשלום 🧾", "big": 10**40, "nested": [[[[1]]]]}
    entry = day_report(
        1, totals=odd, receipts_count=10**30, number="\u0000🧾", closed_at="9999-12-31T23:59:59-14:00"
    )
    assert send(client, make.till(), entry) == ["stored"]
    (report,) = reports(session)
    assert (report.number, report.receipts_count) == ("🧾", 2**31 - 1)
    assert report.closed_at == report.received_at


def test_two_tills_may_call_their_shifts_the_same(client: FlaskClient, make: Make, session: Session) -> None:
    first, second = make.till(), make.till(make.device("Kasa 2"))
    send(client, first, opening(1, cash=100))
    send(client, second, opening(1, cash=200))
    cash = session.scalars(select(Shift.opening_cash).order_by(Shift.opening_cash)).all()
    assert cash == [100, 200]


def test_a_hundred_receipts_cost_no_more_statements_than_two(
    app: Flask, client: FlaskClient, make: Make
) -> None:
    till = make.till()
    with app.app_context():
        engine = db.engine
    send(client, till, opening(1), opening(2, "evening"))

    def cost(first: int, last: int) -> int:
        entries = [sale(n, shift_id=("morning", "evening")[n % 2]) for n in range(first, last)]
        with statements(engine) as seen:
            send(client, till, *entries)
        return len(seen)

    assert cost(3, 5) == cost(5, 105)


def test_journals_from_before_get_their_shifts_and_days(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    entries = [
        opening(1),
        sale(2, shift_id="morning"),
        closing(4),
        day_report(5),
        sale(3, shift_id="morning"),
    ]
    send(client, till, *entries)
    kept = (only_shift(session).closed_n, [report.n for report in reports(session)])
    session.execute(delete(Shift))
    session.execute(delete(DayReport))
    session.commit()

    def read(content: str) -> Upload:
        return read_entry(0, content.encode())

    assert replay_journals(session.connection(), read) == 3
    session.commit()
    shift = only_shift(session)
    assert (shift.closed_n, [report.n for report in reports(session)]) == kept
    assert (shift.opening_cash, shift.amended_at) == (10_000, None)
    assert replay_journals(session.connection(), read) == 0
