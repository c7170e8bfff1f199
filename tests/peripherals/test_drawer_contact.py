"""A drawer tells whether it is open: its box reads a contact, and somebody who looks says once what it means."""

import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Event, Peripheral
from tests.make import Make
from tests.pages.browsing import find_token, open_page
from tests.pages.house_checks import check_fragment, text_of
from tests.peripherals.counter import Counter, make_counter

QUESTION = "is it closed now?"


@pytest.fixture
def counter(make: Make) -> Counter:
    return make_counter(make)


@pytest.fixture
def drawer(make: Make, counter: Counter) -> Peripheral:
    return make.drawer(counter.printer)


class Desk:
    """The owner at the drawer's page, and its box that tells what it reads."""

    def __init__(self, client: FlaskClient, token: str, drawer: Peripheral) -> None:
        self.client = client
        self.page = f"/peripherals/{drawer.public_id}"
        self._box = {"Authorization": f"Bearer {token}"}
        self._drawer = drawer.public_id

    def tell(self, contact: str | None, state: str = "online", status: int = 204) -> None:
        one: dict[str, Any] = {"id": self._drawer, "state": state}
        one |= {"contact": contact} if contact else {}
        body = {"version": "1", "peripherals": [one]}
        # a poll too: a box that is not heard is believed in nothing
        self.client.get("/api/v1/store-server/poll", headers=self._box)
        answer = self.client.put("/api/v1/store-server/health", json=body, headers=self._box)
        assert answer.status_code == status, answer.text

    def says(self) -> str:
        part = self.client.get(f"{self.page}/contact").get_data(as_text=True)
        check_fragment(part)
        return text_of(open_page(self.client, self.page))

    def answer(self, seen: str, state: str) -> str:
        token = find_token(self.client, self.page)
        fields = {"csrf_token": token, "seen": seen, "state": state}
        done = self.client.post(f"{self.page}/contact", data=fields, follow_redirects=True)
        return done.get_data(as_text=True)


@pytest.fixture
def desk(office: FlaskClient, make: Make, counter: Counter, drawer: Peripheral, session: Session) -> Desk:
    token = "what only this box knows"
    counter.server.token_sha256 = hashlib.sha256(token.encode()).hexdigest()
    session.commit()
    return Desk(office, token, drawer)


def learned(session: Session) -> list[str]:
    query = select(Event).where(Event.verb == "peripheral.contact_learned").order_by(Event.id)
    return [str(event.facts["state"]) for event in session.scalars(query)]


def test_it_is_asked_once_the_contact_was_seen_to_move(desk: Desk, session: Session) -> None:
    assert "Nothing is known of it now" in desk.says()
    desk.tell("high")
    assert "has not moved so far" in desk.says()
    desk.tell("high")
    assert "has not moved so far" in desk.says()
    desk.tell("low")
    assert QUESTION in desk.says()
    desk.answer("low", "closed")
    page = desk.says()
    assert QUESTION not in page
    assert "The drawer is closed" in page
    desk.tell("high")
    assert "The drawer is open" in desk.says()
    assert learned(session) == ["closed"]
    assert "it was closed when asked" in text_of(open_page(desk.client, f"{desk.page}/history"))


def test_whoever_sees_the_opposite_turns_it_round(desk: Desk, session: Session) -> None:
    desk.tell("high")
    desk.tell("low")
    desk.answer("low", "open")
    assert "The drawer is open" in desk.says()
    desk.answer("low", "closed")
    assert "The drawer is closed" in desk.says()
    desk.answer("low", "closed")
    assert learned(session) == ["open", "closed"]


@pytest.mark.parametrize("seen", ["low", "", "sideways"])
def test_an_answer_about_another_moment_teaches_nothing(desk: Desk, session: Session, seen: str) -> None:
    desk.tell("low")
    desk.tell("high")
    assert "The drawer was moved meanwhile." in desk.answer(seen, "closed")
    assert learned(session) == []


def test_what_a_box_reads_no_more_is_not_known(desk: Desk) -> None:
    desk.tell("low")
    desk.tell("high")
    desk.answer("high", "open")
    desk.tell(None)
    assert "Nothing is known of it now" in desk.says()
    desk.tell("high", state="unreachable")
    assert "Nothing is known of it now" in desk.says()
    desk.tell("high")
    assert "The drawer is open" in desk.says()


def test_a_level_that_nobody_knows_is_no_level(desk: Desk) -> None:
    desk.tell("sideways", status=422)


def test_only_a_drawer_has_such_a_contact(office: FlaskClient, counter: Counter) -> None:
    path = f"/peripherals/{counter.printer.public_id}"
    assert office.get(f"{path}/contact").status_code == 404
    token = find_token(office, path)
    fields = {"csrf_token": token, "seen": "high", "state": "closed"}
    assert office.post(f"{path}/contact", data=fields).status_code == 303
    page = open_page(office, path)
    assert "Open or closed" not in text_of(page)


def test_who_may_only_look_is_not_asked(onlooker: FlaskClient, desk: Desk, drawer: Peripheral) -> None:
    desk.tell("low")
    desk.tell("high")
    page = text_of(open_page(onlooker, f"/peripherals/{drawer.public_id}"))
    assert QUESTION in page
    assert "Yes, it is closed" not in page
