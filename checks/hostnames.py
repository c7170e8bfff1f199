"""The project names nobody's machine: no registries, no folders of one computer, no workplace words."""

import re
from collections.abc import Iterator
from pathlib import Path

from checks.finding import Finding
from checks.tracked_files import list_tracked_files, read_text

# Put together from parts, so that this file passes its own check.
REGISTRIES = (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
    ("golang", "org"), ("crates", "io"), ("deb.debian", "org"), ("archive.ubuntu", "com"), ("docker", "io"),
)  # fmt: skip
FOLDERS = ("work", "root", r"home/\w+")
WORKPLACE = (
    ("anthro", "pic"), ("open", "ai"), ("chat", "gpt"), ("clau", "de code"), ("cop", "ilot"),
    ("language ", "model"), ("co-author", "ed-by"),
)  # fmt: skip

FORBIDDEN = (
    (
        re.compile("|".join(rf"\b{re.escape('.'.join(parts))}\b" for parts in REGISTRIES)),
        "a registry's host name",
    ),
    (re.compile(rf"(?<![\w.$}}/*-])/(?:{'|'.join(FOLDERS)})(?![\w-])"), "a folder of one machine"),
    (
        re.compile("|".join(rf"\b{''.join(parts)}\b" for parts in WORKPLACE), re.IGNORECASE),
        "a workplace word",
    ),
)


def find_problems(root: Path) -> Iterator[Finding]:
    """Every line of a project's file that names somebody's machine."""
    for path in list_tracked_files(root):
        text = read_text(path)
        if text is not None:
            yield from check_text(path.relative_to(root), text)


def check_text(path: Path, text: str) -> Iterator[Finding]:
    """Every such line in one text."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in FORBIDDEN:
            if match := pattern.search(line):
                yield Finding(path, number, f"{what}: {match.group()}")
