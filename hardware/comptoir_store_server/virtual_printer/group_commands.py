"""The commands that begin with GS: sizes, margins, cuts, symbols, images and questions."""

from dataclasses import replace

from .command_table import accept, number, table
from .events import AutoStatusSet, Cut, FaultCode, Feed, IdentityAsked, ProcessIdAsked, StatusAsked
from .images import expect_raster, graphics
from .machine import Machine
from .symbols import expect_barcode, set_bar_height, set_captions, set_module, two_dimensional

CUTS = {0: "full", 1: "partial", 48: "full", 49: "partial"}
FEEDING_CUTS = {65: "full", 66: "partial", 97: "full", 98: "partial", 103: "full", 104: "partial"}


def _letter_size(machine: Machine, args: bytes) -> None:
    width, height = (args[0] >> 4) + 1, (args[0] & 0x0F) + 1
    if width > 8 or height > 8:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ! {args[0]}")
        return
    machine.head.set.style = replace(machine.head.set.style, width=width, height=height)


def _inverse(machine: Machine, args: bytes) -> None:
    machine.head.set.style = replace(machine.head.set.style, inverse=bool(args[0] & 1))


def _margin(machine: Machine, args: bytes) -> None:
    if machine.at_line_start("GS L"):
        machine.head.set.margin = min(number(args), machine.head.paper_width)


def _area(machine: Machine, args: bytes) -> None:
    if machine.at_line_start("GS W"):
        machine.head.set.area = number(args)


def _cut(machine: Machine, args: bytes) -> None:
    mode = args[0]
    if mode in CUTS:
        _do_cut(machine, CUTS[mode])
    elif mode in FEEDING_CUTS:
        machine.framing.expect(1, lambda feed: _do_cut(machine, FEEDING_CUTS[mode], feed[0]))
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS V {mode}")


def _do_cut(machine: Machine, kind: str, feed: int = 0) -> None:
    if not machine.at_line_start("GS V"):
        return
    if feed:
        machine.print_item(Feed(feed))
    machine.emit(Cut(kind))


def _status(machine: Machine, args: bytes) -> None:
    if args[0] in (1, 2, 4, 49, 50, 52):
        machine.emit(StatusAsked(args[0] % 48))
    else:
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS r {args[0]}")


def _identity(machine: Machine, args: bytes) -> None:
    machine.emit(IdentityAsked(args[0]))


def _auto_status(machine: Machine, args: bytes) -> None:
    machine.emit(AutoStatusSet(args[0]))


def _line_start(machine: Machine, args: bytes) -> None:
    """GS T: back to the start of the line, dropping or printing what is there."""
    if machine.head.is_line_empty:
        return
    if args[0] in (1, 49):
        machine.head.line_feed()
    else:
        machine.fault(FaultCode.TEXT_DROPPED, machine.head.waiting_text)
        machine.head.clear_line()


def _function(machine: Machine, args: bytes) -> None:
    """GS ( X pL pH …: a family of functions that all tell their length."""
    family = chr(args[0])
    machine.framing.expect(number(args[1:3]), lambda rest: _do_function(machine, family, rest))


def _do_function(machine: Machine, family: str, args: bytes) -> None:
    if family == "k":
        two_dimensional(machine, args)
    elif family == "L":
        graphics(machine, args)
    elif family == "H":
        _response_request(machine, args)
    elif family not in "DEKMN":  # switches, memory, density and colour: nothing to see on paper
        machine.fault(FaultCode.UNSUPPORTED, f"GS ( {family}")


def _response_request(machine: Machine, args: bytes) -> None:
    if args[:2] == b"00" and len(args) == 6:
        machine.emit(ProcessIdAsked(args[2:]))
    elif args[:1] != b"1":
        machine.fault(FaultCode.BAD_ARGUMENT, f"GS ( H {args.hex(' ').upper()}")


def _long_graphics(machine: Machine, args: bytes) -> None:
    if args[0] != ord("L"):
        machine.fault(FaultCode.UNKNOWN_COMMAND, f"GS 8 {args[0]:02X}")
        return
    machine.framing.expect(number(args[1:5]), lambda rest: graphics(machine, rest))


def _down_loaded_image(machine: Machine, args: bytes) -> None:
    machine.fault(FaultCode.UNSUPPORTED, "GS *")
    machine.framing.expect(args[0] * args[1] * 8, lambda _dots: None)


def _missing_image(machine: Machine, args: bytes) -> None:
    machine.fault(FaultCode.UNSUPPORTED, f"GS / {args[0]}")


GROUP_COMMANDS = table(
    ("GS !", 1, _letter_size),
    ("GS B", 1, _inverse),
    ("GS L", 2, _margin),
    ("GS W", 2, _area),
    ("GS V", 1, _cut),
    ("GS r", 1, _status),
    ("GS I", 1, _identity),
    ("GS a", 1, _auto_status),
    ("GS T", 1, _line_start),
    ("GS (", 3, _function),
    ("GS 8", 5, _long_graphics),
    ("GS v", 6, expect_raster),
    ("GS *", 2, _down_loaded_image),
    ("GS /", 1, _missing_image),
    ("GS k", 1, expect_barcode),
    ("GS h", 1, set_bar_height),
    ("GS w", 1, set_module),
    ("GS H", 1, set_captions),
    ("GS f", 1, accept),
    ("GS P", 2, accept),
    ("GS b", 1, accept),
    ("GS j", 1, accept),
    ("GS $", 2, accept),
    ("GS \\", 2, accept),
)
