"""The shop's staff as tills read them: each object as the exact JSON text served.

A wanted object that is missing from an answer does not exist for tills: deleted, or not of that store.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Select, select

from domain.employees import permissions_at_till
from models import Employee, employee_store

#: (type, id) → JSON text
Objects = dict[tuple[str, str], str]
#: ids in one query: databases limit the parameters of a statement
AT_ONCE = 1000
T = TypeVar("T")


def json_text(value: object) -> str:
    """The text that is served, hashed and compared: compact, UTF-8, keys in the order of the contract."""
    return msgspec.json.encode(value).decode()


def in_portions(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Values in portions that one statement can name."""
    everything = list(values)
    for start in range(0, len(everything), AT_ONCE):
        yield everything[start : start + AT_ONCE]


def project_staff(
    connection: Connection, account_id: int, wanted: Collection[str] | None = None
) -> dict[int, Objects]:
    """The employees of each store of an account, or only those `wanted` by id."""
    query = (
        select(employee_store.c.store_id, *Employee.__table__.c)
        .join(employee_store, employee_store.c.employee_id == Employee.id)
        .where(Employee.account_id == account_id, Employee.deleted_at.is_(None))
    )
    staff: dict[int, Objects] = defaultdict(dict)
    kinds = None if wanted is None else {"employee": set(wanted)}
    for row in _rows(connection, query, Employee.public_id, kinds, "employee"):
        staff[row.store_id]["employee", row.public_id] = json_text(_employee(row))
    return staff


def _rows(
    connection: Connection, query: Select[Any], column: Any, wanted: dict[str, set[str]] | None, kind: str
) -> Iterator[Row[Any]]:
    if wanted is None:
        yield from connection.execute(query)
        return
    for portion in in_portions(wanted.get(kind, ())):
        yield from connection.execute(query.where(column.in_(portion)))


def _employee(row: Row[Any]) -> dict[str, object]:
    return {
        "id": row.public_id,
        "name": row.name,
        "login_id": row.login_id,
        "role": row.role,
        "permissions": permissions_at_till(row.role, row.permissions),
        "pin": row.pin,
        "language": row.language,
    }
