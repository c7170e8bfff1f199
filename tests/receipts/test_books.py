"""Totals, shifts and day reports: what the till said beside what the office reckons."""

import io
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import DayReport, Receipt, Shift
from services.journal.receipt_export import PORTION
from tests.make import Make
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.receipts.journal import at, closing, day_report, movement, opening, sale, send


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    return make.sign_in(client, make.first_owner())


def test_totals_by_the_clock_of_the_store_with_refunds_taken_off(owner: FlaskClient, make: Make) -> None:
    till = make.till(make.device("Kasa 7"))
    zofia = make.employee(till.device.store)
    send(
        owner,
        till,
        sale(1, 1000, employee_id=zofia.public_id),
        sale(2, 500, closed_at=at("22:59")),
        sale(3, 700, closed_at=at("23:30")),  # past midnight in Warsaw
        sale(4, 200, kind="refund"),
        sale(5, 300, currency="EUR"),
    )
    shown = text_of(open_page(owner, "/receipts/totals?from=2026-11-20&to=2026-11-20"))
    assert "PLN" in shown
    assert "13.00" in shown.replace("zł", "")
    assert "3.00" in shown
    assert "20.00" not in shown
    assert "Kasa 7" in shown
    assert "Zofia" in shown
    both = text_of(open_page(owner, "/receipts/totals?from=2026-11-20&to=2026-11-21"))
    assert "20.00" in both


@pytest.mark.parametrize(
    "query",
    [
        "from=2020-01-01",
        "from=2026-11-30&to=2026-11-01",
        "from=x",
        "store=no",
        "to=1900-01-01",
        "from=9000-01-01",
    ],
)
def test_totals_of_odd_days_are_a_page(owner: FlaskClient, make: Make, query: str) -> None:
    send(owner, make.till(), sale(1))
    open_page(owner, f"/receipts/totals?{query}")


def test_a_shift_shows_the_till_beside_the_office(owner: FlaskClient, make: Make, session: Session) -> None:
    till = make.till(make.device("Kasa 7"))
    send(owner, till, opening(1, cash=10_000), sale(2, 1850, shift_id="morning"), movement(3, amount=500))
    send(owner, till, closing(4, cash=11_350))
    assert "Kasa 7" in text_of(open_page(owner, "/receipts/shifts"))
    path = f"/receipts/shifts/{session.scalars(select(Shift.public_id)).one()}"
    shown = text_of(open_page(owner, path))
    assert "113.50" in shown
    assert "Agree" in shown
    assert "Paid out" in shown
    send(owner, till, sale(5, 100, shift_id="morning"))
    amended = text_of(open_page(owner, path))
    assert "Amended" in amended
    assert "Differ" in amended


