"""A shop with two payment terminals, one in the network and one on a cable."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import read_connection
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.line import TerminalPatience
from comptoir_store_server.terminals.payments.payment import Payment, Refusal, Refused
from comptoir_store_server.terminals.payments.service import Payments
from fake_concert import FakeConcert
from fake_zvt import FakeZvt


@dataclass
class Counter:
    """The terminals of a shop and the box's side of them."""

    zvt: FakeZvt
    concert: FakeConcert
    folder: Path

    def __post_init__(self) -> None:
        self.terminals = {"zvt": hang("zvt", self.zvt), "concert": hang("concert", self.concert)}
        self.book = PaymentBook(self.folder / "payments.db")
        self.has_time()

    def has_time(self) -> None:
        """Wait for what will come, however slow this machine is."""
        self._wait(30.0)

    def is_short_of_time(self) -> None:
        """Do not wait long for what will not come."""
        self._wait(0.5)

    def _wait(self, seconds: float) -> None:
        patience = TerminalPatience(connect=30.0, answer=seconds, next_word=seconds, longest=60.0)
        self.payments = Payments(self.book, self.terminals.get, patience)

    def pay(self, payment_id: str, terminal: str = "zvt", amount: int = 1250) -> Payment:
        """In euro."""
        return self.payments.pay(payment_id, terminal, amount, "EUR")

    def stands(self, payment_id: str) -> tuple[str, str | None]:
        """Outcome and reason."""
        return standing(self.payments.find(payment_id))

    def refusal(self, payment_id: str, terminal: str = "zvt", amount: int = 1250) -> Refusal:
        """Why a payment is not begun."""
        with pytest.raises(Refused) as refused:
            self.pay(payment_id, terminal, amount)
        return refused.value.refusal


def standing(payment: Payment | None) -> tuple[str, str | None]:
    """Outcome and reason."""
    assert payment is not None
    why = payment.answer.why
    return payment.answer.state.value, why.value if why else None


def hang(name: str, fake: FakeZvt | FakeConcert) -> Peripheral:
    connection = read_connection("payment_terminal", fake.connection())
    assert connection is not None
    return Peripheral(name, name.title(), "payment_terminal", connection)
