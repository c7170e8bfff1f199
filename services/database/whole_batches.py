"""All rows of an upload in one statement: what SQLAlchemy spends on each value of a row costs as much as the row.

SQLite takes them in one step, during which the other threads of the worker go on; row by row, each step would have
to wait until the interpreter is free again. PostgreSQL is given the rows by SQLAlchemy.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, Table

from models import UtcDateTime

Row = tuple[Any, ...]
#: values of one statement: SQLite takes no more than 32,766
MOST_VALUES = 32_000


class Batches:
    """Rows for one table, as tuples of these columns; what is not named stays empty."""

    def __init__(self, table: Table, *columns: str) -> None:
        self._table, self._columns = table, columns
        types = [table.c[name].type for name in columns]
        self._texts = [(place, text) for place, type_ in enumerate(types) if (text := _text_of(type_))]
        self._most = MOST_VALUES // len(columns)
        self._statement = lru_cache(maxsize=256)(self._make_statement)

    def insert(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Write them; nothing is written of none."""
        if connection.dialect.name != "sqlite":
            named = [dict(zip(self._columns, row, strict=True)) for row in rows]
            if named:
                connection.execute(self._table.insert(), named)
            return
        for start in range(0, len(rows), self._most):
            portion = rows[start : start + self._most]
            connection.exec_driver_sql(self._statement(len(portion)), self._values(portion))

    def _make_statement(self, count: int) -> str:
        row = f"({', '.join('?' * len(self._columns))})"
        columns = ", ".join(f'"{name}"' for name in self._columns)
        into = f'INSERT INTO "{self._table.name}" ({columns})'
        return f"{into} VALUES {', '.join([row] * count)}"

    def _values(self, rows: Sequence[Row]) -> Row:
        """Row after row, as the types of the models would write them."""
        values = [value for row in rows for value in row]
        for place, text in self._texts:
            column = slice(place, None, len(self._columns))
            values[column] = map(text, values[column])
        return tuple(values)


def _text_of(type_: Any) -> Callable[[Any], Any] | None:
    """How SQLite keeps values of this type, where it is not as they are."""
    if isinstance(type_, UtcDateTime):
        return _moment_text
    return _json_text if isinstance(type_, JSON) else None


@lru_cache(maxsize=1024)
def _moment_text(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a time without zone must not reach the database")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _json_text(value: Any) -> str:
    return "[]" if value == [] else json.dumps(value)  # nearly all are empty
