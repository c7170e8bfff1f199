"""The box loses power in the middle of a payment."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from card_counter import Counter, standing
from comptoir_store_server.terminals.payments.payment import Refusal, Refused

BOX = """
import sys
from pathlib import Path
from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.service import Payments
terminal = Peripheral("zvt", "Zvt", "payment_terminal", Connection(host="127.0.0.1", port=int(sys.argv[2])))
Payments(PaymentBook(Path(sys.argv[1])), {"zvt": terminal}.get).pay("p2", "zvt", 1250, "EUR")
"""


def start(counter: Counter) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", BOX, str(counter.folder / "payments.db"), str(counter.zvt.port)]
    return subprocess.Popen(words, env=dict(os.environ))


@pytest.mark.parametrize("moment", ["amount", "booked", "told"])
def test_an_amount_that_had_left_is_unknown_and_settled(
    counter: Counter, wait_for: Callable[..., None], moment: str
) -> None:
    counter.pay("p1", amount=300)
    counter.zvt.customer.at, counter.zvt.customer.mishap = moment, "silence"
    box = start(counter)
    wait_for(lambda: len(counter.zvt.asked) == 2, "the amount arrived")
    told = {"amount": 0, "booked": 2, "told": 2}[moment]
    wait_for(lambda: not told or len(counter.zvt.booked) == told, "it was booked")
    assert counter.refusal("p3") == Refusal.BUSY, "also for another program on this box"
    box.send_signal(signal.SIGKILL)
    box.wait(10)
    assert counter.stands("p2") == ("unknown", "underway")
    assert standing(counter.pay("p2")) == ("unknown", "underway")
    assert counter.refusal("p3") == Refusal.UNRESOLVED
    counter.zvt.customer.at = ""
    if moment == "amount":
        with pytest.raises(Refused):
            counter.payments.resolve("p2")
        assert counter.stands("p2") == ("unknown", "underway"), "somebody has to look"
    else:
        assert counter.payments.resolve("p2").answer.state == "approved"
    assert counter.zvt.asked == [300, 1250], "never sent twice"


def test_an_amount_that_had_not_left_is_not_sent(counter: Counter, wait_for: Callable[..., None]) -> None:
    counter.zvt.customer.at, counter.zvt.customer.mishap = "registration", "silence"
    box = start(counter)
    wait_for(lambda: counter.zvt.heard == ["0600"], "the box registers")
    assert counter.stands("p2") == ("preparing", None)
    box.send_signal(signal.SIGKILL)
    box.wait(10)
    assert counter.stands("p2") == ("not_sent", "interrupted")
    counter.zvt.customer.at = ""
    assert standing(counter.pay("p3")) == ("approved", None)
    assert counter.zvt.asked == [1250]


def test_the_book_is_for_nobody_else(counter: Counter) -> None:
    counter.pay("p1")
    assert Path(counter.folder / "payments.db").stat().st_mode & 0o077 == 0
