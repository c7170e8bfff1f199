"""What the shop before left on this box: set aside before another shop has it, never told to that one."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.spool import Spool
from comptoir_store_server.terminals.payments.book import PaymentBook

#: Beside the database itself, as SQLite names them.
COMPANIONS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Leftovers:
    """What somebody of the former shop still waits for."""

    unreported: int = 0
    waiting: int = 0
    payments: int = 0
    #: Files that cannot be read, so that nobody knows what is in them.
    unreadable: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def describe(self) -> str:
        """Each count in words."""
        told = {
            f"results of print jobs that were not told to its office: {self.unreported}": self.unreported,
            f"print jobs that are not done: {self.waiting}": self.waiting,
            f"payments by card that are open or not told to its office: {self.payments}": self.payments,
            f"files that cannot be read: {self.unreadable}": self.unreadable,
        }
        return "; ".join(text for text, count in told.items() if count)


def is_former(kept: dict[str, Any] | None, office: str, server_id: str | None = None) -> bool:
    """Whether what is kept belongs to another store server; ``server_id`` only once the office has told it.

    Without a readable word whose it is, it belongs to nobody we know.
    """
    if kept is None:
        return True
    return kept.get("office") != office or (server_id is not None and kept.get("id") != server_id)


def find_leftovers(folder: DataFolder) -> Leftovers:
    """What would never reach the former shop if its books were set aside now."""
    found = Leftovers()
    try:
        if folder.spool.exists():
            with closing(Spool(folder.spool)) as spool:
                counts = spool.counts()
                waiting = sum(counts.get(state, 0) for state in ("queued", "blocked", "sending"))
                found = replace(found, unreported=spool.unreported_count(), waiting=waiting)
    except sqlite3.Error:
        found = replace(found, unreadable=found.unreadable + 1)
    try:
        if folder.payments.exists():
            with closing(PaymentBook(folder.payments)) as book:
                found = replace(found, payments=book.open_count())
    except sqlite3.Error:
        found = replace(found, unreadable=found.unreadable + 1)
    return found


def set_aside(folder: DataFolder, now: datetime) -> Path | None:
    """Put the former shop's books into a folder of their own, for this user only; nothing if there are none.

    The word whose they are goes last: whatever stops us in between, they are never taken for the next shop's.
    The former secret does not stay: with it somebody could speak as the former shop.
    """
    books = [path for path in _books(folder) if path.exists()]
    if not books:
        return None
    aside = _make_folder(folder, now)
    kept = folder.read_json(folder.identity)
    for path in books:
        path.rename(aside / path.name)
    if kept is not None:
        told = {name: value for name, value in kept.items() if name != "secret"}
        DataFolder(aside).write_json(aside / "belongs_to.json", told)
    folder.identity.unlink(missing_ok=True)
    for each in (aside, folder.root):
        _flush(each)
    return aside


def _books(folder: DataFolder) -> Iterator[Path]:
    for database in (folder.spool, folder.papers, folder.payments):
        for ending in COMPANIONS:
            yield database.with_name(database.name + ending)
    yield from (folder.configuration, folder.previous_configuration, folder.logos, folder.state)


def _make_folder(folder: DataFolder, now: datetime) -> Path:
    name = f"former-shop-{now:%Y-%m-%d-%H%M%S}"
    for number in range(1, 1000):
        path = folder.root / (name if number == 1 else f"{name}-{number}")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        path.chmod(0o700)
        return path
    raise FileExistsError(17, "too many folders of former shops", str(folder.root))


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
