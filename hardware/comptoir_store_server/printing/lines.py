"""Lines on a roll of a given width: left and right, centred, wrapped, big."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PaperLine:
    """One line as it will stand on paper; a big one takes two columns per letter."""

    text: str
    bold: bool = False
    big: bool = False


class Paper:
    """Collects the lines of one document for a width in columns.

    ``fit`` turns a text into what the printer can write; widths are counted after it, since ``₽`` may
    become ``руб.``.
    """

    def __init__(self, columns: int, fit: Callable[[str], str]) -> None:
        self.columns = columns
        self.lines: list[PaperLine] = []
        self._fit = fit

    def add(self, text: str, *, bold: bool = False, big: bool = False) -> None:
        """Text from the left, wrapped."""
        width = self.columns // 2 if big else self.columns
        self.lines += [PaperLine(line, bold, big) for line in wrap(self._fit(text), width)]

    def add_centred(self, text: str, *, bold: bool = False, big: bool = False) -> None:
        """Text in the middle, wrapped; big only if that does not break it into pieces."""
        fitted = self._fit(text)
        big = big and len(fitted) <= self.columns // 2
        width = self.columns // 2 if big else self.columns
        for line in wrap(fitted, width):
            self.lines.append(PaperLine(" " * ((width - len(line)) // 2) + line, bold, big))

    def add_row(self, left: str, right: str, *, bold: bool = False, big: bool = False) -> None:
        """Left text and right text; the right one is never cut and stands on the last line."""
        left, right = self._fit(left), self._fit(right)
        big = big and len(left) + 1 + len(right) <= self.columns // 2
        width = self.columns // 2 if big else self.columns
        parts = wrap(left, width)
        if len(parts[-1]) + 1 + len(right) > width and right:
            parts.append("")
        last = parts[-1] + right.rjust(width - len(parts[-1]))
        self.lines += [PaperLine(line.rstrip(), bold, big) for line in (*parts[:-1], last)]

    def add_rule(self) -> None:
        """A line across the paper."""
        self.lines.append(PaperLine("-" * self.columns))

    def add_blank(self) -> None:
        """An empty line."""
        self.lines.append(PaperLine(""))


def wrap(text: str, width: int) -> list[str]:
    """Break at spaces, and inside a word only if it is longer than the paper is wide; keep the indent."""
    body = text.strip(" ")
    indent = " " * min(len(text) - len(text.lstrip(" ")), width // 2)
    return [indent + line for line in _wrap_body(body, width - len(indent))]


def _wrap_body(body: str, width: int) -> list[str]:
    lines = [""]
    for word in body.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines += [word[start : start + width] for start in range(0, len(word), width)]
    return lines[1:] if len(lines) > 1 and not lines[0] else lines
