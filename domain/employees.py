"""What a shop knows of its employees: login ids, and what each may do at a till."""

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from domain.names import EmployeeRole
from domain.refusal import Refusal

LONGEST_LOGIN_ID = 20
FIRST_LOGIN_ID = 1


class TillDeed(StrEnum):
    """What can be permitted at a till, in the order in which it is served and shown."""

    SELL = "sell"
    REFUND = "refund"
    DISCOUNT = "discount"
    OPEN_DRAWER = "open_drawer"
    MOVE_CASH = "move_cash"
    CLOSE_DAY = "close_day"
    SETTINGS = "settings"


#: what an employee of each role may do at a till, unless it was chosen for the person
PERMISSIONS_AT_TILL: dict[str, tuple[str, ...]] = {
    EmployeeRole.CASHIER: (TillDeed.SELL,),
    EmployeeRole.MANAGER: tuple(TillDeed),
    EmployeeRole.OWNER: tuple(TillDeed),
}


def permissions_at_till(role: str, chosen: Collection[str] | None) -> tuple[str, ...]:
    """What a person may do at a till: what was chosen for them, else what their role may."""
    if chosen is None:
        return PERMISSIONS_AT_TILL.get(role, ())
    return tuple(deed for deed in TillDeed if deed in chosen)


def read_permissions(chosen: Collection[str], role: str, field: str = "permissions") -> list[str] | None:
    """What was chosen for a person; None when it is just what the role may.

    Raises Refusal `permission_unknown` or `permissions_required` at `field`.
    """
    if not set(chosen) <= set(TillDeed):
        raise Refusal("permission_unknown", field)
    if not chosen:
        raise Refusal("permissions_required", field)
    permitted = permissions_at_till(role, chosen)
    return None if permitted == PERMISSIONS_AT_TILL.get(role) else [str(deed) for deed in permitted]


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
