"""How people sign in at the tills, and what changing it means for a shop."""

from dataclasses import dataclass
from enum import StrEnum

from domain.refusal import Refusal


class LoginMode(StrEnum):
    """What a till asks before somebody sells; with `none` everybody is the anonymous cashier."""

    ID_PIN = "id_pin"
    ID = "id"
    NONE = "none"


class Consequence(StrEnum):
    """What somebody should know before the tills work in another way."""

    ANYBODY_SELLS = "anybody_sells"
    PIN_NOT_ASKED = "pin_not_asked"
    PIN_NEEDED = "pin_needed"
    NAMES_AGAIN = "names_again"
    CASH_NOT_WRITTEN = "cash_not_written"
    CASH_WRITTEN = "cash_written"
    SHIFT_NEEDED = "shift_needed"
    SHIFT_NOT_NEEDED = "shift_not_needed"


@dataclass(frozen=True)
class TillSettings:
    """What all tills of an account have in common."""

    login_mode: str
    cash_management: bool
    shifts_required: bool


def read_till_settings(settings: TillSettings) -> TillSettings:
    """The settings, if they are any. Raises Refusal `login_mode_unknown` at `login_mode`."""
    if settings.login_mode not in set(LoginMode):
        raise Refusal("login_mode_unknown", "login_mode")
    return settings


def consequences_of(before: TillSettings, after: TillSettings, *, without_pin: int) -> list[Consequence]:
    """What the change means; `without_pin` people could no longer sign in where a PIN is asked."""
    found: list[Consequence] = []
    if after.login_mode != before.login_mode:
        found += _of_signing_in(before, after, without_pin)
    if after.cash_management != before.cash_management:
        found.append(Consequence.CASH_WRITTEN if after.cash_management else Consequence.CASH_NOT_WRITTEN)
    if after.shifts_required != before.shifts_required:
        found.append(Consequence.SHIFT_NEEDED if after.shifts_required else Consequence.SHIFT_NOT_NEEDED)
    return found


def _of_signing_in(before: TillSettings, after: TillSettings, without_pin: int) -> list[Consequence]:
    if after.login_mode == LoginMode.NONE:
        return [Consequence.ANYBODY_SELLS]
    found = [Consequence.NAMES_AGAIN] if before.login_mode == LoginMode.NONE else []
    if after.login_mode == LoginMode.ID:
        return [*found, Consequence.PIN_NOT_ASKED]
    return [*found, Consequence.PIN_NEEDED] if without_pin else found
