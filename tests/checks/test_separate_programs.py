"""The store server and the office stay two programs."""

import subprocess
from pathlib import Path

import pytest

from checks.separate_programs import find_problems


@pytest.fixture
def project(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    write(tmp_path, "domain/money.py", "import decimal")
    write(tmp_path, "hardware/comptoir_store_server/spool.py", "import sqlite3\nfrom .layout import draw")
    return tmp_path


def write(root: Path, name: str, source: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(source, "utf-8")


def find_imports(root: Path) -> list[str]:
    return [str(finding) for finding in find_problems(root)]


def test_two_programs_that_share_nothing_pass(project: Path) -> None:
    write(project, "tests/contract/test_client.py", "import comptoir_store_server")
    write(project, "hardware/tests/test_spool.py", "from comptoir_store_server.spool import open_spool")

    assert find_imports(project) == []


@pytest.mark.parametrize(
    "statement", ["import domain.money", "from domain import money", "def f():\n    import domain"]
)
def test_a_store_server_that_reaches_into_the_office_is_found(project: Path, statement: str) -> None:
    write(project, "hardware/comptoir_store_server/layout.py", statement)

    (problem,) = find_imports(project)
    assert problem.startswith("hardware/comptoir_store_server/layout.py:")


def test_an_office_that_reaches_into_the_store_server_is_found(project: Path) -> None:
    write(project, "services/printing.py", "from comptoir_store_server.layout import draw")

    (problem,) = find_imports(project)
    assert problem.startswith("services/printing.py:1:")
