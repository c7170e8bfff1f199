"""The colour of a key on the till."""

import re

from domain.refusal import Refusal

#: what the form offers: dark enough for white letters
PALETTE = (
    "#b3261e",
    "#b45309",
    "#6d6a00",
    "#2e7d32",
    "#00695c",
    "#1565c0",
    "#5e35b1",
    "#ad1457",
    "#5d4037",
    "#455a64",
)
_COLOR = re.compile(r"#[0-9a-f]{6}")


def read_color(typed: str, field: str = "color") -> str | None:
    """A colour as "#rrggbb", or None for the till's own. Raises Refusal `color_invalid` at `field`."""
    color = typed.strip().lower()
    if not color:
        return None
    if not _COLOR.fullmatch(color):
        raise Refusal("color_invalid", field)
    return color
