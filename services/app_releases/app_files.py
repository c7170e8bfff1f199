"""The files of releases in the data folder: they come in beside, and count only when they are whole."""

import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import BinaryIO

#: the books of the shop lie on the same disk: an upload must leave them this much
SPARE = 256 * 1024 * 1024
#: what an upload that broke off left behind goes after so long
LEFT_BEHIND = 24 * 3600


class IncomingFile:
    """A file on its way in: written beside, measured while it comes, gone unless somebody keeps it.

    A full disk breaks no request: what comes is then passed over and `is_disk_full` says so.
    """

    def __init__(self, folder: Path, expected: int) -> None:
        self._folder = folder
        self._path = folder / "incoming" / secrets.token_hex(12)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear_left_behind(self._path.parent)
        self._file: BinaryIO = self._path.open("w+b")
        self._hash = hashlib.sha256()
        self.size = 0
        self.is_disk_full = shutil.disk_usage(folder).free < expected + SPARE

    @property
    def sha256(self) -> str:
        """The hash of what has come so far, in hex."""
        return self._hash.hexdigest()

    @property
    def path(self) -> Path:
        """Where it lies while it comes."""
        return self._path

    def write(self, data: bytes) -> int:
        """Take the next piece."""
        if not self.is_disk_full:
            try:
                self._file.write(data)
            except OSError:
                self.is_disk_full = True
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read on from where it stands."""
        return self._file.read(size)

    def readline(self, size: int = -1) -> bytes:
        """Read a line."""
        return self._file.readline(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stand somewhere else; a disk that takes the last bytes no more is full."""
        try:
            return self._file.seek(offset, whence)
        except OSError:
            self.is_disk_full = True
            return 0

    def finish(self) -> None:
        """Have all of it on the disk. Raises OSError when the disk does not take it."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def keep(self) -> Path:
        """Give it its name for good, which is its hash; the same file again is the same file."""
        final = path_of(self._folder, self.sha256)
        self._path.replace(final)
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return final

    def close(self) -> None:
        """Let go; what nobody kept is gone."""
        try:
            self._file.close()
        except OSError:
            self.is_disk_full = True
        self._path.unlink(missing_ok=True)

    def __del__(self) -> None:
        self.close()


def releases_folder(data: Path, account: str) -> Path:
    """Where an account's release files lie; no account reads another one's by a hash it guessed."""
    return data / "releases" / account


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file of this hash lies."""
    return folder / sha256


def _clear_left_behind(incoming: Path) -> None:
    for path in incoming.iterdir():
        try:
            if time.time() - path.stat().st_mtime > LEFT_BEHIND:
                path.unlink(missing_ok=True)
        except FileNotFoundError:  # another upload cleared it
            continue
