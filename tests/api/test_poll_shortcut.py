"""The poll that is answered from memory is never older than the last change, whoever made it."""

import hashlib
import logging
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from blueprints.api import poll_shortcut
from domain.names import Stream
from domain.streams import Head
from domain.sync_orders import LIFETIME
from domain.sync_rules import Mode, Rule, Standing, Window, due_of
from extensions import db
from front_door import FrontDoor
from models.scope import enter_account
from services.activation.activation import announce_secret
from services.app_releases.app_minimum import set_minimum
from services.delivery.poll import settled_until
from services.devices.devices import deactivate_device, delete_device, drain_device, edit_device
from services.synchronization.sync_orders import order_sync
from tests.api.test_poll import catch_up, due, poll
from tests.api.test_transactions import entry, send, verdicts
from tests.make import Make, Till, now

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@contextmanager
def questions(app: Flask) -> Iterator[list[str]]:
    """What the office asks its database meanwhile."""
    with app.app_context():
        engine = db.engine
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def is_remembered(app: Flask, till: Till, etag: str) -> bool:
    """Whether a poll is answered by 304 without a question to the database."""
    with questions(app) as asked:
        answer = poll(app, till, etag)
    return answer.status_code == 304 and not asked


def settle(app: Flask, till: Till) -> str:
    """The till is idle, and the office remembers what it told it last."""
    catch_up(app, till)
    etag: str = poll(app, till).headers["ETag"]
    assert is_remembered(app, till, etag)
    return etag


def hold_back(session: Session, till: Till) -> None:
    """Its program is too old from now on."""
    till.generation.app = {"version": "1.0"}
    set_minimum(session, "", "1.1", now())


