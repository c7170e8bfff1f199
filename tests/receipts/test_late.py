"""What a deactivated till hands in is looked at once: by till, one by one or all together."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from extensions import db
from models import Event, Receipt
from models.scope import EVERY_ACCOUNT, enter_account
from services.devices.devices import deactivate_device, delete_device
from services.journal.late_receipts import count_waiting, list_late
from tests.api.test_transactions import entry, flags, sale, send
from tests.make import Make, Till, now
from tests.pages.browsing import find_token, open_page, post
from tests.pages.house_checks import text_of
from tests.walks.test_pages import statements


@pytest.fixture
def office(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def ended_till(session: Session, make: Make, name: str = "Kasa 1") -> Till:
    """A till that was deactivated with receipts on it."""
    till = make.till(make.device(name))
    till.generation.hardware = {"brand": "Samsung", "model": "Tab A"}
    enter_account(session, till.device.account_id)
    deactivate_device(session, till.device, now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)
    return till


def hand_in(app: Flask, till: Till, *numbers: int) -> None:
    """Receipts of 18.50 arrive late."""
    prefix = f"{till.device.number}-{till.generation.number}"
    answer = send(app, till, [entry(n, sale(number=f"{prefix}-{n}")) for n in numbers])
    assert all("late" in found for found in flags(answer))


def to_review(session: Session) -> int:
    """How many nobody has looked at."""
    session.expire_all()
    return len(session.scalars(select(Receipt.id).where(Receipt.to_review.is_(True))).all())


def seen_fields(session: Session, till: Till) -> dict[str, object]:
    """What the button of a till's group sends."""
    through = session.scalars(select(Receipt.received_at).order_by(Receipt.id.desc())).first()
    assert through is not None
    session.commit()
    return {"device": till.device.public_id, "generation": till.generation.number, "through": through}


