"""The printer's insides while it works through a job: letters, print head, page mode, stored symbols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .code_pages import CP437, NATIONAL_SETS, UNKNOWN, CodePage, chinese_letter
from .events import Event, Fault, FaultCode, Feed, PaperItem, Picture, TextLine
from .framing import Framing
from .head import Head


@dataclass
class SymbolSettings:
    """How bar codes and two-dimensional codes will be printed."""

    bar_height: int = 162
    module: int = 3
    captions: int = 0
    qr_size: int = 3
    qr_level: int = 48
    qr_data: bytes = b""


@dataclass
class Letters:
    """How bytes become letters."""

    page: CodePage = CP437
    national: Mapping[str, str] = field(default_factory=lambda: NATIONAL_SETS[0])
    is_double_byte: bool = False
    first_half: int | None = None


class Machine:
    """Everything a command can change or use."""

    def __init__(self, width: int, pages: Mapping[int, CodePage], starts_in_kanji: bool) -> None:
        self.events: list[Event] = []
        self.pages = pages
        self.starts_in_kanji = starts_in_kanji
        self.framing = Framing(lambda byte: self.on_byte(byte))
        self.on_byte: Callable[[int], None] = self.put_byte
        self.head = Head(width, self.print_item, self.fault)
        self.letters = Letters(is_double_byte=starts_in_kanji)
        self.symbols = SymbolSettings()
        self.stored_image: Picture | None = None
        self.page_items: list[PaperItem] | None = None
        self.is_selected = True

    def emit(self, event: Event) -> None:
        """Something happened."""
        self.events.append(event)

    def fault(self, code: FaultCode, detail: str) -> None:
        """Something is wrong with the job."""
        self.events.append(Fault(code, detail, self.framing.command_offset))

    def print_item(self, item: PaperItem | TextLine | Feed) -> None:
        """Ink on paper, or on the page in memory while in page mode."""
        if self.page_items is None:
            self.emit(item)
        else:
            self.page_items.append(item)

    def initialise(self) -> None:
        """ESC @: the line in hand is lost, every setting is the factory's again."""
        if not self.head.is_line_empty:
            self.fault(FaultCode.TEXT_DROPPED, self.head.waiting_text)
        self.leave_page_mode()
        self.head.reset()
        self.letters = Letters(is_double_byte=self.starts_in_kanji)
        self.symbols = SymbolSettings()
        self.stored_image = None

    def leave_page_mode(self) -> None:
        """Back to standard mode; what was set on the page is lost."""
        if self.page_items:
            lost = " ".join(item.text for item in self.page_items if isinstance(item, TextLine))
            self.fault(FaultCode.TEXT_DROPPED, lost)
        self.page_items = None

    def print_page(self) -> None:
        """Put the page in memory on paper."""
        items, self.page_items = self.page_items or [], None
        for item in items:
            self.emit(item)

    def at_line_start(self, command: str) -> bool:
        """Whether a command that only works at the start of a line may work; if not, that is a fault."""
        if self.head.is_line_empty:
            return True
        self.fault(FaultCode.IGNORED_IN_LINE, f"{command} after {self.head.waiting_text!r}")
        return False

    def put_byte(self, byte: int) -> None:
        """Print the letter of one byte."""
        letters = self.letters
        if letters.first_half is not None:
            self._put_pair(bytes([letters.first_half, byte]))
        elif byte >= 0x81 and letters.is_double_byte and byte != 0xFF:
            letters.first_half = byte
        elif byte < 0x80:
            letter = chr(byte)
            self.head.put(letters.national.get(letter, letter), letters.page.name)
        else:
            self._put_upper(byte)

    def _put_upper(self, byte: int) -> None:
        page = self.letters.page
        letter = page.letter(byte)
        if letter is None:
            self.fault(FaultCode.UNDEFINED_BYTE, f"{byte:02X} in {page.name}")
        self.head.put(letter or UNKNOWN, page.name)

    def _put_pair(self, pair: bytes) -> None:
        self.letters.first_half = None
        letter = chinese_letter(pair)
        self.fault(FaultCode.DOUBLE_BYTE_TEXT, f"{pair.hex(' ').upper()} → {letter or UNKNOWN}")
        self.head.put(letter or UNKNOWN, "GB18030", cells=2)
