"""The commands that begin with FS: double-byte letters on and off, and pictures kept in the printer."""

from .command_table import accept, table
from .events import FaultCode
from .machine import Machine


def _double_byte(machine: Machine, _args: bytes) -> None:
    machine.letters.is_double_byte = True


def _single_byte(machine: Machine, _args: bytes) -> None:
    machine.letters.is_double_byte = False
    machine.letters.first_half = None


def _kept_picture(machine: Machine, args: bytes) -> None:
    machine.fault(FaultCode.UNSUPPORTED, f"FS p {args[0]}: no picture is kept in this printer")


KANJI_COMMANDS = table(
    ("FS &", 0, _double_byte),
    ("FS .", 0, _single_byte),
    ("FS p", 2, _kept_picture),
    ("FS !", 1, accept),
    ("FS -", 1, accept),
    ("FS C", 1, accept),
    ("FS S", 2, accept),
    ("FS W", 1, accept),
)