def test_a_day_report_shows_what_is_missing_and_what_came_later(
    owner: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    send(owner, till, sale(1), sale(3, 150, kind="refund"), day_report(4, count=3))
    assert "Differs" in text_of(open_page(owner, "/receipts/day-reports"))
    path = f"/receipts/day-reports/{session.scalars(select(DayReport.public_id)).one()}"
    assert "1 entry of this day has not arrived." in text_of(open_page(owner, path))
    send(owner, till, sale(2))
    shown = text_of(open_page(owner, path))
    assert "Amended" in shown
    assert "Agree" in shown
    assert "35.50" in shown


def test_a_refund_and_its_sale_lead_to_each_other(owner: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    send(owner, till, sale(1), sale(2, kind="refund", refund_of="1-1-000001"))
    first, second = session.scalars(select(Receipt).order_by(Receipt.id))
    for one, other in ((first, second), (second, first)):
        page = owner.get(f"/receipts/{one.public_id}").get_data(as_text=True)
        assert f"/receipts/{other.public_id}" in page


@pytest.mark.parametrize(
    ("query", "found"), [("flag=total_mismatch", 1), ("flag=late", 0), ("employee=ID", 1)]
)
def test_the_list_is_filtered_by_note_and_employee(
    owner: FlaskClient, make: Make, query: str, found: int
) -> None:
    till = make.till()
    zofia = make.employee(till.device.store)
    odd = sale(1, employee_id=zofia.public_id)
    odd["body"]["total"] = 1
    send(owner, till, odd, sale(2))
    page = owner.get(f"/receipts?{query.replace('ID', zofia.public_id)}").get_data(as_text=True)
    assert page.count('class="num" href="/receipts/') == found


def test_files_hold_every_receipt_once_in_order(owner: FlaskClient, make: Make) -> None:
    till, count = make.till(), PORTION + 30
    for first in range(1, count + 1, 200):
        send(owner, till, *(sale(n) for n in range(first, min(first + 200, count + 1))))
    lines = owner.get("/receipts/receipts.csv").get_data(as_text=True).splitlines()[1:]
    numbers = [line.split(",")[0] for line in lines]
    assert len(numbers) == count
    assert all(one < other for one, other in pairwise(numbers))
    book = load_workbook(io.BytesIO(owner.get("/receipts/receipts.xlsx").data), read_only=True)
    cells = [row[0] for row in book.active.iter_rows(values_only=True)]
    assert cells[1:] == numbers


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Kathmandu", "15:00"), ("Australia/Lord_Howe", "20:00"), ("Asia/Tokyo", "18:00")]
)
def test_hours_are_those_of_clocks_that_differ_by_a_part_of_an_hour(
    owner: FlaskClient, make: Make, zone: str, hour: str
) -> None:
    """Two stores, so that each receipt must be read by its own clock."""
    send(owner, make.till(make.device("Kasa 1", make.store("Home"))), sale(1, 100, closed_at=at("09:20")))
    away = make.device("Kasa 2", make.store("Away", timezone=zone))
    send(owner, make.till(away), sale(1, 900, closed_at=at("09:20")))
    page = open_page(owner, "/receipts/totals?from=2026-11-20&to=2026-11-20")
    rows = {text_of(row)[:5]: text_of(row) for row in page.iter("tr")}
    assert "1.00" in rows["10:00"]
    assert "9.00" in rows[hour], rows


def test_devices_of_one_name_and_receipts_without_employee_are_added_up(
    owner: FlaskClient, make: Make
) -> None:
    store = make.store()
    for number in (1, 2):
        send(owner, make.till(make.device("Kasa", make.store(f"Store {number}"))), sale(1, 100 * number))
    zofia = make.employee(store)
    send(owner, make.till(make.device("Bar", store)), sale(1, 50, employee_id=zofia.public_id))
    page = open_page(owner, "/receipts/totals?from=2026-11-20&to=2026-11-20")
    rows = [text_of(row) for row in page.iter("tr")]
    assert len([row for row in rows if row.startswith("Kasa")]) == 1
    for name, total in (("Kasa", "3.00"), ("Bar", "0.50"), ("Nobody named", "3.00"), ("Zofia", "0.50")):
        assert any(row.startswith(name) and total in row for row in rows), rows


@pytest.mark.parametrize(
    "path", ["/receipts", "/receipts/totals", "/receipts/shifts", "/receipts/day-reports"]
)
def test_what_was_remembered_is_forgotten_when_a_till_sells_or_is_renamed(
    owner: FlaskClient, make: Make, session: Session, path: str
) -> None:
    till = make.till(make.device("Kasa 7"))
    day = "?from=2026-11-20&to=2026-11-20" if path.endswith("totals") else ""
    before = text_of(open_page(owner, path + day))
    send(owner, till, opening(1), sale(2, shift_id="morning"), closing(3), day_report(4))
    after = text_of(open_page(owner, path + day))
    assert before.count("Kasa 7") < after.count("Kasa 7")
    till.device.name = "Bar"
    session.commit()
    renamed = text_of(open_page(owner, path + day))
    assert "Kasa 7" not in renamed
    assert renamed.count("Bar") >= 2


def test_nobody_reads_what_another_account_was_shown(owner: FlaskClient, make: Make) -> None:
    send(owner, make.till(make.device("Kasa 7")), opening(1), sale(2, 777), closing(3), day_report(4))
    paths = ("/receipts", "/receipts/totals?from=2026-11-20&to=2026-11-20", "/receipts/shifts")
    for path in (*paths, "/receipts/day-reports"):
        assert "Kasa 7" in text_of(open_page(owner, path))
    stranger = make.sign_in(owner, make.owner(account_name="Strange"))
    for path in (*paths, "/receipts/day-reports"):
        shown = text_of(open_page(stranger, path))
        assert "Kasa 7" not in shown
        assert "7.77" not in shown
