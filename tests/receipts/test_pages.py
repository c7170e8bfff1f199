"""The pages of receipts: the till's name beside each, filters, one whole."""

import csv
import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from extensions import db
from models import Receipt
from models.scope import ScopeError, enter_account, leave_account
from services.journal.receipt_list import ReceiptFilter, devices_with_receipts, list_receipts
from tests.make import Make, Till
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.walks.test_pages import statements


def sell(client: FlaskClient, till: Till, n: int, **changes: Any) -> None:
    """One receipt arrives from a till."""
    body = {
        "number": f"{till.device.number}-1-{n:06d}",
        "kind": "sale",
        "opened_at": "2026-11-20T09:29:00.000Z",
        "closed_at": "2026-11-20T09:30:00.000Z",
        "currency": "PLN",
        "lines": [{"name": "Żurek z jajkiem", "quantity": "2", "price": 1850, "total": 3700}],
        "payments": [{"method": "cash", "amount": 3700}],
        "taxes": [{"rate": "8", "base": 3426, "amount": 274}],
        "total": 3700,
    }
    entry = {"id": str(uuid4()), "n": n, "kind": "receipt", "body": body | changes}
    answer = client.post("/api/v1/sync/transactions", json={"entries": [entry]}, headers=till.headers)
    assert answer.json["results"][0]["status"] == "stored", answer.json  # type: ignore[index]


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def test_a_receipt_stands_in_the_list_with_its_till_and_opens(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till = make.till(make.device("Kasa 7"))
    sell(owner, till, 1)
    listed = text_of(open_page(owner, "/receipts"))
    assert "1-1-000001" in listed
    assert "Kasa 7" in listed
    receipt = session.scalars(select(Receipt)).one()
    shown = text_of(open_page(owner, f"/receipts/{receipt.public_id}"))
    for words in ("Kasa 7", "Żurek z jajkiem", "Cash", "PLN", "37.00"):
        assert words in shown, words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"1-1-000001", "2-1-000001", "2-1-000002"}),
        ("q=2-1", {"2-1-000001", "2-1-000002"}),
        ("kind=refund", {"2-1-000002"}),
        ("from=2026-11-20&to=2026-11-20", {"1-1-000001", "2-1-000002"}),
        ("from=2026-11-21", {"2-1-000001"}),
        ("from=nonsense", {"1-1-000001", "2-1-000001", "2-1-000002"}),
        ("device=FIRST", {"1-1-000001"}),
    ],
)
def test_filters_find_what_they_say(owner: FlaskClient, make: Make, query: str, found: set[str]) -> None:
    store = make.store()
    first, second = make.till(make.device("Kasa 1", store)), make.till(make.device("Kasa 2", store))
    sell(owner, first, 1)
    sell(owner, second, 1, closed_at="2026-11-20T23:30:00.000Z")  # past midnight in Warsaw
    sell(owner, second, 2, kind="refund", refund_of="2-1-000001")
    page = text_of(open_page(owner, f"/receipts?{query.replace('FIRST', first.device.public_id)}"))
    numbers = {"1-1-000001", "2-1-000001", "2-1-000002"}
    assert {number for number in numbers if number in page} == found


def test_what_is_odd_is_explained(owner: FlaskClient, session: Session, make: Make) -> None:
    sell(owner, make.till(), 1, total=9999)
    receipt = session.scalars(select(Receipt)).one()
    assert "Sum differs" in text_of(open_page(owner, f"/receipts/{receipt.public_id}"))


