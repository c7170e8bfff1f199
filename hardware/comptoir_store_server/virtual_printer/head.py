"""The print head: where it stands, in which style, and what it has put on the line but not printed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .events import Align, FaultCode, Feed, Picture, Place, Run, Style, TextLine

DEFAULT_SPACING = 30


@dataclass
class Settings:
    """What ESC @ puts back to the factory's values."""

    area: int
    style: Style = field(default_factory=Style)
    double_strike: bool = False
    emphasized: bool = False
    align: Align = Align.LEFT
    spacing: int = DEFAULT_SPACING
    letter_gap: int = 0
    margin: int = 0
    tabs: tuple[int, ...] = tuple(range(8, 256, 8))


class Head:
    """Puts letters and dots on the current line and prints it when the paper moves."""

    def __init__(
        self, width: int, emit: Callable[[TextLine | Feed], None], fault: Callable[..., None]
    ) -> None:
        self.paper_width = width
        self._emit = emit
        self._fault = fault
        self.set = Settings(area=width)
        self._runs: list[Run] = []
        self._pictures: list[tuple[int, Picture]] = []
        self.x = 0
        self._told_overlong = False

    @property
    def is_line_empty(self) -> bool:
        """Nothing waits to be printed."""
        return not self._runs and not self._pictures

    @property
    def waiting_text(self) -> str:
        """The letters that wait to be printed."""
        return "".join(run.text for run in self._runs)

    @property
    def place(self) -> Place:
        """Where the next item goes."""
        width = min(self.set.area, self.paper_width - self.set.margin)
        return Place(self.set.margin, max(width, self.set.style.cell[0]), self.set.align)

    def reset(self) -> None:
        """Forget the line in hand and all settings, as ESC @ does."""
        self.set = Settings(area=self.paper_width)
        self.clear_line()

    def clear_line(self) -> None:
        """Throw away what waits."""
        self._runs, self._pictures, self.x, self._told_overlong = [], [], 0, False

    def put(self, letter: str, page: str, cells: int = 1) -> None:
        """Print one letter at the current position, wrapping as a printer does."""
        style = self.set.style
        advance = style.cell[0] * cells + self.set.letter_gap * style.width
        self._make_room(advance, letter)
        last = self._runs[-1] if self._runs else None
        if last and (last.style, last.page, last.advance, last.end) == (style, page, advance, self.x):
            self._runs[-1] = replace(last, text=last.text + letter)
        else:
            self._runs.append(Run(letter, self.x, advance, style, page))
        self.x += advance

    def put_picture(self, picture: Picture) -> None:
        """Put a band of dots on the line."""
        if self.x + picture.size[0] > self.place.width:
            self._fault(FaultCode.DOES_NOT_FIT, f"{picture.size[0]} dots at {self.x} of {self.place.width}")
        self._pictures.append((self.x, picture))
        self.x += picture.size[0]

    def tab(self) -> None:
        """Move to the next tab stop, if there is one."""
        cell = self.set.style.cell[0] // self.set.style.width
        stops = [stop * cell for stop in self.set.tabs if self.x < stop * cell <= self.place.width]
        if stops:
            self.x = stops[0]

    def line_feed(self) -> None:
        """Print the line in hand and move the paper to the next one."""
        self._print_line(self.set.spacing)

    def feed(self, dots: int) -> None:
        """Print the line in hand, if any, and move the paper by `dots`."""
        if self.is_line_empty:
            self._emit(Feed(dots))
            return
        height = self._tallest()
        self._print_line(0)
        if dots > height:
            self._emit(Feed(dots - height))

    def _tallest(self) -> int:
        letters = [run.style.cell[1] for run in self._runs]
        return max(letters + [picture.size[1] for _, picture in self._pictures], default=0)

    def _print_line(self, spacing: int) -> None:
        runs, pictures = tuple(self._runs), tuple(self._pictures)
        ordered = sorted(runs, key=lambda run: run.x)
        if any(later.x < earlier.end for earlier, later in pairwise(ordered)):
            self._fault(FaultCode.OVERPRINTED, self.waiting_text)
        line = TextLine(runs, pictures, self.place, max(spacing, self._tallest()))
        self.clear_line()
        self._emit(line)

    def _make_room(self, advance: int, letter: str) -> None:
        if self.x + advance <= self.place.width:
            return
        if not self._told_overlong:
            self._fault(FaultCode.OVERLONG_LINE, self.waiting_text + letter)
        self._print_line(self.set.spacing)
        self._told_overlong = True
        self.x = 0
