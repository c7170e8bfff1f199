"""A pull that is answered in front of Flask says exactly what Flask would say, or leaves it to Flask."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.names import DOWN_STREAMS, Stream
from domain.sync_orders import LIFETIME
from extensions import db
from models import StreamHead, SyncOrder, SyncRule
from models.scope import enter_account
from services.activation.activation import announce_secret
from services.synchronization.sync_orders import order_sync
from tests.api.test_poll_shortcut import CHANGES, questions
from tests.api.test_sync import get
from tests.make import Make, Till, now

CHANGING = {"X-Request-Id", "Date"}


def both(app: Flask, till: Till, stream: str, cursor: str) -> Any:
    """The answer, after it was compared with what Flask answers to the same question put in more words."""
    quick = get(app, till, f"{stream}?cursor={cursor}")
    usual = get(app, till, f"{stream}?limit=1000&cursor={cursor}")
    assert (quick.status, quick.data) == (usual.status, usual.data)
    assert set(quick.headers.keys()) == set(usual.headers.keys())
    for name in set(usual.headers.keys()) - CHANGING:
        assert quick.headers.getlist(name) == usual.headers.getlist(name)
    return quick


def is_quick(app: Flask, till: Till, path: str) -> bool:
    """Whether it was answered without Flask's way to the database."""
    with questions(app) as asked:
        get(app, till, path)
    return not asked


def head_of(app: Flask, till: Till, stream: str = "products") -> str:
    return str(get(app, till, stream).json["cursor"])


@pytest.mark.parametrize("stream", DOWN_STREAMS)
def test_what_changed_is_answered_quickly_and_alike(app: Flask, make: Make, stream: Stream) -> None:
    till = make.till()
    make.product("Żurek")
    cursor = head_of(app, till, stream)
    assert both(app, till, stream, cursor).json["changes"] == []
    make.product("Barszcz „czerwony” <b>")
    make.employee(till.device.store)
    make.assignment(till.device, make.printer(make.store_server(till.device.store)[0]))
    changes = both(app, till, stream, cursor).json["changes"]
    assert len(changes) == 1
    assert is_quick(app, till, f"{stream}?cursor={cursor}")


def test_what_was_deleted_is_told_quickly(app: Flask, make: Make, session: Session) -> None:
    till, product = make.till(), make.product("Żurek")
    cursor = head_of(app, till)
    enter_account(session, till.device.account_id)
    product.deleted_at = now()
    session.commit()
    assert both(app, till, "products", cursor).json["changes"] == [
        {"op": "delete", "type": "product", "id": product.public_id}
    ]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_became_of_the_till_the_answer_is_the_same(
    app: Flask, make: Make, session: Session, change: str
) -> None:
    till = make.till()
    make.product("Żurek")
    cursors = {stream: head_of(app, till, stream) for stream in DOWN_STREAMS}
    enter_account(session, till.device.account_id)
    CHANGES[change](session, make, till)
    if change == "replaced":
        till.generation.ended_at = now()
    session.commit()
    for stream, cursor in cursors.items():
        both(app, till, stream, cursor)


CURSORS: dict[str, Callable[[str, int], str]] = {
    "the future": lambda epoch, seq: f"{epoch}.{seq + 1}",
    "the very beginning": lambda epoch, _: f"{epoch}.0",
    "another epoch": lambda _, seq: f"zzzzzzzzzzzz.{seq}",
    "inside a snapshot": lambda epoch, seq: f"{epoch}.{seq}.0.1",
    "forged": lambda epoch, _: f"{epoch}.1;DROP TABLE product",
    "a huge number": lambda epoch, _: f"{epoch}.{'9' * 18}",
    "too huge a number": lambda epoch, _: f"{epoch}.{'9' * 19}",
    "other digits": lambda epoch, _: f"{epoch}.٣",
    "nothing": lambda _, __: "",
}


