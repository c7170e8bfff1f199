"""What a command is: how many bytes follow its name, and what it does with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .machine import Machine

Deed = Callable[[Machine, bytes], None]
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Command:
    """One command; its name is written as Epson writes it."""

    name: str
    length: int
    do: Deed


Table = Mapping[int, Command]


def table(*commands: tuple[str, int, Deed]) -> Table:
    """A table by the last sign of each name: "ESC a" is found under a."""
    return {_byte(name.split()[-1]): Command(name, length, deed) for name, length, deed in commands}


def _byte(sign: str) -> int:
    return {"SP": 0x20, "FF": 0x0C}[sign] if len(sign) > 1 else ord(sign)


def number(low_high: bytes) -> int:
    """A number sent low byte first."""
    return int.from_bytes(low_high, "little")


def accept(_machine: Machine, _args: bytes) -> None:
    """A setting that leaves no trace on this paper."""
