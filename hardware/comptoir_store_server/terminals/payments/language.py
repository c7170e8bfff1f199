"""What a terminal's language is: getting it ready, asking for the amount once, asking what came last."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from comptoir_store_server.terminals.payments.line import Line, TerminalPatience, Wish
from comptoir_store_server.terminals.payments.payment import Answer, Facts, Order, Why


class NotReady(Exception):
    """The terminal does not take the payment; the amount has not left."""

    def __init__(self, why: Why, code: int | None = None) -> None:
        super().__init__(why.value)
        self.why, self.code = why, code


def _nobody(_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Talk:
    """One conversation with a terminal, and who listens to it."""

    line: Line
    patience: TerminalPatience
    wish: Wish | None = None
    #: What the terminal says meanwhile, for the person at the till.
    on_status: Callable[[str], None] = _nobody
    #: The result as soon as it is told; kept before the terminal hears that we have it.
    on_facts: Callable[[Facts], None] = _nobody


class Language(Protocol):
    """One protocol. Everything may raise Silence, Garbage, LineLost."""

    #: Whether a payment on its way can be stopped from here.
    can_abort: bool
    #: Whether the terminal can be asked for its last transaction.
    can_tell_last: bool

    def prepare(self, talk: Talk, order: Order) -> None:
        """All that comes before the amount. Raises NotReady."""

    def ask(self, talk: Talk, order: Order) -> Answer:
        """Send the amount, once, and wait for the end."""

    def tell_last(self, talk: Talk, order: Order) -> Facts | None:
        """Its last transaction, or nothing if it tells none. Raises NotReady."""
