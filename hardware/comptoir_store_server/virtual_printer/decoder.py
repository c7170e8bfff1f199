"""Reads what a shop sends to a receipt printer, strictly: every byte is printed, obeyed or reported."""

from collections.abc import Callable

from .code_pages import PAGE_TABLES
from .command_table import Command, Table
from .escape_commands import ESCAPE_COMMANDS, PANEL_COMMANDS
from .events import Event, FaultCode, Pulse
from .group_commands import GROUP_COMMANDS
from .kanji_commands import KANJI_COMMANDS
from .machine import Machine

ESC, GS, FS, DLE, LF, CR, HT, FF, CAN = 0x1B, 0x1D, 0x1C, 0x10, 0x0A, 0x0D, 0x09, 0x0C, 0x18
REAL_TIME_LENGTHS = {1: 2, 2: 2, 3: 5, 7: 1, 8: 7}


class Decoder:
    """One printer's brain. Feed it bytes in pieces of any size; it returns what happens, in order."""

    def __init__(
        self, width: int = 576, profile_pages: str = "epson", *, starts_in_kanji: bool = False
    ) -> None:
        self.machine = Machine(width, PAGE_TABLES[profile_pages], starts_in_kanji)
        self.machine.on_byte = self._on_byte
        self._controls: dict[int, Callable[[], None]] = {
            ESC: self._named(ESCAPE_COMMANDS, "ESC"),
            GS: self._named(GROUP_COMMANDS, "GS"),
            FS: self._named(KANJI_COMMANDS, "FS"),
            DLE: lambda: self._expect(1, self._real_time),
            LF: self.machine.head.line_feed,
            CR: lambda: None,  # every line ends with LF; a lone CR does nothing on a receipt printer
            HT: self.machine.head.tab,
            FF: self._form_feed,
            CAN: self._cancel,
            0: lambda: None,  # padding after a job that broke off
        }

    @property
    def offset(self) -> int:
        """How many bytes have been read so far."""
        return self.machine.framing.offset

    def feed(self, data: bytes) -> list[Event]:
        """What these bytes make the printer do."""
        self.machine.framing.feed(data)
        events, self.machine.events = self.machine.events, []
        return events

    def unfinished(self) -> str | None:
        """What the printer still waits for, in words for a fault; None between two commands."""
        missing = self.machine.framing.missing
        return f"{missing} more bytes are awaited" if missing else None

    @property
    def waiting_text(self) -> str:
        """Letters sent, but not yet followed by a line feed."""
        return self.machine.head.waiting_text

    def drop_waiting(self) -> None:
        """Forget the command and the line in hand, keep the settings: the buffer was cleared."""
        self.machine.framing.drop()
        self.machine.head.clear_line()

    def _on_byte(self, byte: int) -> None:
        if self.machine.letters.first_half is not None and byte >= 0x30:
            self.machine.put_byte(byte)
            return
        self._drop_half_letter()
        if not self.machine.is_selected and byte != ESC:
            self.machine.fault(FaultCode.TEXT_DROPPED, f"{byte:02X} while the printer is deselected")
        elif byte in self._controls:
            self._controls[byte]()
        elif byte == 0x00:
            pass  # nothing, for every printer: that is how a command that was cut off is ended
        elif byte < 0x20 or byte == 0x7F:
            self.machine.fault(FaultCode.UNKNOWN_COMMAND, f"{byte:02X}")
        else:
            self.machine.put_byte(byte)

    def _drop_half_letter(self) -> None:
        if self.machine.letters.first_half is not None:
            self.machine.fault(
                FaultCode.TEXT_DROPPED, f"{self.machine.letters.first_half:02X}, half a letter"
            )
            self.machine.letters.first_half = None

    def _expect(self, count: int, then: Callable[[bytes], None]) -> None:
        self.machine.framing.expect(count, then)

    def _named(self, commands: Table, prefix: str) -> Callable[[], None]:
        return lambda: self._expect(1, lambda name: self._start(commands, prefix, name[0]))

    def _start(self, commands: Table, prefix: str, name: int) -> None:
        if prefix == "ESC" and name == ord("c"):
            self._expect(1, lambda which: self._start(PANEL_COMMANDS, "ESC c", which[0]))
            return
        command = commands.get(name)
        if command is None:
            sign = chr(name) if 0x21 <= name < 0x7F else f"{name:02X}"
            self.machine.fault(FaultCode.UNKNOWN_COMMAND, f"{prefix} {sign}")
            return
        self._expect(command.length, lambda args: self._do(command, args))

    def _do(self, command: Command, args: bytes) -> None:
        if self.machine.is_selected or command.name == "ESC =":
            command.do(self.machine, args)

    def _real_time(self, kind: bytes) -> None:
        """DLE: already obeyed when it arrived; here only its bytes are taken out, and a pulse is noted."""
        if kind == b"\x04":
            self._expect(1, self._status_asked)
        elif kind == b"\x05":
            self._expect(1, lambda _args: None)
        elif kind == b"\x14":
            self._expect(1, self._real_time_function)
        else:
            self.machine.fault(FaultCode.UNKNOWN_COMMAND, f"DLE {kind.hex().upper()}")

    def _status_asked(self, args: bytes) -> None:
        if args[0] in (7, 8, 18):
            self._expect(1, lambda _args: None)
        elif args[0] not in (1, 2, 3, 4):
            self.machine.fault(FaultCode.BAD_ARGUMENT, f"DLE EOT {args[0]}")

    def _real_time_function(self, args: bytes) -> None:
        function = args[0]
        if function not in REAL_TIME_LENGTHS:
            self.machine.fault(FaultCode.UNKNOWN_COMMAND, f"DLE DC4 {function}")
            return
        self._expect(REAL_TIME_LENGTHS[function], lambda rest: self._real_time_deed(function, rest))

    def _real_time_deed(self, function: int, args: bytes) -> None:
        if function == 1 and args[0] in (0, 1):
            milliseconds = 100 * args[1]
            self.machine.emit(Pulse(2 if args[0] == 0 else 5, milliseconds, milliseconds, real_time=True))

    def _form_feed(self) -> None:
        if self.machine.page_items is None:
            self.machine.head.line_feed()
        else:
            if not self.machine.head.is_line_empty:
                self.machine.head.line_feed()
            self.machine.print_page()

    def _cancel(self) -> None:
        if self.machine.page_items is not None:
            self.machine.head.clear_line()
            self.machine.page_items = []
