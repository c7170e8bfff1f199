"""The tools look at what is really there: every room, every language, exact versions."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from blueprints import ROOM_NAMES
from checks.catalogues import LANGUAGES as TRANSLATED
from domain.places import LANGUAGES

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"[\w.-]+==[\w.]+( ; python_version < \"3\.\d+\")?")


def get_contract(kind: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    (contract,) = (contract for contract in contracts if contract["type"] == kind)
    return contract


def test_every_room_is_kept_apart_from_the_others() -> None:
    rooms = {f"blueprints.{name}" for name in (*ROOM_NAMES, "api")}

    assert set(get_contract("independence")["modules"]) == rooms


def test_the_floors_stand_in_order() -> None:
    assert get_contract("layers")["layers"] == ["cli", "blueprints", "services", "models", "domain"]


def test_every_language_but_the_source_has_a_catalogue() -> None:
    assert {"en", *TRANSLATED} == set(LANGUAGES)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_has_one_exact_version(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] not in "#-"]

    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []
