"""The README knows every setting, every command and every picture it shows."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from config import Settings

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
#: settings whose variable is not called COMPTOIR_ and the field's name
OTHER_NAMES = {"database_url": "DATABASE_URL"}
MOST_BYTES_OF_PICTURES = 1_500_000


def test_every_setting_is_in_the_configuration_table() -> None:
    wanted = {OTHER_NAMES.get(field.name, f"COMPTOIR_{field.name.upper()}") for field in fields(Settings)}
    assert first_cells("Configuration") == wanted


@pytest.mark.parametrize("field", [field for field in fields(Settings) if type(field.default) in (str, int)])
def test_the_table_tells_the_default(field: object) -> None:
    name, default = field.name, field.default  # type: ignore[attr-defined]
    row = next(row for row in rows("Configuration") if f"`COMPTOIR_{name.upper()}`" in row[0])
    assert row[-1] == f"`{default}`"


def test_every_command_is_in_the_commands_table(app: Flask) -> None:
    assert first_cells("Commands") == {f"flask {name}" for name in own_commands(app.cli)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


def test_the_pictures_stay_small() -> None:
    pictures = list((ROOT / "docs" / "screenshots").glob("*.png"))
    assert sum(picture.stat().st_size for picture in pictures) < MOST_BYTES_OF_PICTURES


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    part = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


def first_cells(heading: str) -> set[str]:
    """What stands in code type in the first column."""
    return {row[0].strip("`") for row in rows(heading)}


def own_commands(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command of the house; those that libraries bring are not ours to explain."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from own_commands(command, f"{before}{name} ")
        elif command.callback is not None and command.callback.__module__.startswith("cli."):
            yield f"{before}{name}"
