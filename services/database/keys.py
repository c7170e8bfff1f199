"""Many keys at once: a list as one parameter, however long, and keys taken for many new rows."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Table, any_, bindparam, func, select

#: so many are named one by one, which every planner knows best
FEW = 50


def among(connection: Connection, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """The column is one of these values."""
    listed = list(values)
    if len(listed) <= FEW:
        condition: ColumnElement[bool] = column.in_(listed)
    elif connection.dialect.name == "postgresql":
        condition = column == any_(bindparam(None, listed, type_=ARRAY(column.type)))
    else:
        table = func.json_each(json.dumps(listed)).table_valued("value")
        condition = column.in_(select(table.c.value))
    return condition


def one_of(dialect: str, column: Any, name: str) -> ColumnElement[bool]:
    """The column is one of the values given to the parameter `name` by `listed`: for statements made once."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))  # type: ignore[no-any-return]
    table = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(table.c.value))  # type: ignore[no-any-return]


def listed(dialect: str, values: Collection[Any]) -> Any:
    """Values for a parameter of `one_of`."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))


def take_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """Keys for so many new rows, ascending; on SQLite the caller holds the only writer's place."""
    if connection.dialect.name == "sqlite":
        last = connection.execute(_highest(table)).scalar() or 0
        return list(range(last + 1, last + count + 1))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(connection.scalars(drawn))


@cache
def _highest(table: Table) -> Any:
    return select(func.max(table.c.id))
