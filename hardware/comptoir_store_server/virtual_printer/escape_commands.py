"""The commands that begin with ESC: letters, line layout, feeds, the knife and the drawer."""

from dataclasses import replace

from .code_pages import NATIONAL_SETS
from .command_table import Deed, accept, number, table
from .events import Align, Cut, FaultCode, Pulse
from .head import DEFAULT_SPACING
from .images import expect_bit_image
from .machine import Machine

ALIGNS = {0: Align.LEFT, 1: Align.CENTRE, 2: Align.RIGHT, 48: Align.LEFT, 49: Align.CENTRE, 50: Align.RIGHT}
FONTS = {0: "a", 1: "b", 48: "a", 49: "b"}
UNDERLINES = {0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2}


def _refuse(machine: Machine, command: str, value: int) -> None:
    machine.fault(FaultCode.BAD_ARGUMENT, f"{command} {value}")


def _restyle(machine: Machine, **changes: object) -> None:
    machine.head.set.style = replace(machine.head.set.style, **changes)  # type: ignore[arg-type]


def _set_bold(machine: Machine) -> None:
    _restyle(machine, bold=machine.head.set.emphasized or machine.head.set.double_strike)


def _initialise(machine: Machine, _args: bytes) -> None:
    machine.initialise()


def _print_mode(machine: Machine, args: bytes) -> None:
    mode = args[0]
    machine.head.set.emphasized = bool(mode & 0x08)
    _restyle(
        machine,
        font="b" if mode & 0x01 else "a",
        height=2 if mode & 0x10 else 1,
        width=2 if mode & 0x20 else 1,
        underline=1 if mode & 0x80 else 0,
    )
    _set_bold(machine)


def _emphasize(machine: Machine, args: bytes) -> None:
    machine.head.set.emphasized = bool(args[0] & 1)
    _set_bold(machine)


def _double_strike(machine: Machine, args: bytes) -> None:
    machine.head.set.double_strike = bool(args[0] & 1)
    _set_bold(machine)


def _underline(machine: Machine, args: bytes) -> None:
    if args[0] in UNDERLINES:
        _restyle(machine, underline=UNDERLINES[args[0]])
    else:
        _refuse(machine, "ESC -", args[0])


def _font(machine: Machine, args: bytes) -> None:
    if args[0] in FONTS:
        _restyle(machine, font=FONTS[args[0]])
    else:
        _refuse(machine, "ESC M", args[0])


def _rotate(machine: Machine, args: bytes) -> None:
    _restyle(machine, rotated=args[0] in (1, 2, 49, 50))


def _upside_down(machine: Machine, args: bytes) -> None:
    if machine.at_line_start("ESC {"):
        _restyle(machine, upside_down=bool(args[0] & 1))


def _code_page(machine: Machine, args: bytes) -> None:
    page = machine.pages.get(args[0])
    if page is None:
        _refuse(machine, "ESC t", args[0])
        return
    if page.codec is None:
        machine.fault(FaultCode.UNSUPPORTED, f"ESC t {args[0]} ({page.name})")
    machine.letters.page = page


def _national_set(machine: Machine, args: bytes) -> None:
    if args[0] < len(NATIONAL_SETS):
        machine.letters.national = NATIONAL_SETS[args[0]]
    else:
        _refuse(machine, "ESC R", args[0])


def _align(machine: Machine, args: bytes) -> None:
    if args[0] not in ALIGNS:
        _refuse(machine, "ESC a", args[0])
    elif machine.at_line_start("ESC a"):
        machine.head.set.align = ALIGNS[args[0]]


def _letter_gap(machine: Machine, args: bytes) -> None:
    machine.head.set.letter_gap = args[0]


def _default_spacing(machine: Machine, _args: bytes) -> None:
    machine.head.set.spacing = DEFAULT_SPACING


def _spacing(machine: Machine, args: bytes) -> None:
    machine.head.set.spacing = args[0]


def _feed_lines(machine: Machine, args: bytes) -> None:
    machine.head.feed(args[0] * machine.head.set.spacing)


def _feed_dots(machine: Machine, args: bytes) -> None:
    machine.head.feed(args[0])


def _feed_back(machine: Machine, args: bytes) -> None:
    machine.fault(FaultCode.UNSUPPORTED, f"reverse feed by {args[0]}")


def _move_to(machine: Machine, args: bytes) -> None:
    position = number(args)
    if position > machine.head.place.width:
        machine.fault(FaultCode.DOES_NOT_FIT, f"ESC $ {position} of {machine.head.place.width}")
    else:
        machine.head.x = position


