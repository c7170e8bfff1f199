"""Many products at once, as they are and as they shall be: what an import, an edit of many and their undo share."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

import msgspec
from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from models import Barcode, Product, StorePrice, product_withheld
from models.scope import account_of
from services.database.keys import among, take_keys
from services.database.many_rows import insert_rows, update_rows
from services.publication.changes import changes_of

_products = cast(Table, Product.__table__)
_barcodes = cast(Table, Barcode.__table__)
_store_prices = cast(Table, StorePrice.__table__)
_COLUMNS = (
    *("name", "price", "category_id", "unit_id", "tax_id", "sku"),
    *("made_to_order", "sold_by_weight", "color", "position"),
)
_values_of = attrgetter(*_COLUMNS)


class ProductState(msgspec.Struct, kw_only=True):
    """All of a product that an edit can change; stores, categories and the rest by their keys."""

    name: str
    price: int
    category_id: int | None = None
    unit_id: int | None = None
    tax_id: int | None = None
    sku: str = ""
    made_to_order: bool = False
    sold_by_weight: bool = False
    color: str | None = None
    position: int = 0
    barcodes: list[str] = []
    store_prices: dict[int, int] = {}
    withheld: list[int] = []


def read_states(session: Session, ids: Collection[int] | None = None) -> dict[int, ProductState]:
    """The products on sale, or those of them with these keys."""
    connection = session.connection()
    named: list[Any] = [] if ids is None else [among(connection, Product.id, ids)]
    query: Any = select(Product.id, *(_products.c[name] for name in _COLUMNS)).where(
        Product.account_id == account_of(session), Product.deleted_at.is_(None), *named
    )
    states = {
        row[0]: ProductState(
            **dict(zip(_COLUMNS, row[1:], strict=True)), barcodes=[], store_prices={}, withheld=[]
        )
        for row in session.execute(query.order_by(Product.id)).all()
    }
    parts: tuple[tuple[Any, Any], ...] = (
        (select(Barcode.product_id, Barcode.code).order_by(Barcode.id), Barcode.product_id),
        (select(StorePrice.product_id, StorePrice.store_id, StorePrice.price), StorePrice.product_id),
        (select(product_withheld).order_by(product_withheld.c.store_id), product_withheld.c.product_id),
    )
    found = [
        session.execute(query if ids is None else query.where(among(connection, column, ids))).all()
        for query, column in parts
    ]
    for product_id, code in found[0]:
        if product_id in states:
            states[product_id].barcodes.append(code)
    for product_id, store_id, price in found[1]:
        if product_id in states:
            states[product_id].store_prices[store_id] = price
    for product_id, store_id in found[2]:
        if product_id in states:
            states[product_id].withheld.append(store_id)
    return states


def write_states(
    session: Session, before: Mapping[int, ProductState], after: Mapping[int, ProductState], now: datetime
) -> None:
    """Bring products from one state into another."""
    update_states(session, before, after, now)
    changes_of(session).note("product", "id", (key for key, state in after.items() if state != before[key]))


def insert_states(session: Session, states: Mapping[str, ProductState], now: datetime) -> list[int]:
    """New products by their public ids; returns their keys in that order. The caller says what tills see of it."""
    session.flush()
    connection = session.connection()
    keys = take_keys(connection, _products, len(states))
    made = {"account_id": account_of(session), "created_at": now, "updated_at": now}
    rows = [
        (key, public_id, *_values_of(state))
        for key, (public_id, state) in zip(keys, states.items(), strict=True)
    ]
    insert_rows(connection, _products, ("id", "public_id", *_COLUMNS), rows, made)
    _write_parts(session, {}, dict(zip(keys, states.values(), strict=True)))
    session.expire_all()
    return keys


def update_states(
    session: Session, before: Mapping[int, ProductState], after: Mapping[int, ProductState], now: datetime
) -> None:
    """As `write_states`; the caller says what tills see of it."""
    session.flush()
    rows = [(*_values_of(state), key) for key, state in after.items() if state != before[key]]
    update_rows(session.connection(), _products, _COLUMNS, rows, {"updated_at": now})
    _write_parts(session, before, after)
    session.expire_all()


def take_off_sale(session: Session, ids: Collection[int], now: datetime) -> None:
    """Remove many products; their barcodes become free."""
    if ids:
        connection = session.connection()
        session.execute(delete(Barcode).where(among(connection, Barcode.product_id, ids)))
        gone = (
            update(Product).where(among(connection, Product.id, ids)).values(deleted_at=now, category_id=None)
        )
        session.execute(gone, execution_options={"synchronize_session": False})
        session.expire_all()


def _write_parts(
    session: Session, before: Mapping[int, ProductState], after: Mapping[int, ProductState]
) -> None:
    """Barcodes, prices of stores and where a product is not sold: all of those products where they differ."""
    connection, account = session.connection(), {"account_id": account_of(session)}
    for part, (table, names, rows_of) in _PARTS.items():
        part_of, nothing = attrgetter(part), _EMPTY[part]
        differing = [
            (key, old, new)
            for key, state in after.items()
            if (new := part_of(state)) != (old := part_of(before[key]) if key in before else nothing)
        ]
        if rewritten := [key for key, old, _new in differing if old]:
            connection.execute(table.delete().where(among(connection, table.c.product_id, rewritten)))
        rows = [(key, *row) for key, _old, new in differing for row in rows_of(new)]
        insert_rows(connection, table, names, rows, account if "account_id" in table.c else {})


_EMPTY: dict[str, Any] = {"barcodes": [], "store_prices": {}, "withheld": []}
#: where each part stands, its columns, and its rows without the product's key
_PARTS: dict[str, tuple[Table, tuple[str, ...], Callable[[Any], Iterable[Any]]]] = {
    "barcodes": (_barcodes, ("product_id", "code"), lambda codes: [(code,) for code in codes]),
    "store_prices": (_store_prices, ("product_id", "store_id", "price"), dict.items),
    "withheld": (product_withheld, ("product_id", "store_id"), lambda stores: [(one,) for one in stores]),
}
