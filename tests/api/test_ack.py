"""`POST /sync/{stream}/ack`: only what a till says it has moves the back office's picture."""

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from models import StreamAck
from tests.make import Make, Till
from tests.sync.reader import reader_of


def post(app: Flask, till: Till, stream: str, body: Any) -> Any:
    client = app.extensions["api"].test_client()
    return client.post(f"/api/v1/sync/{stream}/ack", headers=till.headers, json=body)


def ack(cursor: str | None, **more: Any) -> dict[str, Any]:
    return {"cursor": cursor, "applied_at": "2026-11-20T09:00:00.000Z", "applied": 1} | more


def test_an_ack_is_kept_with_what_failed(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    reader = reader_of(app, till)
    reader.pull()
    assert session.get(StreamAck, (till.generation.id, "products")) is None
    session.rollback()
    failed = [{"id": "p1", "reason": "no such font"}]
    assert post(app, till, "products", ack(reader.cursor, applied=12, failed=failed)).status_code == 204
    kept = session.get_one(StreamAck, (till.generation.id, "products"))
    assert (kept.cursor, kept.applied, kept.failed) == (reader.cursor, 12, failed)


def test_an_ack_that_was_overtaken_changes_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    reader = reader_of(app, till)
    reader.pull()
    old = reader.cursor
    make.product()
    reader.pull()
    assert post(app, till, "products", ack(reader.cursor)).status_code == 204
    late = ack(old, applied_at="2026-11-20T08:00:00.000Z")
    assert post(app, till, "products", late).status_code == 204
    assert session.get_one(StreamAck, (till.generation.id, "products")).cursor == reader.cursor


def test_a_cursor_of_elsewhere_is_refused(app: Flask, make: Make, session: Session) -> None:
    till, elsewhere = make.till(), make.till(make.device(store=make.store("Gdańsk")))
    other = reader_of(app, elsewhere)
    other.pull()
    make.product()
    unfinished = (
        app.extensions["api"].test_client().get("/api/v1/sync/products?limit=1", headers=till.headers)
    )
    for cursor in (other.cursor, "garbage", unfinished.json["cursor"], "abcdefgh.1"):
        answer = post(app, till, "products", ack(cursor))
        assert (answer.status_code, answer.json["code"]) == (400, "cursor_invalid")
    assert session.get(StreamAck, (till.generation.id, "products")) is None


def test_an_ack_without_a_cursor_names_the_field(app: Flask, make: Make) -> None:
    till = make.till()
    answer = post(app, till, "users", {"applied_at": "2026-11-20T09:00:00.000Z"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "cursor")
    assert post(app, till, "recipes", ack("x")).json["code"] == "no_such_stream"
    reader = reader_of(app, till, "users")
    reader.pull()
    answer = post(app, till, "users", ack(reader.cursor, applied_at="0001-01-01T00:00:00+14:00"))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "applied_at")


def test_an_answer_without_content_names_no_type(app: Flask, make: Make) -> None:
    till = make.till()
    body = {"order_id": "none", "applied_at": "2026-11-20T09:00:00.000Z"}
    client = app.extensions["api"].test_client()
    answer = client.post("/api/v1/sync/transactions/ack", headers=till.headers, json=body)
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers
