"""What counts as an employee's login id, and which one to propose next."""

import unicodedata
from collections.abc import Collection

from domain.refusal import Refusal

LONGEST_LOGIN_ID = 20
FIRST_LOGIN_ID = 1


def read_login_id(typed: str, field: str = "login_id") -> str:
    """The id an employee types at a till: letters and digits, dots, dashes and underscores.

    Raises Refusal `required`, `too_long` or `login_id_invalid` at `field`.
    """
    login_id = unicodedata.normalize("NFC", typed).strip()
    if not login_id:
        raise Refusal("required", field)
    if len(login_id) > LONGEST_LOGIN_ID:
        raise Refusal("too_long", field, maximum=LONGEST_LOGIN_ID)
    if not all(letter.isalnum() or letter in "._-" for letter in login_id):
        raise Refusal("login_id_invalid", field)
    return login_id


def is_taken(login_id: str, others: Collection[str]) -> bool:
    """Whether another employee has this id; capital letters make no difference at a till."""
    return login_id.casefold() in {other.casefold() for other in others}


def next_login_id(taken: Collection[str]) -> str:
    """The number after the highest in use: numbers of people who left in between are not handed on."""
    numbers = [int(login_id) for login_id in taken if login_id.isascii() and login_id.isdigit()]
    proposal = max(numbers, default=FIRST_LOGIN_ID - 1) + 1
    return str(proposal) if len(str(proposal)) <= LONGEST_LOGIN_ID else ""
