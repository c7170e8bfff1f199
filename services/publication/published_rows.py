"""Writing what is published: all rows of a publication, of all its heads, in one statement of the database itself.

A list of ten thousand lines is published while every other writer waits, so nothing here goes row by row through
the mapper.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    JSON,
    Connection,
    Dialect,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    not_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from models import PublishedObject

published: Any = PublishedObject.__table__
#: so many rows travel to PostgreSQL in one text
AT_ONCE = 20_000
#: the order in which SQLite gets them
COLUMNS = (
    *("head_id", "type", "object_id", "rank", "seq", "body", "part"),
    *("born_seq", "price", "price_seq", "label", "changed_at"),
)


class Draft(NamedTuple):
    """An object as it shall be published, before it has its number."""

    type: str
    object_id: str
    rank: int
    body: str | None
    part: str
    price: int | None
    label: str


class Numbered(NamedTuple):
    """What changes on one head, and the number of the first."""

    head_id: int
    first: int
    drafts: Sequence[Draft]


class _Row(msgspec.Struct):
    """A row as PostgreSQL reads it out of one text."""

    head_id: int
    type: str
    object_id: str
    rank: int
    body: str | None
    part: str
    price: int | None
    label: str
    seq: int


def publish_rows(connection: Connection, heads: Sequence[Numbered], now: datetime) -> None:
    """Insert or renew these rows."""
    if connection.dialect.name == "postgresql":
        rows = (_Row(head, *draft, seq) for head, seq, draft in _numbered(heads))
        while portion := list(islice(rows, AT_ONCE)):
            named = {"rows": msgspec.json.encode(portion).decode(), "now": now}
            connection.execute(_from_text(), named)
        return
    text, write_moment = _statement(connection.dialect)
    moment = write_moment(now)
    connection.exec_driver_sql(
        text,
        [
            (head, kind, object_id, rank, seq, body, part, seq, price, seq, label, moment)
            for head, seq, (kind, object_id, rank, body, part, price, label) in _numbered(heads)
        ],
    )


def _numbered(heads: Sequence[Numbered]) -> Iterator[tuple[int, int, Draft]]:
    """Head, number, draft."""
    for head_id, first, drafts in heads:
        for seq, draft in enumerate(drafts, start=first):
            yield head_id, seq, draft


@cache
def _from_text() -> Any:
    """PostgreSQL takes all rows as one JSON text: a third of the time of one array per column."""
    names = _Row.__struct_fields__
    new = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        .table_valued(*(column(name, published.c[name].type) for name in names), name="new")
        .render_derived(with_types=True)
    )
    written = {name: new.c[name] for name in names}
    written |= {"born_seq": new.c.seq, "price_seq": new.c.seq}
    written["changed_at"] = bindparam("now", type_=published.c.changed_at.type)
    statement = postgresql.insert(published).from_select(list(written), select(*written.values()))
    return _renewing(statement)


@cache
def _statement(dialect: Dialect) -> tuple[str, Any]:
    values: dict[str, Any] = {one.name: bindparam(one.name) for one in published.c}
    compiled = _renewing(sqlite.insert(published).values(values)).compile(dialect=dialect)
    assert compiled.positiontup == list(COLUMNS)
    write_moment = published.c.changed_at.type.dialect_impl(dialect).bind_processor(dialect)
    return str(compiled), write_moment or (lambda moment: moment)


def _renewing(statement: Any) -> Any:
    """An object that was there keeps when it appeared, its price's age while that stays, its name when it goes."""
    new = statement.excluded
    renewed: dict[str, Any] = {name: new[name] for name in ("rank", "seq", "body", "part", "changed_at")}
    appears, goes = published.c.body.is_(None), new.body.is_(None)
    renewed["born_seq"] = case((appears, new.born_seq), else_=published.c.born_seq)
    renewed["price_seq"] = case(
        (and_(published.c.price == new.price, not_(appears)), published.c.price_seq), else_=new.price_seq
    )
    renewed["price"] = new.price
    renewed["label"] = case((goes, published.c.label), else_=new.label)
    key = [published.c.head_id, published.c.type, published.c.object_id]
    return statement.on_conflict_do_update(index_elements=key, set_=renewed)
