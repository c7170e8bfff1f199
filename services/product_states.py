"""Many products at once, as they are and as they shall be: what an import, an edit of many and their undo share."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from models import Barcode, Product, StorePrice, new_public_id, product_withheld
from models.scope import account_of
from services.keys import among

_products = cast(Table, Product.__table__)
_barcodes = cast(Table, Barcode.__table__)
_store_prices = cast(Table, StorePrice.__table__)
_COLUMNS = (
    *("name", "price", "category_id", "unit_id", "tax_id", "sku"),
    *("made_to_order", "sold_by_weight", "color", "position"),
)


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


def add_products(session: Session, states: Collection[ProductState], now: datetime) -> list[int]:
    """New products; returns their keys in the order of the states."""
    if not states:
        return []
    session.flush()
    account_id = account_of(session)
    made: dict[str, Any] = {"account_id": account_id, "created_at": now, "updated_at": now}
    rows = [_columns_of(state) | made | {"public_id": new_public_id()} for state in states]
    highest = session.scalar(select(func.max(Product.id))) or 0
    session.execute(_products.insert(), rows)
    keys: Any = session.execute(
        select(Product.public_id, Product.id).where(Product.id > highest, Product.account_id == account_id)
    )
    by_name = dict(keys.all())
    ids = [by_name[row["public_id"]] for row in rows]
    _write_parts(session, {}, dict(zip(ids, states, strict=True)))
    session.expire_all()
    return ids


def write_states(
    session: Session, before: Mapping[int, ProductState], after: Mapping[int, ProductState], now: datetime
) -> None:
    """Bring products from one state into another."""
    session.flush()
    rows = [
        _columns_of(state) | {"id": key, "updated_at": now}
        for key, state in after.items()
        if state != before[key]
    ]
    if rows:
        session.execute(update(Product), rows)
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


def _columns_of(state: ProductState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in _COLUMNS}


def _write_parts(
    session: Session, before: Mapping[int, ProductState], after: Mapping[int, ProductState]
) -> None:
    """Barcodes, prices of stores and where a product is not sold: all of those products where they differ."""
    account = {"account_id": account_of(session)}
    rewritten: dict[str, list[int]] = defaultdict(list)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    nothing = ProductState(name="", price=0)
    for key, state in after.items():
        old = before.get(key, nothing)
        for part, as_rows in _PARTS.items():
            if getattr(old, part) != getattr(state, part):
                rows[part] += as_rows(key, state)
                if getattr(old, part):
                    rewritten[part].append(key)
    for part, (table, made_for) in _TABLES.items():
        if rewritten[part]:
            old_rows = among(session.connection(), table.c.product_id, rewritten[part])
            session.execute(table.delete().where(old_rows))
        if rows[part]:
            session.execute(table.insert(), [row | account for row in rows[part]] if made_for else rows[part])


#: where each part stands, and whether its rows name their account
_TABLES: dict[str, tuple[Table, bool]] = {
    "barcodes": (_barcodes, True),
    "store_prices": (_store_prices, True),
    "withheld": (product_withheld, False),
}
_PARTS: dict[str, Any] = {
    "barcodes": lambda key, state: [{"product_id": key, "code": code} for code in state.barcodes],
    "store_prices": lambda key, state: [
        {"product_id": key, "store_id": store, "price": price} for store, price in state.store_prices.items()
    ],
    "withheld": lambda key, state: [{"product_id": key, "store_id": store} for store in state.withheld],
}
