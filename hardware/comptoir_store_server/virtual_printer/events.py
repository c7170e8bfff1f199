"""What a printer does with the bytes it is sent: ink, cuts, drawer pulses, questions to answer, faults."""

from dataclasses import dataclass, field
from enum import StrEnum


class Align(StrEnum):
    """Where a line stands between the margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Style:
    """How letters look."""

    font: str = "a"
    bold: bool = False
    underline: int = 0
    width: int = 1
    height: int = 1
    inverse: bool = False
    rotated: bool = False
    upside_down: bool = False

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of one letter in dots."""
        width, height = (12, 24) if self.font == "a" else (9, 17)
        return width * self.width, height * self.height


@dataclass(frozen=True)
class Place:
    """The strip of paper an item is printed in, in dots from the left edge of the printable area."""

    left: int
    width: int
    align: Align = Align.LEFT

    def start(self, extent: int) -> int:
        """Where something `extent` dots wide begins."""
        slack = max(self.width - extent, 0)
        return self.left + {Align.LEFT: 0, Align.CENTRE: slack // 2, Align.RIGHT: slack}[self.align]


@dataclass(frozen=True)
class Run:
    """Neighbouring letters of one style and one code page."""

    text: str
    x: int
    advance: int
    style: Style
    page: str

    @property
    def end(self) -> int:
        """The dot after the last letter."""
        return self.x + self.advance * len(self.text)


@dataclass(frozen=True)
class Picture:
    """Black dots in rows of whole bytes, the left dot in the highest bit."""

    width: int
    height: int
    rows: bytes = field(repr=False)
    x_scale: int = 1
    y_scale: int = 1

    @property
    def size(self) -> tuple[int, int]:
        """Printed width and height in dots."""
        return self.width * self.x_scale, self.height * self.y_scale


@dataclass(frozen=True)
class TextLine:
    """One printed line; `height` is how far the paper moves."""

    runs: tuple[Run, ...]
    pictures: tuple[tuple[int, Picture], ...]
    place: Place
    height: int

    @property
    def extent(self) -> int:
        """The dot after the last ink of the line."""
        ends = [run.end for run in self.runs] + [x + picture.size[0] for x, picture in self.pictures]
        return max(ends, default=0)

    @property
    def text(self) -> str:
        """The letters, with spaces where the print position was moved; alignment adds none."""
        text, end = "", 0
        for run in sorted(self.runs, key=lambda run: run.x):
            text += " " * round((run.x - end) / run.advance) + run.text
            end = run.end
        return text


@dataclass(frozen=True)
class PrintedPicture:
    """An image across the paper."""

    picture: Picture
    place: Place


@dataclass(frozen=True)
class Barcode:
    """A bar code: `bars` is one letter a module, 1 is black."""

    symbology: str
    data: str
    bars: str
    module: int
    height: int
    captions: str
    place: Place


@dataclass(frozen=True)
class QrCode:
    """A QR code of `size` dots a module."""

    data: str
    raw: bytes
    size: int
    level: str
    place: Place


@dataclass(frozen=True)
class Feed:
    """The paper moves with nothing on it."""

    dots: int


PaperItem = TextLine | PrintedPicture | Barcode | QrCode | Feed


@dataclass(frozen=True)
class Cut:
    """The knife: `kind` is full or partial."""

    kind: str


@dataclass(frozen=True)
class Pulse:
    """The drawer is kicked. `real_time` pulses do not wait their turn in the buffer."""

    pin: int
    on_ms: int
    off_ms: int
    real_time: bool = False


@dataclass(frozen=True)
class StatusAsked:
    """GS r: answered in its turn."""

    what: int


@dataclass(frozen=True)
class ProcessIdAsked:
    """GS ( H: answered once everything before it is on paper."""

    process_id: bytes


@dataclass(frozen=True)
class IdentityAsked:
    """GS I: who are you."""

    what: int


@dataclass(frozen=True)
class AutoStatusSet:
    """GS a: tell of changes without being asked."""

    mask: int


class FaultCode(StrEnum):
    """What can be wrong with a job."""

    UNKNOWN_COMMAND = "unknown_command"
    BAD_ARGUMENT = "bad_argument"
    UNSUPPORTED = "unsupported"
    UNDEFINED_BYTE = "undefined_byte"
    DOUBLE_BYTE_TEXT = "double_byte_text"
    OVERLONG_LINE = "overlong_line"
    OVERPRINTED = "overprinted"
    TEXT_DROPPED = "text_dropped"
    IGNORED_IN_LINE = "ignored_in_line"
    DOES_NOT_FIT = "does_not_fit"
    BAD_SYMBOL = "bad_symbol"
    REAL_TIME_IN_IMAGE = "real_time_in_image"
    NOT_CUT = "not_cut"
    HALF_COMMAND = "half_command"


@dataclass(frozen=True)
class Fault:
    """Something wrong at byte `offset` of everything received."""

    code: FaultCode
    detail: str
    offset: int


Event = PaperItem | Cut | Pulse | StatusAsked | ProcessIdAsked | IdentityAsked | AutoStatusSet | Fault
