"""What tills will ask for when a window opens, compressed before they come."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from domain.names import Stream
from services.delivery.pull import page_json, read_everything, read_head
from services.delivery.snapshot_files import SnapshotFiles
from services.delivery.snapshots import LEVEL
from services.publication.heads import Place

#: what several tills share; each till's configuration is its own, and small
SHARED = (Stream.PRODUCTS, Stream.USERS)


@dataclass(frozen=True)
class Awaited:
    """A head of a store that tills are going to fetch."""

    stream: Stream
    store_id: int


def prepare_snapshots(engine: Engine, files: SnapshotFiles, awaited: Iterable[Awaited]) -> int:
    """Compress those that are not there yet, one after the other; returns how many were."""
    return sum(_prepare(engine, files, one) for one in awaited if one.stream in SHARED)


def _prepare(engine: Engine, files: SnapshotFiles, one: Awaited) -> bool:
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        at = read_head(connection, Place(one.stream, store_id=one.store_id))
        if at is None or files.has(at.head.cursor):
            return False
        content = page_json(one.stream, read_everything(connection, at), at)
    files.keep(at.head.cursor, gzip.compress(content, LEVEL, mtime=0))
    return True
