"""Whatever the box says of a peripheral or a job, the office has words for it."""

import pytest
from comptoir_store_server.health import PrinterState
from comptoir_store_server.reasons import Reason
from flask import Flask

from blueprints.peripheral_words import FIRST_AID, STATES, reason_words
from domain.names import PeripheralKind
from domain.peripheral_state import REPORTED, WORKING


@pytest.mark.parametrize("kind", PeripheralKind)
def test_every_reason_has_a_sentence_on_every_kind(app: Flask, kind: PeripheralKind) -> None:
    with app.test_request_context():
        for reason in Reason:
            words = reason_words(reason, kind) or ""
            assert words != reason.value
            assert words.endswith((".", "?")), words


def test_what_is_no_printer_is_not_called_a_printer(app: Flask) -> None:
    """A terminal that does not answer has no paper and no port 9100."""
    with app.test_request_context():
        for reason in ("refused", "timeout", "no_status", "busy", "interrupted", "connection_lost"):
            words = reason_words(reason, PeripheralKind.PAYMENT_TERMINAL) or ""
            assert not {"printer", "paper", "9100"} & set(words.lower().replace("?", " ").split()), words


def test_every_state_has_a_word_and_every_trouble_its_first_aid() -> None:
    assert {state.value for state in PrinterState} == set(REPORTED)
    assert set(REPORTED) <= STATES.keys()
    assert set(REPORTED) - WORKING <= FIRST_AID.keys()
