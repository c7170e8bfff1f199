"""A file that names somebody's machine does not pass; ordinary words and addresses do."""

import subprocess
from pathlib import Path

import pytest

from checks.hostnames import check_text, find_problems

FILE = Path("README.md")
# Put together here, so that this file passes the check it tests.
REGISTRY = ".".join(("files", "pythonhosted", "org"))
FOLDERS = ["/" + rest for rest in ("work/main/app.py", "root/.ssh", "home/anna/shop")]
WORKPLACE = ["Open" + "AI", "ChatG" + "PT", "Co-Author" + "ed-By: somebody"]


@pytest.mark.parametrize(
    "text", [f"https://{REGISTRY}/packages", *FOLDERS, *(f"see {f}" for f in FOLDERS), *WORKPLACE]
)
def test_a_machine_or_workplace_is_found(text: str) -> None:
    (finding,) = check_text(FILE, f"first line\n{text}")

    assert finding.line == 2


@pytest.mark.parametrize(
    "text",
    [
        "https://example.test/work/hours",
        "static/work/icon.svg",
        "/var/lib/comptoir and /usr/bin/chromium",
        "the homework of a pilot: /rooting, /workshop, /homes",
        "printer at 192.168.1.20:9100",
    ],
)
def test_ordinary_text_passes(text: str) -> None:
    assert list(check_text(FILE, text)) == []


def test_files_of_the_project_are_read_and_ignored_ones_are_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("made-by-a-tool.txt\n", "utf-8")
    for name in ("made-by-a-tool.txt", "lock.json"):
        (tmp_path / name).write_text(f"https://{REGISTRY}/x", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\0" + REGISTRY.encode())

    assert [str(finding.path) for finding in find_problems(tmp_path)] == ["lock.json"]
