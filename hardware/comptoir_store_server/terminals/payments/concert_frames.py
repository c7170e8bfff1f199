"""Concert (protocol E+) on the wire: STX, letters of fixed places, ETX, and a check byte over all of it."""

import re
from functools import reduce
from operator import xor

from comptoir_store_server.terminals.payments.payment import CURRENCIES, Facts, Order, read_currency

STX, ETX, EOT, ENQ, ACK, NAK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15"
#: The number of this till, as far as the terminal is concerned.
TILL = "01"
#: Places of the answer without the card's data: till, result, amount, means, currency, the terminal's own.
ANSWER = re.compile(r"(\d\d)(\d)(\d{8})(.)(\d{3})(.{10})")
#: STX, 25 letters, ETX, check byte.
ANSWER_SIZE = 28
#: Result: 9 means that the terminal does not know either.
NOT_VERIFIED = 9


def check_byte(letters: bytes) -> int:
    """All letters and ETX, exclusive or."""
    return reduce(xor, letters + ETX, 0)


def write_frame(letters: str) -> bytes:
    """Letters as they go over the line."""
    body = letters.encode("ascii")
    return STX + body + ETX + bytes([check_byte(body)])


def read_frame(heard: bytes) -> str | None:
    """The letters of a whole frame with a right check byte; nothing if there is none."""
    start = heard.find(STX)
    frame = heard[start : start + ANSWER_SIZE] if start >= 0 else b""
    if len(frame) < ANSWER_SIZE or frame[-2:-1] != ETX or frame[-1] != check_byte(frame[1:-2]):
        return None
    return frame[1:-2].decode("latin-1")


def write_order(order: Order) -> str:
    """A debit by card, answered at its end, without the card's data, authorised as the terminal sees fit."""
    means, debit, short_answer, at_the_end, as_usual = "1", "0", "0", "A010", "B010"
    amount = f"{order.amount_minor:08d}"
    currency = f"{CURRENCIES[order.currency]:03d}"
    return f"{TILL}{amount}{short_answer}{means}{debit}{currency}{'':10}{at_the_end}{as_usual}"


def read_answer(letters: str) -> Facts | None:
    """What the terminal answered; nothing if it is no answer to this till."""
    found = ANSWER.fullmatch(letters)
    if found is None or found.group(1) != TILL:
        return None
    number = int(found.group(5))
    return Facts(
        result=int(found.group(2)),
        amount_minor=int(found.group(3)),
        currency=read_currency(number) or str(number),
    )
