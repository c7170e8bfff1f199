"""Which files belong to the project: what git tracks or would track, never what a tool made."""

import subprocess
from collections.abc import Iterator
from pathlib import Path


def list_tracked_files(root: Path) -> Iterator[Path]:
    """Files of the project as absolute paths, those not yet added included, ignored ones left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    for name in sorted(filter(None, listing.split("\0"))):
        path = root / name
        if path.is_file() and not path.is_symlink():
            yield path


def read_text(path: Path) -> str | None:
    """The file's text, or None for pictures and other binary files."""
    content = path.read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8", errors="replace")
