"""Bad input over the wire: bombs, forged cursors, endless ids, numbers that are none. Clear answers, nothing lost."""

import gzip
import json
from typing import Any

import pytest
import zstandard
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import JournalEntry, QuarantinedEntry, Receipt
from tests.make import Make, Till
from tests.sync.reader import reader_of
from tests.sync.selling import receipt

MIB = 1024 * 1024


def send(app: Flask, till: Till, content: bytes, **headers: str) -> TestResponse:
    """An upload exactly as these bytes."""
    every = {**till.headers, "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return app.test_client().post("/api/v1/sync/transactions", data=content, headers=every)


def hand_in(app: Flask, till: Till, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdict on each entry."""
    answer = send(app, till, json.dumps({"entries": entries}).encode())
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.json is not None
    return list(answer.json["results"])


def odd(n: int = 1, **changes: Any) -> dict[str, Any]:
    """A receipt with something strange in its body."""
    entry = receipt(n)
    entry["body"] |= changes
    return entry


def pull(app: Flask, till: Till, cursor: str) -> tuple[int, str]:
    """Status and code of a pull from this cursor."""
    query = {"cursor": cursor}
    answer = app.test_client().get("/api/v1/sync/products", query_string=query, headers=till.headers)
    assert answer.json is not None
    return answer.status_code, answer.json.get("code", "")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [5 * MIB, 64 * MIB], ids=["5 MiB", "64 MiB"])
def test_a_bomb_is_too_large_and_is_never_unpacked_whole(
    app: Flask, make: Make, encoding: str, size: int
) -> None:
    pack = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor().compress
    bomb = pack(b" " * size)
    assert len(bomb) < MIB
    answer = send(app, make.till(), bomb, Content_Encoding=encoding)
    assert (answer.status_code, answer.json and answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (gzip.compress(b'{"entries":[]}')[:-6], "gzip"),
        (b"(\xb5/\xfd", "zstd"),
        (b'{"entries":[]}', "br"),
        (gzip.compress(b'{"entries":[]}'), "gzip, gzip"),
    ],
    ids=["torn gzip", "torn zstd", "brotli", "twice"],
)
def test_what_cannot_be_unpacked_is_no_json(app: Flask, make: Make, content: bytes, encoding: str) -> None:
    answer = send(app, make.till(), content, Content_Encoding=encoding)
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "not_json")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_packed_upload_is_an_upload(app: Flask, make: Make, encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor().compress
    content = pack(json.dumps({"entries": [receipt(1)]}).encode())
    answer = send(app, make.till(), content, Content_Encoding=encoding)
    assert answer.json is not None
    assert answer.json["results"][0]["status"] == "stored"


def test_fields_that_nobody_knows_change_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    entry = odd(loyalty={"points": 5})
    content = {"entries": [entry | {"colour": "blue"}], "sent_by": "a till of another make"}
    answer = send(app, till, json.dumps(content).encode())
    assert answer.json is not None
    assert answer.json["results"][0]["status"] == "stored"
    kept = session.scalars(select(JournalEntry)).one()
    assert "loyalty" in str(kept.body), "kept word for word"


def test_a_cursor_of_another_account_is_worth_nothing_here(app: Flask, make: Make) -> None:
    ours, theirs = make.till(), make.till(make.device(store=make.store("Theirs", make.owner())))
    reader = reader_of(app, theirs)
    reader.pull()
    assert pull(app, ours, reader.cursor or "") == (410, "cursor_expired")


@pytest.mark.parametrize("place", ["seq", "epoch"])
def test_a_forged_cursor_is_worth_nothing(app: Flask, make: Make, place: str) -> None:
    till = make.till()
    reader = reader_of(app, till)
    reader.pull()
    epoch, seq = (reader.cursor or "").split(".")
    forged = f"{epoch}.{10**17}" if place == "seq" else f"{epoch[::-1]}.{seq}"
    assert pull(app, till, forged) == (410, "cursor_expired")


@pytest.mark.parametrize(
    "cursor",
    ["x" * 10_000, "abcdefgh." + "9" * 19, "abcdefgh.1.9.9.9", "🧾.1", "abcdefgh.1\n", "' OR 1=1 --"],
)
def test_what_is_no_cursor_is_invalid(app: Flask, make: Make, cursor: str) -> None:
    assert pull(app, make.till(), cursor) == (400, "cursor_invalid")


@pytest.mark.parametrize("entry_id", ["x" * 65, "", "a\x00b", 7, None])
def test_an_entry_without_a_usable_id_is_kept_for_a_person(
    app: Flask, make: Make, session: Session, entry_id: object
) -> None:
    till = make.till()
    (result,) = hand_in(app, till, receipt(1) | {"id": entry_id})
    assert result["status"] == "quarantined"
    assert session.scalars(select(QuarantinedEntry)).one().generation_id == till.generation.id
    assert session.scalars(select(Receipt)).all() == []


def test_an_id_of_sixty_four_letters_is_one(app: Flask, make: Make) -> None:
    (result,) = hand_in(app, make.till(), receipt(1) | {"id": "x" * 64})
    assert result["status"] == "stored"


@pytest.mark.parametrize(
    "changes",
    [
        {"total": 10**30},
        {"total": 1.5},
        {"lines": [{"name": "Żurek", "quantity": "NaN", "price": 1, "total": 1}]},
        {"lines": [{"name": "Żurek", "quantity": "Infinity", "price": 1, "total": 1}]},
        {"lines": [{"name": "Żurek", "quantity": "1", "price": 10**30, "total": 1}]},
        {"lines": [{"name": "Żurek", "quantity": "1", "price": "free", "total": 1}]},
        {"closed_at": "31.12.2026"},
        {"closed_at": None},
        {"currency": "złoty"},
        {"kind": "gift"},
        {"lines": "none"},
    ],
    ids=lambda changes: json.dumps(changes, ensure_ascii=False)[:40],
)
def test_a_receipt_of_no_known_shape_is_kept_word_for_word_and_stops_nobody(
    app: Flask, make: Make, session: Session, changes: dict[str, Any]
) -> None:
    till = make.till()
    strange, plain = hand_in(app, till, odd(1, **changes), receipt(2))
    assert (strange["status"], plain["status"]) == ("quarantined", "stored")
    assert len(session.scalars(select(Receipt)).all()) == 1
    assert session.scalars(select(QuarantinedEntry)).one().generation_id == till.generation.id


@pytest.mark.parametrize(
    "changes",
    [
        {"closed_at": "9999-12-31T23:59:59.999Z", "opened_at": "0001-01-01T00:00:00.000Z"},
        {"clock_offset_ms": 10**12},
        {"lines": [{"name": "🧾\u202eשלום\u200d👩‍🍳", "quantity": "1", "price": 1850, "total": 1850}]},
        {"lines": [{"name": "Żurek", "quantity": "0.001", "price": 1, "total": 0}] * 10_000},
        {"note": "<script>alert(1)</script>{{7*7}}"},
        {"total": -1850},
    ],
    ids=["year 9999", "clock", "emoji", "10,000 lines", "markup", "negative"],
)
def test_a_strange_receipt_never_breaks_the_office(
    app: Flask, make: Make, session: Session, changes: dict[str, Any]
) -> None:
    till = make.till()
    make.sign_in(client := app.test_client(), make.first_owner())
    strange, plain = hand_in(app, till, odd(1, **changes), receipt(2))
    assert strange["status"] in ("stored", "quarantined")
    assert plain["status"] == "stored"
    for path in ("/", "/receipts", "/receipts/receipts.csv", f"/devices/{till.device.public_id}"):
        assert client.get(path).status_code == 200, path
    for one in session.scalars(select(Receipt)).all():
        session.rollback()
        assert client.get(f"/receipts/{one.public_id}").status_code == 200


def test_two_entries_with_one_id_in_a_batch_are_told_apart(app: Flask, make: Make, session: Session) -> None:
    first = receipt(1)
    same, other = dict(first), receipt(2) | {"id": first["id"]}
    results = hand_in(app, make.till(), first, same, other)
    assert [result["status"] for result in results] == ["stored", "duplicate", "quarantined"]
    assert len(session.scalars(select(Receipt)).all()) == 1