Deed = Callable[[Session, Make, Till], object]
CHANGES: dict[str, Deed] = {
    "renamed": lambda session, _, till: edit_device(
        session, till.device, name="Bar", store=till.device.store, now=now()
    ),
    "moved": lambda session, make, till: edit_device(
        session, till.device, name="Kasa 1", store=make.store("Gdańsk"), now=now()
    ),
    "an employee": lambda _, make, till: make.employee(till.device.store),
    "a product": lambda _, make, __: make.product(),
    "an order": lambda session, _, till: order_sync(session, till.device, [Stream.USERS], now()),
    "an order to upload": lambda session, _, till: order_sync(
        session, till.device, [Stream.TRANSACTIONS], now()
    ),
    "draining": lambda session, _, till: drain_device(session, till.device, now()),
    "deactivated": lambda session, _, till: deactivate_device(session, till.device, now()),
    "deleted": lambda session, _, till: delete_device(session, till.device, now()),
    "replaced": lambda _, make, till: make.till(till.device),
    "held back": lambda session, _, till: hold_back(session, till),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_poll_after_a_change_is_never_from_memory(
    app: Flask, make: Make, session: Session, change: str
) -> None:
    till = make.till()
    etag = settle(app, till)
    enter_account(session, till.device.account_id)
    CHANGES[change](session, make, till)
    if change == "replaced":
        till.generation.ended_at = now()
    session.commit()
    answer = poll(app, till, etag)
    assert answer.status_code in (200, 403, 410)
    assert answer.headers.get("ETag") != etag


def test_a_change_that_is_rolled_back_ends_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    etag = settle(app, till)
    till.device.status = "inactive"
    session.flush()
    assert is_remembered(app, till, etag)
    session.rollback()
    assert is_remembered(app, till, etag)


def test_what_the_till_itself_hands_in_is_seen(app: Flask, make: Make) -> None:
    till = make.till()
    etag = settle(app, till)
    assert verdicts(send(app, till, [entry(1)])) == ["stored"]
    answer = poll(app, till, etag)
    assert answer.json["transactions"] == {"ack_through": 1, "missing": []}
    assert verdicts(send(app, till, [entry(3)])) == ["stored"]
    answer = poll(app, till, answer.headers["ETag"])
    assert due(answer) == [("transactions", "rule")]


def test_a_commit_of_another_process_is_seen(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    etag = settle(app, till)
    session.rollback()
    database = str(app.config["SETTINGS"].data / "comptoir.sqlite3")
    program = (
        "import sqlite3, sys; office = sqlite3.connect(sys.argv[1]); "
        "office.execute(\"UPDATE device SET status = 'deleted'\"); office.commit()"
    )
    subprocess.run([sys.executable, "-c", program, database], check=True)
    assert poll(app, till, etag).status_code == 410


def test_a_rule_falls_due_in_the_middle_of_silence(app: Flask, make: Make) -> None:
    till = make.till()
    with time_machine.travel(MONDAY, tick=False) as clock:
        catch_up(app, till)
        make.product()
        etag = poll(app, till).headers["ETag"]
        clock.move_to(MONDAY + timedelta(minutes=14, seconds=59))
        assert is_remembered(app, till, etag)
        clock.move_to(MONDAY + timedelta(minutes=15))
        answer = poll(app, till, etag)
        assert due(answer) == [("products", "rule")]
        clock.move_to(MONDAY + timedelta(days=2))
        assert is_remembered(app, till, answer.headers["ETag"])
        clock.move_to(MONDAY + timedelta(minutes=14))
        assert due(poll(app, till, answer.headers["ETag"])) == []


def test_while_somebody_waits_nothing_is_remembered(app: Flask, make: Make, session: Session) -> None:
    ordered, draining = make.till(), make.till()
    with time_machine.travel(MONDAY, tick=False) as clock:
        catch_up(app, ordered)
        order_sync(session, ordered.device, [Stream.APP], MONDAY)
        draining.device.status = "draining"
        session.commit()
        for till in (ordered, draining):
            etag = poll(app, till).headers["ETag"]
            assert poll(app, till, etag).headers["Poll-After"] == "5"
            assert not is_remembered(app, till, etag)
        etag = poll(app, ordered).headers["ETag"]
        clock.move_to(MONDAY + LIFETIME)
        assert due(poll(app, ordered, etag)) == []


def test_the_first_use_of_the_next_secret_ends_the_memory_of_the_old_one(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    etag = settle(app, till)
    following = Till(till.device, till.generation, "the next secret")
    announce_secret(session, till.generation, hashlib.sha256(following.token.encode()).hexdigest())
    session.commit()
    assert poll(app, till, etag).status_code == 304
    assert is_remembered(app, till, etag)
    assert not is_remembered(app, following, etag)
    assert poll(app, till, etag).status_code == 401
    assert poll(app, following, etag).status_code == 304
    assert is_remembered(app, following, etag)


def test_each_till_is_told_its_own(app: Flask, make: Make) -> None:
    tills = [make.till() for _ in range(3)]
    for till in tills:
        catch_up(app, till)
    etags = [poll(app, till).headers["ETag"] for till in tills]
    assert len(set(etags)) == 3
    for till, own in zip(tills, etags, strict=True):
        assert [is_remembered(app, till, etag) for etag in etags] == [etag == own for etag in etags]


@pytest.mark.parametrize(
    "other",
    [
        {"If-None-Match": '"0123456789abcdef01234567"'},
        {"If-None-Match": ""},
        {"Authorization": "Bearer nobody"},
        {"Authorization": "Basic Ym9iOmJvYg=="},
        {"Authorization": ""},
    ],
)
def test_another_question_is_for_flask(app: Flask, make: Make, other: dict[str, str]) -> None:
    till = make.till()
    etag = settle(app, till)
    client = app.extensions["api"].test_client()
    headers = till.headers | {"If-None-Match": etag} | other
    answer = client.get("/api/v1/poll", headers=headers)
    assert answer.status_code == (401 if "Authorization" in other else 200)
    assert client.post("/api/v1/poll", headers=till.headers | {"If-None-Match": etag}).status_code == 405
    assert client.head("/api/v1/poll", headers=till.headers).status_code == 200


def test_the_answer_from_memory_looks_like_any_other(app: Flask, make: Make) -> None:
    till = make.till()
    etag = settle(app, till)
    client = app.test_client()
    with questions(app) as asked:
        remembered = client.get("/api/v1/poll", headers=till.headers | {"If-None-Match": etag})
        assert asked == []
        usual = client.get("/api/v1/poll", headers=till.headers | {"If-None-Match": f"W/{etag}"})
        assert asked
    changing = {"Poll-After", "X-Request-Id", "Date"}
    assert set(remembered.headers.keys()) == set(usual.headers.keys()) > changing
    for name in set(usual.headers.keys()) - changing:
        assert remembered.headers.getlist(name) == usual.headers.getlist(name)
    assert (remembered.status, remembered.data) == (usual.status, usual.data)


def test_the_next_poll_is_spread(app: Flask, make: Make) -> None:
    till = make.till()
    etag = settle(app, till)
    pauses = {int(poll(app, till, etag).headers["Poll-After"]) for _ in range(60)}
    assert pauses <= set(range(24, 37))
    assert len(pauses) > 3


def test_a_contact_and_a_line_in_the_log_remain(
    app: Flask, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    till = make.till()
    etag = settle(app, till)
    later = now() + timedelta(hours=1)
    logger = logging.getLogger("comptoir.requests")
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.INFO)
    try:
        with time_machine.travel(later, tick=False), questions(app) as asked:
            headers = till.headers | {"If-None-Match": etag}
            app.test_client().get("/api/v1/poll", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.7"})
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.NOTSET)
    assert asked == []
    facts = caplog.records[-1].__dict__["facts"]
    assert (facts["status"], facts["who"]) == (304, till.device.public_id)
    key = f"device:{till.device.id}"
    contact = app.extensions["contacts"].last([key])[key]
    assert (contact.at, contact.address) == (later, "10.0.0.7")


def test_the_memory_keeps_those_heard_last(app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_shortcut, "TILLS", 2)
    tills = [make.till() for _ in range(3)]
    for till in tills:
        catch_up(app, till)
    etags = [poll(app, till).headers["ETag"] for till in tills]
    for till, etag, kept in [*zip(tills, etags, (False, True, True), strict=True)][::-1]:
        assert is_remembered(app, till, etag) == kept


def test_tills_that_ask_all_the_time_miss_no_change(app: Flask, make: Make) -> None:
    till = make.till()
    etag = settle(app, till)
    closing = threading.Event()
    stale = [etag]

    def ask_without_pause() -> int:
        asked = 0
        while not closing.is_set():
            stale.append(poll(app, till, random.choice(stale[-2:])).headers["ETag"])
            asked += 1
        return asked

    with ThreadPoolExecutor(5) as pool:
        asking = [pool.submit(ask_without_pause) for _ in range(3)]
        try:
            for number in range(15):
                make.employee(till.device.store, login_id=str(20 + number))
                for answer in pool.map(lambda old: poll(app, till, old), [etag] * 2):
                    assert answer.status_code == 200
                    assert answer.headers["ETag"] != etag
                etag = answer.headers["ETag"]
        finally:
            closing.set()
        assert all(one.result() for one in asking)


def test_after_the_engine_let_go_everything_is_asked_anew(app: Flask, make: Make) -> None:
    till = make.till()
    etag = settle(app, till)
    with app.app_context():
        db.engine.dispose()
    assert not is_remembered(app, till, etag)
    assert is_remembered(app, till, etag)


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/shop", "sqlite://"])
def test_other_databases_have_no_shortcut(app: Flask, url: str) -> None:
    api = Flask("api")
    engine: Engine = create_engine(url)
    poll_shortcut.set_up(api, engine, app.extensions["contacts"])
    assert not isinstance(api.wsgi_app, poll_shortcut.PollShortcut)
    engine.dispose()


def test_the_front_door_leads_to_the_shortcut(app: Flask) -> None:
    door = app.wsgi_app
    assert isinstance(door, FrontDoor)
    assert isinstance(door.api, poll_shortcut.PollShortcut)


HEAD = Head("abcdefgh", 10, 2)
NIGHTS = Window(frozenset(range(5)), time(22), time(6))
LATE = (MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=5))
moments = st.integers(0, 4 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
standings = st.builds(
    Standing,
    st.just(HEAD),
    st.sampled_from(["abcdefgh.9", "abcdefgh.8", "abcdefgh.1", HEAD.cursor, None]),
    st.none() | moments,
    day_report_at=st.none() | moments,
)


@pytest.mark.parametrize("mode", Mode)
@given(
    period=st.none() | st.integers(0, 90),
    standing=standings,
    late=st.none() | st.just(LATE),
    zone=st.sampled_from(["UTC", "Europe/Warsaw", "Pacific/Auckland"]),
    told_at=moments,
    asked_at=moments,
)
@settings(max_examples=200)
def test_time_alone_changes_nothing_before_it_was_said_to(
    mode: Mode,
    period: int | None,
    standing: Standing,
    late: tuple[datetime, datetime] | None,
    zone: str,
    told_at: datetime,
    asked_at: datetime,
) -> None:
    rule = Rule(mode, period, NIGHTS, late)
    told, asked = (
        due_of(Stream.PRODUCTS, rule, standing, moment, zone=zone) for moment in (told_at, asked_at)
    )
    assert told == asked or asked_at < told_at or asked_at >= settled_until(rule, standing, told_at, zone)


def test_a_till_that_waits_for_its_window_is_settled_until_it_opens_and_then_until_it_closes() -> None:
    rule, waiting = Rule(Mode.WINDOW, window=NIGHTS), Standing(HEAD, "abcdefgh.9", MONDAY - timedelta(days=1))
    opens, closes = MONDAY.replace(hour=22, minute=0), MONDAY.replace(day=24, hour=6, minute=0)
    assert settled_until(rule, waiting, MONDAY) == opens
    assert settled_until(rule, waiting, opens) == closes
    assert settled_until(rule, waiting, MONDAY, "Europe/Warsaw") == opens - timedelta(hours=1)


def test_an_order_settles_nothing() -> None:
    ordered = Standing(HEAD, HEAD.cursor, MONDAY, order_id="order")
    assert settled_until(Rule(Mode.EVERY, 15), ordered, MONDAY) == MONDAY
