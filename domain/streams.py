"""What travels down to tills: cursors, dependency order and the digest that tells a till that it differs."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: an object comes after what it refers to
RANKS = {"category": 0, "unit": 1, "tax": 2, "product": 3, "employee": 0, "configuration": 0}
#: the rank that a snapshot's cursor carries when the walk is over and it catches up with its stream's head
CATCHING_UP = 9
NO_PART = "0" * 16
MODULUS = 2**64
_CURSOR = re.compile(r"([0-9a-z]{8,12})\.([0-9]{1,18})(?:\.([0-9])\.([0-9]{1,18}))?", re.ASCII)


@dataclass(frozen=True)
class Head:
    """How far a stream has come in one place; an epoch belongs to one head only."""

    epoch: str
    seq: int
    floor: int = 0

    @property
    def cursor(self) -> str:
        """What a till that has everything would hand back."""
        return f"{self.epoch}.{self.seq}"


@dataclass(frozen=True)
class Cursor:
    """What a till hands back: up to where it has the stream, or how far its snapshot has come.

    Inside a snapshot `seq` is where the snapshot began, and (`rank`, `walked`) the last object handed out.
    """

    epoch: str
    seq: int
    rank: int | None = None
    walked: int = 0

    @property
    def in_snapshot(self) -> bool:
        """Whether a snapshot was begun and not finished."""
        return self.rank is not None

    def __str__(self) -> str:
        position = "" if self.rank is None else f".{self.rank}.{self.walked}"
        return f"{self.epoch}.{self.seq}{position}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that a text means, or None when it was never made here."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    epoch, seq, rank, walked = found.groups()
    return Cursor(epoch, int(seq), None if rank is None else int(rank), int(walked or 0))


def has_expired(cursor: Cursor, head: Head) -> bool:
    """Whether a till with this cursor must start over.

    Another epoch: another store, a restored office. Below the floor: tombstones are gone. Ahead of the head:
    the office forgot what the till has.
    """
    catching_up = cursor.walked if cursor.rank == CATCHING_UP else 0
    return cursor.epoch != head.epoch or cursor.seq < head.floor or max(cursor.seq, catching_up) > head.seq


def digest_part(kind: str, object_id: str, body: str) -> str:
    """One live object's part of the digest (PROTOCOL §3)."""
    return hashlib.sha256(f"{kind}\0{object_id}\0{body}".encode()).hexdigest()[:16]


def add_to_digest(digest: str, added: Iterable[str], removed: Iterable[str] = ()) -> str:
    """The digest after some parts came and others went."""
    total = int(digest, 16) + sum(int(part, 16) for part in added) - sum(int(part, 16) for part in removed)
    return f"{total % MODULUS:016x}"
