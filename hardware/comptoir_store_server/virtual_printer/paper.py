"""Pieces of paper: what was printed up to a cut, to be read letter by letter."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from .decoder import Decoder
from .events import (
    Barcode,
    Cut,
    Event,
    Fault,
    FaultCode,
    Feed,
    PaperItem,
    PrintedPicture,
    Pulse,
    QrCode,
    TextLine,
)


@dataclass(frozen=True)
class Paper:
    """One piece of paper. `cut` is full, partial, or torn by hand."""

    number: int
    width: int
    items: tuple[PaperItem, ...]
    cut: str
    pulses: tuple[Pulse, ...] = ()
    faults: tuple[Fault, ...] = ()
    byte_count: int = 0
    printed_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def lines(self) -> list[str]:
        """The text of every line, blank lines too."""
        return [item.text for item in self.items if isinstance(item, TextLine)]

    @property
    def text(self) -> str:
        """All text, a line a row."""
        return "\n".join(self.lines)

    @property
    def text_lines(self) -> list[TextLine]:
        """The lines with their styles."""
        return [item for item in self.items if isinstance(item, TextLine)]

    @property
    def qr_codes(self) -> list[QrCode]:
        """The QR codes, top to bottom."""
        return [item for item in self.items if isinstance(item, QrCode)]

    @property
    def barcodes(self) -> list[Barcode]:
        """The bar codes, top to bottom."""
        return [item for item in self.items if isinstance(item, Barcode)]

    @property
    def pictures(self) -> list[PrintedPicture]:
        """The images across the paper."""
        return [item for item in self.items if isinstance(item, PrintedPicture)]

    @property
    def code_pages(self) -> list[str]:
        """The code pages whose upper letters were printed, in order of first use."""
        runs = [run for line in self.text_lines for run in line.runs if not run.text.isascii()]
        return list(dict.fromkeys(run.page for run in runs))

    @cached_property
    def png(self) -> bytes:
        """The paper as a picture."""
        from .drawing import draw_paper

        return draw_paper(self)

    def to_json(self) -> dict[str, object]:
        """Everything but the dots."""
        return {
            "number": self.number,
            "printed_at": self.printed_at.isoformat(),
            "width_dots": self.width,
            "bytes": self.byte_count,
            "cut": self.cut,
            "lines": self.lines,
            "code_pages": self.code_pages,
            "pulses": [asdict(pulse) for pulse in self.pulses],
            "faults": [asdict(fault) for fault in self.faults],
            "items": [_item_json(item) for item in self.items],
        }


def _item_json(item: PaperItem) -> dict[str, object]:
    if isinstance(item, TextLine):
        return _line_json(item)
    if isinstance(item, PrintedPicture):
        width, height = item.picture.size
        return {"kind": "picture", "width": width, "height": height, "align": item.place.align.value}
    if isinstance(item, QrCode):
        return {"kind": "qr", "data": item.data, "level": item.level, "size": item.size}
    if isinstance(item, Barcode):
        return {"kind": "barcode", "symbology": item.symbology, "data": item.data, "captions": item.captions}
    return {"kind": "feed", "dots": item.dots}


def _line_json(line: TextLine) -> dict[str, object]:
    runs = [{"text": run.text, "x": run.x, "page": run.page, **asdict(run.style)} for run in line.runs]
    pictures = [{"x": x, "width": picture.size[0], "height": picture.size[1]} for x, picture in line.pictures]
    return {
        "kind": "line",
        "text": line.text,
        "align": line.place.align.value,
        "runs": runs,
        "pictures": pictures,
    }


class PaperRoll:
    """Collects what is printed until the knife comes down."""

    def __init__(self, width: int, first_number: int = 1) -> None:
        self.width = width
        self.next_number = first_number
        self._start_piece()

    def _start_piece(self) -> None:
        self.items: list[PaperItem] = []
        self.pulses: list[Pulse] = []
        self.faults: list[Fault] = []
        self.byte_count = 0

    @property
    def has_ink(self) -> bool:
        """Whether something is printed on the paper that sticks out."""
        return any(not isinstance(item, Feed) for item in self.items)

    def take(self, event: Event, now: datetime) -> Paper | None:
        """Note what happened; a cut gives the piece of paper."""
        if isinstance(event, Cut):
            return self.part(event.kind, now)
        if isinstance(event, Pulse):
            self.pulses.append(event)
        elif isinstance(event, Fault):
            self.faults.append(event)
        elif isinstance(event, TextLine | PrintedPicture | Barcode | QrCode | Feed):
            self.items.append(event)
        return None

    def part(self, cut: str, now: datetime) -> Paper:
        """The piece printed so far leaves the printer."""
        paper = Paper(
            self.next_number, self.width, tuple(self.items), cut, tuple(self.pulses), tuple(self.faults),
            self.byte_count, now,
        )  # fmt: skip
        self.next_number += 1
        self._start_piece()
        return paper

    def close_job(self) -> None:
        """The sender went away: a pulse or a fault without ink belongs to no paper."""
        if not self.has_ink:
            self._start_piece()


def read_papers(
    data: bytes, width: int = 576, *, starts_in_kanji: bool = False, decoder: Decoder | None = None
) -> list[Paper]:
    """The papers a job makes, without a printer; paper not cut at the end is torn off, with a fault."""
    decoder, roll = decoder or Decoder(width, starts_in_kanji=starts_in_kanji), PaperRoll(width)
    papers, now = [], datetime.now(UTC)
    for event in decoder.feed(data):
        paper = roll.take(event, now)
        if paper:
            papers.append(paper)
    for fault in closing_faults(decoder, roll):
        roll.take(fault, now)
    if roll.has_ink or roll.faults:
        papers.append(roll.part("torn", now))
    return papers


def closing_faults(decoder: Decoder, roll: PaperRoll) -> list[Fault]:
    """What is left undone when the sender goes away."""
    faults = []
    unfinished = decoder.unfinished()
    if unfinished:
        faults.append(Fault(FaultCode.HALF_COMMAND, unfinished, decoder.offset))
    if decoder.waiting_text:
        faults.append(Fault(FaultCode.NOT_CUT, f"unprinted: {decoder.waiting_text}", decoder.offset))
    elif roll.has_ink:
        faults.append(Fault(FaultCode.NOT_CUT, "ink without a cut", decoder.offset))
    return faults
