"""Lines on a roll of a given width: left and right, centred, wrapped, big; amounts stay in one piece."""

from collections.abc import Callable
from typing import NamedTuple

#: Holds an amount together while lines are broken; on paper it is a space.
NO_BREAK = "\u00a0"
SPACES = " " + NO_BREAK
#: More bytes than this fit no code on a narrow roll in dots that a telephone can read.
LONGEST_QR = 1000


class PaperLine(NamedTuple):
    """One line as it will stand on paper; a big one takes two columns per letter.

    A line with `qr` is a QR code of that text, one with `logo` the picture in that file, and nothing else.
    """

    text: str
    bold: bool = False
    big: bool = False
    qr: str = ""
    logo: str = ""


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
        """Left text and right text; the right one is kept in one piece if any line holds it."""
        left, right = self._fit(left), self._fit(right)
        taken = len(left) + 1 + len(right)
        big = big and taken <= self.columns // 2
        width = self.columns // 2 if big else self.columns
        if taken > width:
            self._add_long_row(left, right, bold)
            return
        text = left + right.rjust(width - len(left))
        self.lines.append(PaperLine(text.rstrip(SPACES).replace(NO_BREAK, " "), bold, big))

    def _add_long_row(self, left: str, right: str, bold: bool) -> None:
        lines = wrap(left, self.columns)
        endings = wrap(right, self.columns) if right else []
        if endings and len(lines[-1]) + 1 + len(endings[0]) <= self.columns:
            first = endings.pop(0)
            lines[-1] += first.rjust(self.columns - len(lines[-1]))
        lines += [ending.rjust(self.columns) for ending in endings]
        self.lines += [PaperLine(line, bold) for line in lines]

    def add_rule(self) -> None:
        """A line across the paper."""
        self.lines.append(PaperLine("-" * self.columns))

    def add_blank(self) -> None:
        """An empty line."""
        self.lines.append(PaperLine(""))

    def add_logo(self, path: str) -> None:
        """The picture in this file, across the paper."""
        self.lines.append(PaperLine("", logo=path))

    def add_qr(self, text: str) -> None:
        """A code for telephones; what is too long for one is written out."""
        if len(text.encode("utf-8", "ignore")) <= LONGEST_QR:
            self.lines.append(PaperLine("", qr=text))
        else:
            self.add(text)


def wrap(text: str, width: int) -> list[str]:
    """Break at spaces, and inside a word only if it is longer than the paper is wide; keep the indent."""
    if len(text) <= width and not text.startswith(" "):
        return [text.rstrip(" ").replace(NO_BREAK, " ")]
    body = text.strip(" ")
    indent = " " * min(len(text) - len(text.lstrip(" ")), width // 2)
    lines = _wrap_body(body, width - len(indent))
    return [(indent + line).replace(NO_BREAK, " ") for line in lines]


def _wrap_body(body: str, width: int) -> list[str]:
    if len(body) <= width:
        return [body]
    lines = [""]
    for word in body.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines += [word[start : start + width] for start in range(0, len(word), width)]
    return lines[1:] if len(lines) > 1 and not lines[0] else lines
