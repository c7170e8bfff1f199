"""Draws the pages; loaded when somebody looks at one, for most boxes print for weeks unseen."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def draw(template: str, **facts: Any) -> str:
    """One page; whatever stands in the facts is text, never HTML."""
    return _templates().get_template(template).render(facts)


@cache
def read_asset(name: str) -> bytes:
    """What every page shows, also to whoever is not let in yet."""
    return (FOLDER / "assets" / name).read_bytes()