def _move_by(machine: Machine, args: bytes) -> None:
    position = machine.head.x + int.from_bytes(args, "little", signed=True)
    if 0 <= position <= machine.head.place.width:
        machine.head.x = position
    else:
        machine.fault(FaultCode.DOES_NOT_FIT, f"ESC \\ to {position} of {machine.head.place.width}")


def _tab_stops(machine: Machine, _args: bytes) -> None:
    def keep(stops: bytes) -> None:
        machine.head.set.tabs = tuple(stops)

    machine.framing.expect_until(0, keep)


def _cut(kind: str) -> Deed:
    def cut(machine: Machine, _args: bytes) -> None:
        if machine.at_line_start("ESC i / ESC m"):
            machine.emit(Cut(kind))

    return cut


def _pulse(machine: Machine, args: bytes) -> None:
    pin, on_time, off_time = args
    if pin in (0, 1, 48, 49):
        machine.emit(Pulse(2 if pin in (0, 48) else 5, on_time * 2, off_time * 2))
    else:
        _refuse(machine, "ESC p", pin)


def _enter_page_mode(machine: Machine, _args: bytes) -> None:
    if machine.page_items is None and machine.at_line_start("ESC L"):
        machine.page_items = []


def _leave_page_mode(machine: Machine, _args: bytes) -> None:
    if machine.page_items is not None:
        machine.head.clear_line()
        machine.leave_page_mode()


def _print_page_and_stay(machine: Machine, _args: bytes) -> None:
    if machine.page_items is not None:
        machine.print_page()
        machine.page_items = []


def _select_printer(machine: Machine, args: bytes) -> None:
    machine.is_selected = bool(args[0] & 1)
    if not machine.is_selected:
        machine.fault(FaultCode.BAD_ARGUMENT, f"ESC = {args[0]}: the printer is deselected")


def _user_letters(machine: Machine, args: bytes) -> None:
    """ESC &: letters drawn by the sender; their dots are counted and thrown away."""
    rows, first, last = args
    machine.fault(FaultCode.UNSUPPORTED, "ESC &")
    left = max(last - first + 1, 0)

    def next_letter() -> None:
        nonlocal left
        if left:
            left -= 1
            machine.framing.expect(1, lambda columns: machine.framing.expect(rows * columns[0], skip))

    def skip(_dots: bytes) -> None:
        next_letter()

    next_letter()


ESCAPE_COMMANDS = table(
    ("ESC @", 0, _initialise),
    ("ESC !", 1, _print_mode),
    ("ESC E", 1, _emphasize),
    ("ESC G", 1, _double_strike),
    ("ESC -", 1, _underline),
    ("ESC M", 1, _font),
    ("ESC V", 1, _rotate),
    ("ESC {", 1, _upside_down),
    ("ESC t", 1, _code_page),
    ("ESC R", 1, _national_set),
    ("ESC a", 1, _align),
    ("ESC SP", 1, _letter_gap),
    ("ESC 2", 0, _default_spacing),
    ("ESC 3", 1, _spacing),
    ("ESC d", 1, _feed_lines),
    ("ESC J", 1, _feed_dots),
    ("ESC e", 1, _feed_back),
    ("ESC K", 1, _feed_back),
    ("ESC $", 2, _move_to),
    ("ESC \\", 2, _move_by),
    ("ESC D", 0, _tab_stops),
    ("ESC i", 0, _cut("partial")),
    ("ESC m", 0, _cut("partial")),
    ("ESC p", 3, _pulse),
    ("ESC *", 3, expect_bit_image),
    ("ESC L", 0, _enter_page_mode),
    ("ESC S", 0, _leave_page_mode),
    ("ESC FF", 0, _print_page_and_stay),
    ("ESC W", 8, accept),
    ("ESC T", 1, accept),
    ("ESC =", 1, _select_printer),
    ("ESC &", 3, _user_letters),
    ("ESC %", 1, accept),
    ("ESC ?", 1, accept),
    ("ESC U", 1, accept),
    ("ESC r", 1, accept),
    ("ESC <", 0, accept),
)

# ESC c 3, 4 and 5 choose sensors and lock the panel button: one byte each, nothing to see on paper.
PANEL_COMMANDS = table(("ESC c 3", 1, accept), ("ESC c 4", 1, accept), ("ESC c 5", 1, accept))
