"""The shop's goods and staff as tills read them: each object as the exact JSON text served.

A wanted object that is missing from an answer does not exist for tills: deleted, or not of that store.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Select, select

from domain.employees import permissions_at_till
from models import Barcode, Category, Employee, Product, Tax, Unit, employee_store

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


def project_catalogue(
    connection: Connection, account_id: int, wanted: dict[str, set[str]] | None = None
) -> Objects:
    """Categories, units, taxes and products of an account, or only those `wanted` by type and id."""
    objects: Objects = {}
    for kind in _SIMPLE:
        for row in _rows(connection, *_simple_query(kind, account_id), wanted, kind):
            objects[kind, row.public_id] = json_text(_SIMPLE[kind][1](row))
    rows = list(_rows(connection, _products(account_id), Product.public_id, wanted, "product"))
    barcodes = _barcodes(connection, account_id, None if wanted is None else [row.id for row in rows])
    for row in rows:
        objects["product", row.public_id] = json_text(_product(row, barcodes.get(row.id, [])))
    return objects


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


def _rate(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


#: type → (table, what of it is served)
_SIMPLE: dict[str, tuple[Any, Any]] = {
    "category": (Category, lambda row: {"id": row.public_id, "name": row.name, "position": row.position}),
    "unit": (Unit, lambda row: {"id": row.public_id, "name": row.name, "code": row.code}),
    "tax": (Tax, lambda row: {"id": row.public_id, "name": row.name, "rate": _rate(row.rate)}),
}


def _simple_query(kind: str, account_id: int) -> tuple[Select[Any], Any]:
    model = _SIMPLE[kind][0]
    return select(*model.__table__.c).where(model.account_id == account_id), model.public_id


def _products(account_id: int) -> Select[Any]:
    return (
        select(
            *Product.__table__.c,
            Category.public_id.label("category"),
            Unit.public_id.label("unit"),
            Tax.public_id.label("tax"),
        )
        .outerjoin(Category, Category.id == Product.category_id)
        .outerjoin(Unit, Unit.id == Product.unit_id)
        .outerjoin(Tax, Tax.id == Product.tax_id)
        .where(Product.account_id == account_id, Product.deleted_at.is_(None))
    )


def _barcodes(
    connection: Connection, account_id: int, product_ids: Collection[int] | None
) -> dict[int, list[str]]:
    query = select(Barcode.product_id, Barcode.code).where(Barcode.account_id == account_id)
    query = query.order_by(Barcode.id)
    portions = (
        [query]
        if product_ids is None
        else [query.where(Barcode.product_id.in_(ids)) for ids in in_portions(product_ids)]
    )
    codes: dict[int, list[str]] = defaultdict(list)
    for portion in portions:
        for row in connection.execute(portion):
            codes[row.product_id].append(row.code)
    return codes


def _product(row: Row[Any], barcodes: list[str]) -> dict[str, object]:
    data = {
        "id": row.public_id,
        "name": row.name,
        "category_id": row.category,
        "sku": row.sku,
        "barcodes": barcodes,
        "unit_id": row.unit,
        "price": row.price,
        "tax_id": row.tax,
        "made_to_order": row.made_to_order,
        "sold_by_weight": row.sold_by_weight,
        "position": row.position,
    }
    more = {"color": row.color, "adopted_from": row.adopted_from}
    return data | {name: value for name, value in more.items() if value}


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
