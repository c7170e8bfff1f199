"""The store's logo at the head of its receipts: found on this box's own disk, never wider than the roll."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from comptoir_store_server.printing.reading import objects_of, text_of

#: Larger than any logo that the office makes; whatever lies on the disk, no receipt begins with more.
MOST_WIDE, MOST_TALL = 576, 400
#: Dots that paper stays white below it.
GAP = 16


def find_logo(store: dict[str, Any], dots: int) -> str:
    """Where the widest picture lies that fits so many dots, else the narrowest; nothing if there is none."""
    known = {path: logo.width for path in _paths(store) if (logo := _read(path)) is not None}
    fitting = [path for path, width in known.items() if width <= dots]
    if fitting:
        return max(fitting, key=lambda path: known[path])
    return min(known, key=lambda path: known[path], default="")


def _paths(store: dict[str, Any]) -> list[str]:
    return [path for each in objects_of(store.get("logo")) if (path := text_of(each.get("path")))]


def _read(path: str) -> Image.Image | None:
    """Nothing as long as the office has not handed it over; it is looked for again with the next receipt."""
    try:
        return load_logo(path)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@lru_cache(maxsize=8)
def load_logo(path: str) -> Image.Image:
    """The picture in black and white; its file has its hash for a name and never changes.

    Raises OSError, ValueError or SyntaxError if it is not there or no such picture.
    """
    with Image.open(Path(path), formats=("PNG",)) as picture:
        if picture.mode != "1" or picture.width > MOST_WIDE or picture.height > MOST_TALL:
            raise ValueError(path)
        picture.load()
        return picture.copy()


@lru_cache(maxsize=8)
def draw_logo(path: str, dots: int) -> Image.Image:
    """The picture in the middle of paper so wide, cut to it, and white below."""
    logo = load_logo(path)
    if logo.width > dots:
        left = (logo.width - dots) // 2
        logo = logo.crop((left, 0, left + dots, logo.height))
    margin = (dots - logo.width) // 2
    picture = Image.new("1", (margin + logo.width, logo.height + GAP), 1)
    picture.paste(logo, (margin, 0))
    return picture
