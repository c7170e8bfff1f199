"""Bars of sales, drawn on the server: a picture for the eye, beside a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT, FOOT = 720, 220, 36
#: a single day is no wall
WIDEST = 64
#: what a letter of a label takes at most: on a desk, and on a phone, where it is drawn larger to be read at all
DESK_LETTER, PHONE_LETTER = 9, 15


@dataclass(frozen=True)
class Bar:
    """One bar; refunds above sales hang below the line."""

    x: float
    y: float
    width: float
    height: float
    label: str
    is_labelled: bool
    #: whether there is room for its label on a phone, too
    is_labelled_always: bool
    value: int
    is_negative: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def anchor(self) -> str:
        """Which part of the label stands there: at the edges of the picture it grows inwards, not out of it."""
        half = len(self.label) * PHONE_LETTER / 2
        if self.middle < half:
            return "start"
        return "end" if self.middle > WIDTH - half else "middle"


@dataclass(frozen=True)
class Chart:
    """All bars, and where the line of zero is."""

    bars: list[Bar]
    zero: float
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    foot: int = HEIGHT + FOOT - 9


def draw_chart(values: Sequence[tuple[str, int]]) -> Chart:
    """Bars of (label, value) from left to right, as high as the largest lets them be."""
    top = max([0, *(value for _label, value in values)])
    bottom = min([0, *(value for _label, value in values)])
    scale = (HEIGHT - 8) / ((top - bottom) or 1)
    zero = round(4 + top * scale, 1)
    slot = WIDTH / max(1, len(values))
    longest = max((len(label) for label, _value in values), default=0)
    every, every_always = _step(slot, longest * DESK_LETTER), _step(slot, longest * PHONE_LETTER)
    width = min(slot * 0.76, WIDEST)
    bars = [
        Bar(
            x=round(place * slot + (slot - width) / 2, 1),
            y=round(zero - value * scale, 1) if value >= 0 else zero,
            width=round(width, 1),
            height=round(abs(value) * scale, 1),
            label=label,
            is_labelled=place % every == 0,
            is_labelled_always=place % every_always == 0,
            value=value,
            is_negative=value < 0,
        )
        for place, (label, value) in enumerate(values)
    ]
    return Chart(bars, zero)


def _step(slot: float, label: float) -> int:
    """Each how many bars there is room for a label; one that an edge pushes inwards takes half of itself more."""
    room = label * (1.5 if slot < label else 1) + DESK_LETTER
    return max(1, ceil(room / slot))
