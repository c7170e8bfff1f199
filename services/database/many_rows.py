"""Writing thousands of rows of one table while every other writer waits: plain values, no mapper in between.

The session does not notice them: whoever writes them says what tills see of it (services.publication.changes).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam

Row = tuple[Any, ...]
#: what a row's own key is called beside the columns that change
KEY = "key_of_row"


def insert_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row], common: Mapping[str, Any]
) -> None:
    """Insert rows of these columns; what `common` names is the same in each."""
    _write(connection, table, (*names, *common), rows, tuple(common.values()))


def update_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row], common: Mapping[str, Any]
) -> None:
    """Change these columns; a row's key stands behind its values."""
    _write(connection, table, (*names, KEY, *common), rows, tuple(common.values()))


def _write(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Row], same: Row
) -> None:
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        text, in_order, plain = _prepared(connection.dialect, table, names)
        ready = tuple(map(plain, names[len(names) - len(same) :], same))
        connection.exec_driver_sql(text, [in_order(row + ready) for row in rows])
        return
    named = [dict(zip(names, row + same, strict=True)) for row in rows]
    connection.execute(_statement(table, names), named)


@cache
def _statement(table: Table, names: tuple[str, ...]) -> Any:
    values = {name: bindparam(name, type_=table.c[name].type) for name in names if name != KEY}
    if KEY not in names:
        return table.insert().values(values)
    return table.update().where(table.c.id == bindparam(KEY)).values(values)


@cache
def _prepared(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> tuple[str, Callable[[Row], Row], Callable[[str, Any], Any]]:
    """The statement as the driver wants it, how it wants a row's values, and a value of a column."""
    compiled = _statement(table, names).compile(dialect=dialect)
    kinds = {name: table.c[name].type.dialect_impl(dialect) for name in names if name != KEY}
    processors = {name: kind.bind_processor(dialect) for name, kind in kinds.items()}

    def plain(name: str, value: Any) -> Any:
        process = processors[name]
        return value if process is None else process(value)

    return str(compiled), itemgetter(*map(names.index, compiled.positiontup)), plain
