"""Request bodies that real HTTP clients and real tills send: in chunks, refused unread, with a cut emoji."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blueprints.api.bodies import LIMIT
from models import JournalEntry
from tests.make import Make


class Wire(io.BytesIO):
    """A body as the server hands it over."""

    def at_its_end(self) -> bool:
        return self.tell() == len(self.getvalue())


def test_a_body_in_chunks_has_no_length(app: Flask, make: Make) -> None:
    answer = (
        app.extensions["api"]
        .test_client()
        .post(
            "/api/v1/sync/transactions",
            headers=make.till().headers
            | {"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
            input_stream=Wire(b'{"entries":[]}'),
        )
    )
    assert (answer.status_code, answer.json["results"]) == (200, [])


def test_a_body_in_chunks_has_the_same_limit(app: Flask, make: Make) -> None:
    answer = (
        app.extensions["api"]
        .test_client()
        .post(
            "/api/v1/sync/transactions",
            headers=make.till().headers
            | {"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
            input_stream=Wire(b'{"entries":[]}' + b" " * LIMIT),
        )
    )
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        ("/api/v1/sync/transactions", "application/json", 401),
        ("/api/v1/poll", "application/json", 405),
        ("/api/v1/nowhere", "application/json", 404),
        ("/api/v1/activations", "text/plain", 415),
    ],
)
def test_a_refused_body_is_read_all_the_same(app: Flask, path: str, content_type: str, status: int) -> None:
    body = Wire(b" " * 200_000)
    answer = (
        app.extensions["api"]
        .test_client()
        .post(path, content_type=content_type, content_length=200_000, input_stream=body)
    )
    assert answer.status_code == status
    assert body.at_its_end()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"\ude00 \uD83D\uDE00", "\ufffd \U0001f600"),
        (r"C:\\ud83d", r"C:\ud83d"),
    ],
)
def test_half_an_emoji_blocks_nothing(app: Flask, make: Make, written: str, kept: str) -> None:
    moved: dict[str, Any] = {"shift_id": None, "kind": "drop", "amount": 1, "at": "2026-11-20T09:00:00.000Z"}
    body = json.dumps(moved | {"note": "?"}).replace("?", written)
    raw = f'{{"entries":[{{"id":"a","n":1,"kind":"cash_movement","body":{body}}}]}}'.encode()
    client = app.extensions["api"].test_client()
    headers = make.till().headers | {"Content-Type": "application/json"}
    answers = [client.post("/api/v1/sync/transactions", headers=headers, data=raw).json for _ in range(2)]
    assert [answer["results"][0]["status"] for answer in answers] == ["stored", "duplicate"]
    entry = make.session.scalars(select(JournalEntry)).one()
    assert json.loads(entry.body)["note"] == kept
