"""If this one dies, what stops? A pure rule over who uses a peripheral for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.names import Role

#: what a printer's stand-in takes over
PRINTED = (Role.RECEIPT_PRINTER, Role.PAGE_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER)


class Stop(StrEnum):
    """One kind of consequence; the first eight are called as the roles that end."""

    PAYMENT_TERMINAL = "payment_terminal"
    CASH_DRAWER = "cash_drawer"
    RECEIPT_PRINTER = "receipt_printer"
    PAGE_PRINTER = "page_printer"
    PICKUP_PRINTER = "pickup_printer"
    ASSEMBLY_PRINTER = "assembly_printer"
    PRODUCT_SCANNER = "product_scanner"
    CHECKOUT_SCALE = "checkout_scale"
    #: a drawer behind this printer does not open; `thing` is its name
    DRAWER_SHUT = "drawer_shut"
    #: `thing` prints for these devices meanwhile
    STAND_IN = "stand_in"
    #: `thing` would, but does not work itself
    STAND_IN_DEAD = "stand_in_dead"
    #: the printer `thing` has nobody to stand in for it any more
    STOOD_IN_FOR = "stood_in_for"
    #: nobody uses it
    NOTHING = "nothing"


@dataclass(frozen=True)
class Use:
    """A device that uses the peripheral, and what for."""

    device: str
    role: Role


@dataclass(frozen=True)
class Drawer:
    """A drawer behind the printer, and the devices that use it."""

    name: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class StandIn:
    """The printer that prints meanwhile, if it can itself."""

    name: str
    works: bool


@dataclass(frozen=True)
class Consequence:
    """What stops (or goes on), for which devices, and by or for which other thing."""

    what: Stop
    devices: tuple[str, ...] = ()
    thing: str = ""

    @property
    def is_loss(self) -> bool:
        """Whether somebody will miss it."""
        return self.what not in (Stop.STAND_IN, Stop.NOTHING)


def what_stops(
    uses: Sequence[Use],
    drawers: Sequence[Drawer] = (),
    stand_in: StandIn | None = None,
    stands_in_for: Sequence[str] = (),
) -> list[Consequence]:
    """What follows when the peripheral dies, in the order of the usage mode; never empty."""
    helps = stand_in is not None and stand_in.works
    found = [
        Consequence(Stop(role), _devices(uses, (role,)))
        for role in Role
        if _devices(uses, (role,)) and not (helps and role in PRINTED)
    ]
    found += [Consequence(Stop.DRAWER_SHUT, drawer.devices, drawer.name) for drawer in drawers]
    printing = _devices(uses, PRINTED)
    if stand_in is not None and printing:
        word = Stop.STAND_IN if stand_in.works else Stop.STAND_IN_DEAD
        found.append(Consequence(word, printing, stand_in.name))
    found += [Consequence(Stop.STOOD_IN_FOR, (), name) for name in stands_in_for]
    return found or [Consequence(Stop.NOTHING)]


def _devices(uses: Sequence[Use], roles: Sequence[Role]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(use.device for use in uses if use.role in roles))