def test_receipts_of_a_deleted_till_stay_under_its_name(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till = make.till(make.device("Kasa 7"))
    sell(owner, till, 1)
    till.device.status = "deleted"
    session.commit()
    assert "Kasa 7" in text_of(open_page(owner, "/receipts"))


def test_the_csv_has_what_the_list_has(owner: FlaskClient, make: Make) -> None:
    sell(owner, make.till(), 1)
    lines = owner.get("/receipts/receipts.csv").get_data(as_text=True).splitlines()
    assert lines[1].split(",")[:3] == ["1-1-000001", "2026-11-20T10:30:00+01:00", "sale"]
    assert lines[1].endswith("37.00,PLN,")


@pytest.mark.parametrize("closed_at", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
@pytest.mark.parametrize("timezone", ["Asia/Tokyo", "America/New_York"])
def test_a_receipt_of_a_till_whose_clock_is_broken_keeps_no_page_from_opening(
    owner: FlaskClient, session: Session, make: Make, closed_at: str, timezone: str
) -> None:
    till = make.till(make.device("Kasa 7", make.store(timezone=timezone)))
    sell(owner, till, 1, closed_at=closed_at, opened_at=closed_at)
    receipt = session.scalars(select(Receipt)).one()
    for page in ("/receipts", "/receipts/receipts.csv", f"/receipts/{receipt.public_id}", "/"):
        assert owner.get(page).status_code == 200, page
    assert receipt.number in owner.get("/receipts").get_data(as_text=True)


@pytest.mark.parametrize("query", ["from=0001-01-01", "to=0001-01-01", "from=9999-12-31", "to=9999-12-31"])
def test_days_at_the_edge_of_the_calendar_filter_nothing(owner: FlaskClient, make: Make, query: str) -> None:
    sell(owner, make.till(make.device("Kasa 7")), 1)
    assert "1-1-000001" in owner.get(f"/receipts?{query}").get_data(as_text=True)


def test_no_cell_of_the_file_is_a_formula(owner: FlaskClient, make: Make) -> None:
    till = make.till(make.device("Kasa 7"))
    for n, number in enumerate(("-1+1|' /C calc'!A0", "=1+1", "-1-1", "1-1-4"), start=1):
        sell(owner, till, n, number=number, total=-3700)
    rows = list(csv.DictReader(owner.get("/receipts/receipts.csv").get_data(as_text=True).splitlines()))
    assert {row["total"] for row in rows} == {"-37.00"}
    numbers = {row["\ufeffnumber"] for row in rows}
    assert numbers == {"'-1+1|' /C calc'!A0", "'=1+1", "'-1-1", "1-1-4"}


def offered_tills(owner: FlaskClient, path: str) -> list[tuple[str, str]]:
    """Attributes and text of each choice of the filter by POS."""
    page = owner.get(path).get_data(as_text=True)
    choices = page.partition('<select name="device"')[2].partition("</select>")[0]
    return re.findall("<option ([^>]*)>([^<]*)</option>", choices)


def test_the_filter_offers_every_till_by_name_and_keeps_the_chosen_one(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    store = make.store()
    stall, bar, gone = (make.device(name, store) for name in ('<Stragan> "A" & B', "Bar", "Ancienne"))
    gone.status = "deleted"
    make.device("Strange", make.store("Elsewhere", make.owner(account_name="Strange")))
    session.commit()
    name = "&lt;Stragan&gt; &#34;A&#34; &amp; B"
    assert offered_tills(owner, "/receipts") == [
        ('value="" selected', "All POS devices"),
        (f'value="{stall.public_id}"', name),
        (f'value="{gone.public_id}"', "Ancienne"),
        (f'value="{bar.public_id}"', "Bar"),
    ]
    chosen = offered_tills(owner, f"/receipts?device={stall.public_id}")
    assert [one for one in chosen if "selected" in one[0]] == [(f'value="{stall.public_id}" selected', name)]


def test_without_an_account_no_till_is_offered(session: Session, make: Make) -> None:
    make.device("Kasa 1")
    leave_account(session)
    with pytest.raises(ScopeError):
        devices_with_receipts(session)


def test_a_renamed_till_stands_beside_its_receipts_under_its_new_name(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till = make.till(make.device("Kasa 7"))
    sell(owner, till, 1)
    assert "Kasa 7" in text_of(open_page(owner, "/receipts"))
    till.device.name = "Bar"
    session.commit()
    listed = text_of(open_page(owner, "/receipts"))
    assert "Bar" in listed
    assert "Kasa 7" not in listed


def test_the_same_receipt_is_read_in_each_language(owner: FlaskClient, session: Session, make: Make) -> None:
    sell(owner, make.till(), 1, kind="refund", refund_of="1-1-1", total=9999)
    reader = make.first_owner()
    for language, words in (("en", ("Refund", "Sum differs", "PLN")), ("pl", ("Zwrot", "zł"))):
        reader.language = language
        session.commit()
        page = owner.get("/receipts").get_data(as_text=True)
        rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
        assert all(word in rows for word in words), rows
        assert ("Sum differs" in rows) == (language == "en")


def test_receipts_of_one_till_are_found_by_the_till(app: Flask, session: Session, make: Make) -> None:
    """Not by walking through the receipts of all tills."""
    device = make.device()
    with app.app_context():
        engine = db.engine
    enter_account(session, device.account_id)
    with statements(engine) as asked:
        list_receipts(session, ReceiptFilter(device=device.public_id))
    session.commit()
    asked = [one for one in asked if "FROM receipt" in one]
    assert len(asked) == 2
    with engine.connect() as connection:
        for statement in asked:
            values = (1,) * statement.count("?")  # the plan does not depend on them
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = " ".join(str(row) for row in plan)
            assert "ix_receipt_account_device (account_id=? AND device_id=?)" in steps, statement
