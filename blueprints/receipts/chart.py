"""Bars of sales, drawn on the server: a picture for the eye, beside a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 720, 220, 24
#: a single day is no wall
WIDEST = 64
#: labels that fit below the bars
LABELS = 12


@dataclass(frozen=True)
class Bar:
    """One bar; refunds above sales hang below the line."""

    x: float
    y: float
    width: float
    height: float
    label: str
    is_labelled: bool
    value: int
    is_negative: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Chart:
    """All bars, and where the line of zero is."""

    bars: list[Bar]
    zero: float
    width: int = WIDTH
    height: int = HEIGHT + FOOT
    foot: int = HEIGHT + FOOT - 6


def draw_chart(values: Sequence[tuple[str, int]]) -> Chart:
    """Bars of (label, value) from left to right, as high as the largest lets them be."""
    top = max([0, *(value for _label, value in values)])
    bottom = min([0, *(value for _label, value in values)])
    scale = (HEIGHT - 8) / ((top - bottom) or 1)
    zero = round(4 + top * scale, 1)
    slot = WIDTH / max(1, len(values))
    every = -(-len(values) // LABELS) or 1
    width = min(slot * 0.76, WIDEST)
    bars = [
        Bar(
            x=round(place * slot + (slot - width) / 2, 1),
            y=round(zero - value * scale, 1) if value >= 0 else zero,
            width=round(width, 1),
            height=round(abs(value) * scale, 1),
            label=label,
            is_labelled=place % every == 0,
            value=value,
            is_negative=value < 0,
        )
        for place, (label, value) in enumerate(values)
    ]
    return Chart(bars, zero)
