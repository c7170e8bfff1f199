"""Snapshots prepared ahead and kept as files: whichever worker is asked first finds them compressed already.

A head's cursor names its content for ever, so a file is never wrong, only no longer asked for.
"""

import re
import secrets
from pathlib import Path

#: all prepared snapshots together; the oldest go first
LARGEST_FOLDER = 256 * 1024 * 1024
_CURSOR = re.compile(r"[0-9A-Za-z]{1,32}\.\d{1,19}")


class SnapshotFiles:
    """A folder of compressed snapshots, each named by its cursor."""

    def __init__(self, folder: Path, largest_folder: int = LARGEST_FOLDER) -> None:
        self._folder = folder
        self._largest_folder = largest_folder

    def find(self, cursor: str) -> bytes | None:
        """A snapshot that was prepared."""
        try:
            return self._path(cursor).read_bytes()
        except (OSError, ValueError):
            return None

    def has(self, cursor: str) -> bool:
        """Whether it was prepared."""
        return self._path(cursor).is_file()

    def keep(self, cursor: str, content: bytes) -> None:
        """Prepare one: readers see it whole or not at all."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        beside = self._folder / f"new.{secrets.token_hex(8)}"
        try:
            beside.touch(mode=0o600)
            beside.write_bytes(content)
            beside.replace(self._path(cursor))
        finally:
            beside.unlink(missing_ok=True)
        self._trim()

    def clear(self) -> None:
        """Forget all: another version of the program may write snapshots otherwise."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _trim(self) -> None:
        sizes = {path: path.stat() for path in self._files()}
        total = sum(found.st_size for found in sizes.values())
        for path in sorted(sizes, key=lambda path: sizes[path].st_mtime_ns):
            if total <= self._largest_folder:
                break
            total -= sizes[path].st_size
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return list(self._folder.iterdir()) if self._folder.is_dir() else []

    def _path(self, cursor: str) -> Path:
        if not _CURSOR.fullmatch(cursor):
            raise ValueError("not a cursor")
        return self._folder / cursor
