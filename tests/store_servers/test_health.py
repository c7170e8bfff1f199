"""What a store server says of its peripherals: how they are, since when, and what was wrong with them last."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.peripheral_state import REPORTED, WORKING
from models import Peripheral
from services.store_servers.store_server_health import PeripheralReport, record_health
from tests.make import Make

OPENING = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
Say = Callable[..., Peripheral]


def at(minute: int) -> datetime:
    """A moment of the morning."""
    return OPENING + timedelta(minutes=minute)


@pytest.fixture
def say(session: Session, make: Make) -> Say:
    """The box reports how its printer is, at a minute of the morning; the printer as the office knows it then."""
    server, _token = make.store_server()
    printer = make.printer(server)

    def report(minute: int, state: str, since: int | None = None, reason: str | None = None) -> Peripheral:
        began = None if since is None else at(since)
        told = PeripheralReport(printer.public_id, state, began, reason=reason)
        record_health(session, server, {}, [told], at(minute), urls=[])
        session.commit()
        return printer

    return report


@pytest.mark.parametrize("state", sorted(set(REPORTED) - WORKING))
def test_what_keeps_a_printer_from_printing_is_remembered_as_its_fault(say: Say, state: str) -> None:
    printer = say(5, state, since=3)
    assert (printer.last_fault, printer.last_fault_at) == (state, at(3))
    assert (printer.state, printer.state_since) == (state, at(3))


@pytest.mark.parametrize("state", sorted(WORKING))
def test_a_printer_that_works_has_no_fault_and_keeps_the_memory_of_one(say: Say, state: str) -> None:
    printer = say(5, state, since=3)
    assert (printer.last_fault, printer.last_fault_at) == (None, None)
    say(6, "cover_open")
    printer = say(8, state, since=7)
    assert (printer.last_fault, printer.last_fault_at) == ("cover_open", at(6))
    assert (printer.state, printer.state_since) == (state, at(7))


def test_a_fault_that_lasts_began_when_it_was_first_told(say: Say) -> None:
    say(5, "paper_out")
    printer = say(6, "paper_out")
    assert (printer.last_fault_at, printer.state_since) == (at(5), at(5))
    printer = say(7, "paper_out", since=7)
    assert (printer.last_fault_at, printer.state_since) == (at(5), at(5))


def test_another_fault_takes_the_place_of_the_former_one(say: Say) -> None:
    say(5, "paper_out", since=4)
    printer = say(9, "cover_open", since=8)
    assert (printer.last_fault, printer.last_fault_at) == ("cover_open", at(8))


def test_the_same_fault_again_after_it_worked_is_a_new_one(say: Say) -> None:
    say(5, "paper_out")
    say(6, "online")
    printer = say(9, "paper_out")
    assert (printer.last_fault, printer.last_fault_at) == ("paper_out", at(9))


def test_a_word_that_nobody_knows_is_a_fault_too_and_cut_to_what_can_be_kept(say: Say) -> None:
    word = "jammed_by_something_sticky"
    printer = say(5, word, reason="x" * 70)
    assert (printer.last_fault, printer.state) == (word[:20], word[:20])
    assert printer.state_reason == "x" * 60
    printer = say(6, word)
    assert (printer.last_fault_at, printer.state_since) == (at(5), at(5)), "it is the same one still"