def test_a_sale_in_time_needs_no_second_look(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    send(app, till, [entry(1)])
    assert to_review(session) == 0
    session.commit()
    assert "Nothing was handed in late" in text_of(open_page(office, "/receipts/late"))
    assert "Handed in late" not in text_of(open_page(office, "/receipts"))


def test_late_receipts_stand_by_till_with_ways_in(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = ended_till(session, make)
    hand_in(app, till, 1, 2)
    send(app, till, [entry(3, sale(500, number="1-1-3", kind="refund"))])
    page = text_of(open_page(office, "/receipts/late"))
    for words in (
        "Kasa 1, activation 1",
        "Samsung Tab A",
        "deactivated in the back office",
        "3 PLN32.00",
        "1-1-1",
        "1-1-3",
    ):
        assert words in page
    assert "Handed in late (3)" in text_of(open_page(office, "/receipts"))
    assert "3 receipts were handed in late" in text_of(open_page(office, f"/devices/{till.device.public_id}"))
    assert "Receipts handed in late" in text_of(open_page(office, "/"))


def test_a_deleted_pos_keeps_its_name(app: Flask, office: FlaskClient, make: Make, session: Session) -> None:
    till = make.till(make.device("Kasa Ćma"))
    enter_account(session, till.device.account_id)
    delete_device(session, till.device, now())
    session.commit()
    hand_in(app, till, 1)
    page = text_of(open_page(office, "/receipts/late"))
    assert "Kasa Ćma Deleted" in page
    assert "the POS was deleted" in page


def test_one_is_seen_once(app: Flask, office: FlaskClient, make: Make, session: Session) -> None:
    till = ended_till(session, make)
    hand_in(app, till, 1, 2)
    first = session.scalars(select(Receipt).order_by(Receipt.id)).first()
    assert first is not None
    session.commit()
    path = f"/receipts/{first.public_id}/seen"
    for _ in range(2):
        assert post(office, path, {}, token_from="/receipts/late").status_code == 303
    session.refresh(first)
    assert (first.to_review, first.reviewed_by, first.reviewed_at is None) == (False, "Alicja", False)
    assert to_review(session) == 1
    session.commit()
    assert "by Alicja" in text_of(open_page(office, f"/receipts/{first.public_id}"))
    events = session.scalars(select(Event).where(Event.verb == "device.late_reviewed")).all()
    assert [(event.facts, event.subject_id) for event in events] == [({"count": 1}, till.device.public_id)]


def test_all_of_a_till_are_seen_but_not_what_came_since(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till, other = ended_till(session, make), ended_till(session, make, "Kasa 2")
    hand_in(app, other, 1)
    hand_in(app, till, 1, 2)
    fields = seen_fields(session, till)
    hand_in(app, till, 3)
    post(office, "/receipts/late/seen", fields, token_from="/receipts/late")
    assert to_review(session) == 2
    page = text_of(open_page(office, "/receipts/late"))
    assert "1-1-3" in page
    assert "1-1-2" not in page
    assert "Kasa 2" in page


@pytest.mark.parametrize(
    "wrong", [{"device": "nothing"}, {"generation": "x"}, {"through": "yesterday"}, {"through": "2026-11-20"}]
)
def test_nonsense_is_not_found(
    app: Flask, office: FlaskClient, make: Make, session: Session, wrong: dict[str, str]
) -> None:
    till = ended_till(session, make)
    hand_in(app, till, 1)
    fields = seen_fields(session, till) | wrong
    assert post(office, "/receipts/late/seen", fields, token_from="/receipts/late").status_code == 404
    assert to_review(session) == 1


def test_a_viewer_looks_and_marks_nothing(app: Flask, make: Make, session: Session) -> None:
    till = ended_till(session, make)
    hand_in(app, till, 1)
    viewer = make.sign_in(app.test_client(), make.user())
    page = open_page(viewer, "/receipts/late")
    assert page.find(".//main//button") is None
    fields = seen_fields(session, till) | {"csrf_token": find_token(viewer, "/receipts/late")}
    assert viewer.post("/receipts/late/seen", data=fields).status_code == 403


def test_another_accounts_late_receipts_are_not_ours(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    theirs = make.till(make.device("Obca", make.store(owner=make.owner())))
    theirs.generation.ended_at = now() - timedelta(days=1)
    session.commit()
    hand_in(app, theirs, 1)
    assert "Nothing was handed in late" in text_of(open_page(office, "/receipts/late"))
    fields = seen_fields(session, theirs)
    assert post(office, "/receipts/late/seen", fields, token_from="/receipts/late").status_code == 404


def test_many_tills_and_receipts_cost_no_more_queries(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    with app.app_context():
        engine = db.engine
    counts = []
    for number in range(1, 24):
        hand_in(app, ended_till(session, make, f"Kasa {number}"), *range(1, 4))
        if number in (2, 23):
            office.get("/receipts/late")
            with statements(engine) as asked:
                assert "list" in office.get("/receipts/late").text
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(open_page(office, "/receipts/late?page=2").findall(".//section[@id='list']/section")) == 3


def test_what_waits_is_found_by_its_own_index(app: Flask, make: Make, session: Session) -> None:
    with app.app_context():
        engine = db.engine
    owner = make.first_owner()
    enter_account(session, owner.account_id)
    with statements(engine) as asked:
        count_waiting(session)
        list_late(session)
    session.commit()
    with engine.connect() as connection:
        for statement in [one for one in asked if "to_review" in one][:2]:
            values = (1,) * statement.count("?")  # the plan does not depend on them
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert "ix_receipt_to_review" in " ".join(str(row) for row in plan), statement


def test_each_reader_has_buttons_that_are_signed_for_that_reader(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = ended_till(session, make)
    hand_in(app, till, 1, 2)
    manager = make.sign_in(app.test_client(), make.user("manager"))
    viewer = make.sign_in(app.test_client(), make.user("viewer"))
    signs = []
    for browser in (office, manager):
        page = browser.get("/receipts/late").get_data(as_text=True)
        signs.append(set(re.findall('name="csrf[_-]token" (?:value|content)="([^"]*)"', page)))
        assert len(signs[-1]) == 1, "the page's own sign, in each form"
        assert page.count('/seen">') == 3  # one for each receipt, one for all
    assert signs[0] != signs[1]
    page = viewer.get("/receipts/late").get_data(as_text=True)
    assert "1-1-2" in page
    assert '/seen">' not in page
