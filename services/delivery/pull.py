"""What a till fetches: pages of a snapshot or of what changed, straight from the published JSON text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from domain.streams import CATCHING_UP, Cursor, Head
from services.publication.heads import Place, heads, published

DEFAULT_LIMIT = 1000
LARGEST_LIMIT = 5000
_COLUMNS = published.c["type", "object_id", "rank", "seq", "body"]


@dataclass(frozen=True)
class PulledHead:
    """A stream's head as one pull sees it."""

    id: int
    head: Head
    count: int
    digest: str


@dataclass(frozen=True)
class Page:
    """One page; `more` says that the pull goes on with `cursor`."""

    snapshot: bool
    rows: Sequence[Any]
    cursor: str
    more: bool


def read_head(connection: Connection, place: Place) -> PulledHead | None:
    """The head of a stream in one place."""
    column, key = (
        (heads.c.device_id, place.device_id) if place.store_id is None else (heads.c.store_id, place.store_id)
    )
    row = connection.execute(select(heads).where(heads.c.stream == place.stream, column == key)).first()
    if row is None:
        return None
    return PulledHead(row.id, Head(row.epoch, row.seq, row.floor), row._mapping["count"], row.digest)


def read_page(connection: Connection, at: PulledHead, cursor: Cursor | None, limit: int) -> Page:
    """The next page of a pull: a snapshot without cursor, else what changed since.

    A snapshot walks through everything in dependency order, as it stood when it began, and then catches up
    with the head in the same pull, so that the till ends with exactly what count and digest say.
    """
    if cursor is not None and not cursor.in_snapshot:
        rows, more = _changed_since(connection, at, cursor.seq, limit)
        last = Cursor(at.head.epoch, rows[-1].seq) if more else at.head.cursor
        return Page(False, rows, str(last), more)
    began = cursor or Cursor(at.head.epoch, at.head.seq, 0, 0)
    rows, next_cursor = _walk(connection, at, began, limit)
    if next_cursor.rank == CATCHING_UP and len(rows) < limit:
        changed, more = _changed_since(connection, at, next_cursor.walked, limit - len(rows))
        rows = [*rows, *changed]
        if not more:
            return Page(True, rows, at.head.cursor, False)
        next_cursor = Cursor(began.epoch, began.seq, CATCHING_UP, changed[-1].seq)
    return Page(True, rows, str(next_cursor), True)


def read_everything(connection: Connection, at: PulledHead) -> Page:
    """A whole snapshot as one page."""
    query = select(*_COLUMNS).where(published.c.head_id == at.id, published.c.body.is_not(None))
    rows = connection.execute(query.order_by(published.c.rank, published.c.seq)).all()
    return Page(True, rows, at.head.cursor, False)


def page_json(stream: str, page: Page, at: PulledHead) -> bytes:
    """A page as served: stored texts put together, never read nor encoded again."""
    changes = ",".join(
        f'{{"op":"delete","type":"{row.type}","id":"{row.object_id}"}}'
        if row.body is None
        else f'{{"op":"upsert","type":"{row.type}","id":"{row.object_id}","data":{row.body}}}'
        for row in page.rows
    )
    flags = ("false", "true")
    end = "" if page.more else f',"count":{at.count},"digest":"{at.digest}"'
    return (
        f'{{"stream":"{stream}","snapshot":{flags[page.snapshot]},"changes":[{changes}],'
        f'"cursor":"{page.cursor}","more":{flags[page.more]}{end}}}'
    ).encode()


def _changed_since(
    connection: Connection, at: PulledHead, seq: int, limit: int
) -> tuple[Sequence[Row[Any]], bool]:
    """Up to `limit` changes above a number, and whether there are more."""
    query = select(*_COLUMNS).where(published.c.head_id == at.id, published.c.seq > seq)
    rows = connection.execute(query.order_by(published.c.seq).limit(limit + 1)).all()
    return rows[:limit], len(rows) > limit


def _walk(
    connection: Connection, at: PulledHead, cursor: Cursor, limit: int
) -> tuple[Sequence[Row[Any]], Cursor]:
    """The next objects of a snapshot that began at the cursor's number, and how far it has come.

    What changed since then is left to the catching up: it has a higher number.
    """
    if cursor.rank == CATCHING_UP:
        return [], cursor
    beyond = or_(
        published.c.rank > cursor.rank,
        and_(published.c.rank == cursor.rank, published.c.seq > cursor.walked),
    )
    query = select(*_COLUMNS).where(
        published.c.head_id == at.id, beyond, published.c.seq <= cursor.seq, published.c.body.is_not(None)
    )
    rows = connection.execute(query.order_by(published.c.rank, published.c.seq).limit(limit)).all()
    if len(rows) < limit:
        return rows, Cursor(cursor.epoch, cursor.seq, CATCHING_UP, cursor.seq)
    return rows, Cursor(cursor.epoch, cursor.seq, rows[-1].rank, rows[-1].seq)
