"""What nobody could read waits for a person: repaired it counts, set aside it stays as it came."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blueprints.entry_fault_words import reason_words
from domain.entry_faults import Fault
from models import JournalEntry, QuarantinedEntry, Receipt, Shift
from tests.make import Make, Till
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of
from tests.receipts.journal import closing, opening, sale, send


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    return make.sign_in(client, make.first_owner())


def kept(session: Session) -> QuarantinedEntry:
    query = select(QuarantinedEntry).order_by(QuarantinedEntry.id.desc())
    return session.scalars(query.execution_options(populate_existing=True)).first() or pytest.fail("nothing")


def quarantined(client: FlaskClient, session: Session, till: Till, entry: Any) -> str:
    """An entry that nobody can read arrives; the path of its page."""
    assert send(client, till, entry) == ["quarantined"]
    return f"/receipts/quarantine/{kept(session).public_id}"


def broken(n: int, **more: Any) -> dict[str, Any]:
    entry = sale(n, **more)
    entry["body"]["lines"][0]["quantity"] = "NaN"
    return entry


def repair(client: FlaskClient, path: str, entry: Any) -> Any:
    text = entry if isinstance(entry, str) else json.dumps(entry)
    return post(client, f"{path}/repair", {"content": text}, token_from=path)


def test_an_entry_is_shown_word_for_word_and_why_it_waits(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    entry = broken(1, note="<script>alert('🧾 שלום')</script>")
    path = quarantined(owner, session, make.till(make.device("Kasa 7")), entry)
    assert "1 to look at" in text_of(open_page(owner, "/"))
    listed = text_of(open_page(owner, "/receipts/quarantine"))
    assert "Kasa 7" in listed
    shown = text_of(open_page(owner, path))
    assert "lines[0].quantity" in shown
    assert "<script>alert('🧾 שלום')</script>" in shown


def test_a_repaired_entry_counts_like_any_other_and_its_original_is_kept(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till = make.till()
    send(owner, till, opening(1), closing(3))
    original = broken(2, shift_id="morning")
    path = quarantined(owner, session, till, original)
    good = original | {"body": sale(2, shift_id="morning")["body"]}
    assert repair(owner, path, good).status_code == 302
    receipt = session.scalars(select(Receipt)).one()
    assert (receipt.flags, receipt.entry.n, receipt.entry.entry_id) == (["repaired"], 2, original["id"])
    entry = kept(session)
    assert json.loads(entry.content) == original
    assert (entry.resolution, entry.resolved_by, entry.journal_entry_id) == (
        "repaired",
        "Alicja",
        receipt.journal_entry_id,
    )
    assert session.scalars(select(Shift.amended_at)).one() is not None
    assert "Repaired" in text_of(open_page(owner, f"/receipts/{receipt.public_id}"))
    assert "All is well" not in text_of(open_page(owner, path))
    assert "Nothing is in quarantine" in text_of(open_page(owner, "/receipts/quarantine"))
    assert "Alicja" in text_of(open_page(owner, "/receipts/quarantine?show=done"))
    assert send(owner, till, original) == ["quarantined"]
    assert session.scalar(select(func.count(QuarantinedEntry.id))) == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1e999", '{"id": "\\ud800"}', json.dumps(broken(1)), "[" * 5000],
)
def test_a_repair_that_is_none_says_so_and_keeps_what_was_typed(
    owner: FlaskClient, session: Session, make: Make, text: str
) -> None:
    path = quarantined(owner, session, make.till(), broken(1))
    answer = repair(owner, path, text)
    assert answer.status_code == 422
    assert error_at(check_page(answer.get_data(as_text=True), "en"), "content")
    assert session.scalar(select(func.count(Receipt.id))) == 0
    assert kept(session).resolved_at is None


@pytest.mark.parametrize(
    "damage",
    [{"n": "four"}, {"n": None}, {"id": ""}, {"id": 7, "n": -1}, {"n": 2**60}],
)
def test_an_entry_without_usable_id_or_number_gets_some_that_no_till_uses(
    owner: FlaskClient, session: Session, make: Make, damage: dict[str, Any]
) -> None:
    till = make.till()
    path = quarantined(owner, session, till, sale(1) | damage)
    assert repair(owner, path, sale(1) | damage).status_code == 302
    number = session.scalars(select(JournalEntry.n)).one()
    assert number < 0 or "n" not in damage
    assert send(owner, till, sale(1), sale(2)) in (["stored", "stored"], ["quarantined", "stored"])


def test_a_second_sale_under_a_used_number_can_be_taken_in(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till, first = make.till(), sale(1)
    send(owner, till, first)
    other = first | {"body": sale(1, 900, number="1-1-000009")["body"]}
    path = quarantined(owner, session, till, other)
    assert repair(owner, path, other).status_code == 302
    assert set(session.scalars(select(Receipt.total))) == {1850, 900}
    assert send(owner, till, first, sale(2)) == ["duplicate", "stored"]


def test_what_the_journal_has_already_is_not_taken_in_twice(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    till, good = make.till(), sale(1)
    path = quarantined(owner, session, till, broken(1))
    assert send(owner, till, good) == ["stored"]
    assert repair(owner, path, good).status_code == 422
    assert session.scalar(select(func.count(Receipt.id))) == 1


def test_an_entry_is_set_aside_with_a_note_and_only_once(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    path = quarantined(owner, session, make.till(), broken(1))
    assert post(owner, f"{path}/set-aside", {"note": " "}, token_from=path).status_code == 422
    answer = post(owner, f"{path}/set-aside", {"note": "a test by the technician"}, token_from=path)
    assert answer.status_code == 302
    entry = kept(session)
    assert (entry.resolution, entry.note, entry.resolved_by) == (
        "set_aside",
        "a test by the technician",
        "Alicja",
    )
    assert repair(owner, path, sale(1)).status_code == 422
    assert session.scalar(select(func.count(Receipt.id))) == 0


def test_why_it_waits_is_one_sentence_in_the_readers_words(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    path = quarantined(owner, session, make.till(), broken(1))
    assert kept(session).reason.startswith("wrong_form: lines[0].quantity: ")
    sentence = "The field “lines[0].quantity” is not written in the agreed form."
    for page in (path, "/receipts/quarantine"):
        shown = text_of(open_page(owner, page))
        assert sentence in shown
        assert "Expected" not in shown
    kept(session).reason = "shape: lines[0].price: Expected `int`, got `str`"
    session.commit()
    assert "The field “lines[0].price” is of the wrong type" in text_of(open_page(owner, path))
    refused = error_at(check_page(repair(owner, path, broken(1)).get_data(as_text=True), "en"), "content")
    assert refused == f"It cannot be read like this yet. {sentence}"


def test_every_fault_has_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        sentences = {fault: reason_words(f"{fault}: total: x") for fault in Fault}
    assert len(set(sentences.values())) == len(Fault)
