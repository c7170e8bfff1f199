"""Which role may do which deed in the back office (B17)."""

from enum import StrEnum

from domain.names import UserRole


class Deed(StrEnum):
    """What can be permitted."""

    LOOK = "look"
    MANAGE_DEVICES = "manage_devices"
    MANAGE_PERIPHERALS = "manage_peripherals"
    MANAGE_STORES = "manage_stores"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_EMPLOYEES = "manage_employees"
    MANAGE_RELEASES = "manage_releases"
    MANAGE_ACCOUNT = "manage_account"


_EVERYTHING = frozenset(Deed)
PERMITTED: dict[str, frozenset[Deed]] = {
    UserRole.OWNER: _EVERYTHING,
    UserRole.MANAGER: _EVERYTHING - {Deed.MANAGE_ACCOUNT},
    UserRole.VIEWER: frozenset({Deed.LOOK}),
}


def may(role: str, deed: Deed) -> bool:
    """Whether a user of this role may do this deed; an unknown role may nothing."""
    return deed in PERMITTED.get(role, frozenset())
