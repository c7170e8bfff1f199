"""Where paper goes: who works a printer, whether it prints now, who prints in its place, in which language.

Store servers have the last two rules in their own program, too; a contract test holds both to one table of cases.
"""

from enum import StrEnum

from domain.places import LANGUAGES


class Driver(StrEnum):
    """Who works a peripheral."""

    STORE_SERVER = "store_server"
    #: it hangs on a till, which works it itself
    TILL = "till"
    #: in the network, and no store server was chosen for it
    NOBODY = "nobody"


class Taker(StrEnum):
    """Who takes a paper now."""

    ITSELF = "itself"
    STAND_IN = "stand_in"
    #: it waits until the printer, or its stand-in, works
    NOBODY = "nobody"


def driver_of(*, is_on_till: bool, has_store_server: bool) -> Driver:
    """Who works it; what hangs on a till is that till's, whatever else was chosen."""
    if is_on_till:
        return Driver.TILL
    return Driver.STORE_SERVER if has_store_server else Driver.NOBODY


def prints_now(state: str, *, is_blind: bool) -> bool:
    """Whether a printer in this state prints; a mute one does where the shop accepts that (`is_blind`)."""
    return state in ("online", "paper_low") or (state == "mute" and is_blind)


def taker_of(printer_prints: bool, stand_in_prints: bool | None) -> Taker:
    """Who takes a paper; `stand_in_prints` is None for a printer without a stand-in."""
    if printer_prints:
        return Taker.ITSELF
    return Taker.STAND_IN if stand_in_prints else Taker.NOBODY


def paper_language(*wishes: str | None) -> str:
    """The first wish that is one of our languages (`pl-PL` counts as `pl`), else English.

    In this order: what the till asks for, the language of the role, the printer's, the store's.
    """
    for wish in wishes:
        tongue = (wish or "").replace("_", "-").split("-")[0].lower()
        if tongue in LANGUAGES:
            return tongue
    return "en"
