"""What the office is told of payments that nobody knows of: until it has heard of each as it stands."""

import logging
import time
from collections.abc import Callable
from typing import Any

from comptoir_store_server.office import Answer
from comptoir_store_server.terminals.payments.payment import Payment
from comptoir_store_server.terminals.payments.telling import PaymentDesk

log = logging.getLogger(__name__)
PATH = "/store-server/payments"
#: What is still unknown is told again so often, in seconds: an office may have been put back from a copy.
TOLD_AGAIN = 900.0
#: An office that does not know the path is of an earlier version; it may be upgraded any day.
ASKED_AGAIN = 900.0
#: The office read the report and will never understand it.
UNREADABLE = (400, 422)
Send = Callable[[dict[str, Any]], Answer]


class PaymentTalk:
    """One conversation with one office, for the thread that speaks to it."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk
        self._server_id = ""
        self._next_again = self._next_try = 0.0

    def begin(self, server_id: str) -> None:
        """Talk as this store server from now on."""
        self._server_id = server_id
        self._next_again = self._next_try = 0.0

    def end(self) -> None:
        """Nobody talks any more."""
        self._desk.close()

    def take_decisions(self) -> None:
        """Settle what people of the office have settled."""
        self._desk.take_decisions()

    def tell(self, send: Send) -> None:
        """Tell what is new, in order; everything that is unknown from time to time."""
        now = time.monotonic()
        if now < self._next_try:
            return
        again = now >= self._next_again
        payments = self._desk.to_tell(self._server_id, again=again)
        forgotten = self._desk.forgotten()
        if (payments or forgotten) and not self._send(payments, forgotten, send):
            return
        if again:
            self._next_again = now + TOLD_AGAIN

    def _send(self, payments: list[Payment], forgotten: list[str], send: Send) -> bool:
        answer = send(self._body(payments, forgotten))
        if answer.status in UNREADABLE:  # one that the office cannot read must not hold back the others
            return self._send_singly(payments, forgotten, send)
        if not answer.is_success:
            log.warning("payments_refused", extra={"status": answer.status, "code": answer.code})
            self._next_try = time.monotonic() + ASKED_AGAIN
            return False
        self._desk.note_told(payments, self._server_id)
        return True

    def _send_singly(self, payments: list[Payment], forgotten: list[str], send: Send) -> bool:
        bodies = [([each], self._body([each], [])) for each in payments]
        bodies += [([], self._body([], [each])) for each in forgotten]
        for told, body in bodies:
            answer = send(body)
            if not answer.is_success:
                log.error(
                    "payment_refused", extra={"status": answer.status, "code": answer.code} | _ids(told)
                )
            if answer.is_success or answer.status in UNREADABLE:
                self._desk.note_told(told, self._server_id)
        return True

    def _body(self, payments: list[Payment], forgotten: list[str]) -> dict[str, Any]:
        return {"payments": [self._desk.body(each) for each in payments], "forgotten": forgotten}


def _ids(payments: list[Payment]) -> dict[str, str]:
    return {"payment": ",".join(each.order.id for each in payments)}
