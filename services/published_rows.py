"""Writing what is published: all rows of a publication, of all its heads, in one statement of the database itself.

A list of ten thousand lines is published while every other writer waits, so nothing here goes row by row through
the mapper.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Connection, Dialect, and_, bindparam, case, column, func, not_, select
from sqlalchemy.dialects import postgresql, sqlite

from models import PublishedObject

published: Any = PublishedObject.__table__


class PublishedRow(NamedTuple):
    """An object as it is published now; of one that is known already, some columns tell its past."""

    head_id: int
    type: str
    object_id: str
    rank: int
    seq: int
    body: str | None
    part: str
    born_seq: int
    price: int | None
    price_seq: int
    label: str
    changed_at: datetime


def publish_rows(connection: Connection, rows: Sequence[PublishedRow]) -> None:
    """Insert or renew these rows."""
    if connection.dialect.name == "postgresql":
        columns = dict(zip(PublishedRow._fields, map(list, zip(*rows, strict=True)), strict=True))
        connection.execute(_from_arrays(), columns)
        return
    text, write_moment = _statement(connection.dialect)
    connection.exec_driver_sql(text, [(*row[:-1], write_moment(row.changed_at)) for row in rows])


@cache
def _from_arrays() -> Any:
    """PostgreSQL takes a column of all rows as one array."""
    types = {name: published.c[name].type for name in PublishedRow._fields}
    arrays = [bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()]
    rows = (
        func.unnest(*arrays)
        .table_valued(*(column(name, type_) for name, type_ in types.items()), name="new")
        .render_derived()
    )
    statement = postgresql.insert(published).from_select(list(types), select(*rows.c))
    return _renewing(statement)


@cache
def _statement(dialect: Dialect) -> tuple[str, Any]:
    values: dict[str, Any] = {name: bindparam(name) for name in PublishedRow._fields}
    statement = _renewing(sqlite.insert(published).values(values))
    compiled = statement.compile(dialect=dialect)
    assert compiled.positiontup == list(PublishedRow._fields)
    write_moment = published.c.changed_at.type.bind_processor(dialect)
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