@pytest.mark.parametrize("which", CURSORS)
@pytest.mark.parametrize("floor", [0, 2])
def test_odd_cursors_are_answered_alike(
    app: Flask, make: Make, session: Session, which: str, floor: int
) -> None:
    till = make.till()
    for number in range(3):
        make.product(f"Zupa {number}")
    epoch, seq = head_of(app, till).split(".")
    session.execute(update(StreamHead).values(floor=floor))
    session.commit()
    answer = both(app, till, "products", CURSORS[which](epoch, int(seq)))
    assert answer.status_code in (200, 400, 410)


@pytest.mark.parametrize("mode", ["every", "day_report", "never", "immediately", "window"])
@pytest.mark.parametrize("ordered", [None, timedelta(0), LIFETIME + timedelta(hours=1)])
def test_rules_and_orders_are_obeyed(
    app: Flask, make: Make, session: Session, mode: str, ordered: timedelta | None
) -> None:
    till = make.till()
    cursor = head_of(app, till)
    enter_account(session, till.device.account_id)
    if ordered is not None:
        order_sync(session, till.device, [Stream.PRODUCTS], now())
    session.add(SyncRule(stream="products", mode=mode, period_minutes=30, changed_at=now()))
    session.commit()
    with time_machine.travel(now() + (ordered or timedelta(0)), tick=False):
        answer = both(app, till, "products", cursor)
        is_on = mode not in ("never", "window") or ordered == timedelta(0)
        assert answer.status_code == (200 if is_on else 409)


def test_an_expired_order_slows_nothing_down(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    cursor = head_of(app, till)
    enter_account(session, till.device.account_id)
    order_sync(session, till.device, [Stream.PRODUCTS], now())
    session.commit()
    assert not is_quick(app, till, f"products?cursor={cursor}")
    session.execute(update(SyncOrder).values(expires_at=now()))
    session.commit()
    assert is_quick(app, till, f"products?cursor={cursor}")


def test_the_next_secret_takes_its_first_step_in_flask(app: Flask, make: Make, session: Session) -> None:
    till, other = make.till(), make.till(make.device("Kasa 2"))
    cursor = head_of(app, till)
    enter_account(session, till.device.account_id)
    announce_secret(session, till.generation, "ab" * 32)
    session.commit()
    assert both(app, till, "products", cursor).status_code == 200
    answer = both(app, Till(till.device, till.generation, "nobody's"), "products", cursor)
    assert answer.status_code == 401
    assert both(app, other, "products", cursor).status_code == 410  # of another store


def test_a_caller_who_unpacks_gets_long_answers_packed(app: Flask, make: Make) -> None:
    till = make.till()
    cursor = head_of(app, till)
    for number in range(30):
        make.product(f"Zupa dnia numer {number}")
    client = app.extensions["api"].test_client()
    headers = till.headers | {"Accept-Encoding": "gzip"}
    answer = client.get(f"/api/v1/sync/products?cursor={cursor}", headers=headers)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in get(app, till, f"products?cursor={cursor}").headers


def test_more_changes_than_one_page_are_left_to_flask(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blueprints.api.pull_shortcut.DEFAULT_LIMIT", 3)
    till = make.till()
    cursor = head_of(app, till)
    for number in range(3):
        make.product(f"Zupa {number}")
    assert is_quick(app, till, f"products?cursor={cursor}")
    make.product("Kompot")
    assert not is_quick(app, till, f"products?cursor={cursor}")
    assert len(both(app, till, "products", cursor).json["changes"]) == 4


def test_a_contact_is_noted_and_a_new_database_is_opened(app: Flask, make: Make) -> None:
    till = make.till()
    cursor = head_of(app, till)
    with app.app_context():
        db.engine.dispose()
    later = now() + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        assert is_quick(app, till, f"products?cursor={cursor}")
    heard = app.extensions["contacts"].last([f"device:{till.device.id}"])
    assert heard[f"device:{till.device.id}"].at == later
