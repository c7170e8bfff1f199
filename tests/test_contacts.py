"""The book of last contacts: costs a poll nothing, survives restarts, and is no reason to fail."""

import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.tills.contacts import FLUSH_SECONDS, Contacts

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.sqlite3"


def test_a_contact_is_known_at_once_and_after_a_restart(path: Path) -> None:
    book = Contacts(path)
    book.heard("device:1", NINE, "192.168.1.7")
    assert book.last(["device:1", "device:2"]).keys() == {"device:1"}
    book.close()
    contact = Contacts(path).last(["device:1"])["device:1"]
    assert (contact.at, contact.address) == (NINE, "192.168.1.7")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_newest_of_two_workers_counts(path: Path) -> None:
    early, late = Contacts(path), Contacts(path)
    late.heard("device:1", NINE + timedelta(minutes=1))
    late.close()
    early.heard("device:1", NINE)
    early.close()
    assert Contacts(path).last(["device:1"])["device:1"].at == NINE + timedelta(minutes=1)


def test_a_damaged_book_is_begun_anew(path: Path) -> None:
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 50)
    book = Contacts(path)
    assert book.last(["device:1"]) == {}
    book.heard("device:1", NINE)
    book.close()
    assert Contacts(path).last(["device:1"])["device:1"].at == NINE


def test_a_book_that_was_put_away_while_it_was_read_is_begun_anew(path: Path) -> None:
    book = Contacts(path)
    book.heard("device:1", NINE)
    book.flush()
    assert book.last(["device:1"]).keys() == {"device:1"}
    path.unlink()
    book.heard("device:2", NINE)
    book.flush()
    reader = Contacts(path)
    assert reader.last(["device:2"]).keys() == {"device:2"}
    assert book.last(["device:1", "device:2"]).keys() == {"device:1", "device:2"}
    reader.close()
    book.close()


def test_who_was_silent_is_known_to_the_other_worker_at_once(path: Path) -> None:
    called, other = Contacts(path), Contacts(path)
    called.heard("device:1", NINE)
    until = time.monotonic() + FLUSH_SECONDS / 2
    while "device:1" not in other.last(["device:1"]) and time.monotonic() < until:
        time.sleep(0.05)
    assert other.last(["device:1"])["device:1"].at == NINE
    called.close()
    other.close()
