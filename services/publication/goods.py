"""The shop's goods as each store's tills read them: prices and availability already resolved for the store.

A store's own price wins over its list's price, which wins over the product's. What the stores have in common is
projected once; only what differs is kept store by store, so the queries are the same whatever their number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, select

from models import (
    Barcode,
    Category,
    ListPrice,
    Product,
    Store,
    StorePrice,
    Tax,
    Unit,
    product_withheld,
)
from services.database.keys import among
from services.publication.projection import Objects, json_text

Key = tuple[str, str]


@dataclass
class Goods:
    """Objects with the products' own prices, and what differs from them in each store (None: not sold there)."""

    shared: Objects = field(default_factory=dict)
    special: dict[int, dict[Key, str | None]] = field(default_factory=lambda: defaultdict(dict))

    def at(self, store_id: int) -> Objects:
        """All that exists for the tills of a store."""
        special = self.special.get(store_id)
        if not special:
            return self.shared
        objects: dict[Key, str | None] = {**self.shared, **special}
        return {key: body for key, body in objects.items() if body is not None}


class _Body(msgspec.Struct):
    """A product in the order of the contract."""

    id: str
    name: str
    category_id: str | None
    sku: str
    barcodes: list[str]
    unit_id: str | None
    price: int
    tax_id: str | None
    made_to_order: bool
    sold_by_weight: bool
    position: int
    color: str | msgspec.UnsetType = msgspec.UNSET
    adopted_from: str | msgspec.UnsetType = msgspec.UNSET


class FutureProduct(NamedTuple):
    """A product as somebody is about to write it; its key only tells it from the others."""

    key: int
    id: str
    name: str
    category_id: str | None
    sku: str
    unit_id: str | None
    price: int
    tax_id: str | None
    made_to_order: bool
    sold_by_weight: bool
    position: int
    color: str | None
    adopted_from: str | None
    barcodes: list[str]
    #: its price in single stores, and the stores that do not sell it
    store_prices: Mapping[int, int]
    withheld: Collection[int]


@dataclass
class _Resolved:
    """What the office says of some products, by their keys."""

    bodies: dict[int, _Body]
    goods: Goods

    def put(self, store_id: int, product_id: int, price: int | None) -> None:
        """A product costs this in a store, or is not sold there (None)."""
        body = self.bodies.get(product_id)
        if body is None:
            return
        key = ("product", body.id)
        if price == body.price:
            self.goods.special[store_id].pop(key, None)
        else:
            dearer = None if price is None else msgspec.structs.replace(body, price=price)
            self.goods.special[store_id][key] = None if dearer is None else json_text(dearer)

    def settle(
        self,
        stores_by_list: Mapping[int | None, Sequence[int]],
        listed: Iterable[Sequence[int]],
        own: Iterable[Sequence[int]],
        withheld: Iterable[Sequence[int]],
    ) -> None:
        """Lists first, then what a store charges itself, then what it does not sell: the last word wins."""
        for list_id, product_id, price in listed:
            for store_id in stores_by_list.get(list_id, ()):
                self.put(store_id, product_id, price)
        for store_id, product_id, price in own:
            self.put(store_id, product_id, price)
        for store_id, product_id in withheld:
            self.put(store_id, product_id, None)


def project_catalogue(
    connection: Connection, account_id: int, wanted: Mapping[str, set[str]] | None = None
) -> Goods:
    """Categories, units, taxes and products of an account, or only those `wanted` by type and id."""
    goods = Goods()
    for kind, (model, show) in _SIMPLE.items():
        query = select(*model.__table__.c).where(model.account_id == account_id)
        for row in _rows(connection, query, model.public_id, wanted, kind):
            goods.shared[kind, row.public_id] = json_text(show(row))
    bodies = _read_bodies(connection, account_id, wanted)
    goods.shared.update({("product", body.id): json_text(body) for body in bodies.values()})
    _resolve(connection, account_id, _Resolved(bodies, goods), None if wanted is None else list(bodies))
    return goods


def project_future(connection: Connection, account_id: int, products: Sequence[FutureProduct]) -> Goods:
    """Products as `project_catalogue` will show them once they are written."""
    bodies = {one.key: _body(one[:13], one.barcodes) for one in products}
    goods = Goods({("product", body.id): json_text(body) for body in bodies.values()})
    _Resolved(bodies, goods).settle(
        _stores_by_list(connection, account_id),
        _listed(connection, account_id, list(bodies)),
        ((store, one.key, price) for one in products for store, price in one.store_prices.items()),
        ((store, one.key) for one in products for store in one.withheld),
    )
    return goods


def _rows(
    connection: Connection,
    query: Select[Any],
    column: Any,
    wanted: Mapping[str, set[str]] | None,
    kind: str,
) -> Sequence[Row[Any]]:
    if wanted is None:
        return connection.execute(query).all()
    ids = wanted.get(kind)
    return connection.execute(query.where(among(connection, column, ids))).all() if ids else ()


def _rate(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _category(row: Row[Any]) -> dict[str, object]:
    data: dict[str, object] = {"id": row.public_id, "name": row.name, "position": row.position}
    return data | ({"color": row.color} if row.color else {})


#: type → (table, what of it is served)
_SIMPLE: dict[str, tuple[Any, Any]] = {
    "category": (Category, _category),
    "unit": (Unit, lambda row: {"id": row.public_id, "name": row.name, "code": row.code}),
    "tax": (Tax, lambda row: {"id": row.public_id, "name": row.name, "rate": _rate(row.rate)}),
}


def _read_bodies(
    connection: Connection, account_id: int, wanted: Mapping[str, set[str]] | None
) -> dict[int, _Body]:
    found = _rows(connection, _products(account_id), Product.public_id, wanted, "product")
    barcodes = _barcodes(connection, account_id, None if wanted is None else [row[0] for row in found])
    return {row[0]: _body(row, barcodes.get(row[0], [])) for row in found}


def _body(row: Any, barcodes: list[str]) -> _Body:
    _, public_id, name, category, sku, unit, price, tax, to_order, by_weight, position, color, adopted = row
    unset = msgspec.UNSET
    return _Body(
        *(public_id, name, category, sku, barcodes, unit, price, tax),
        *(to_order, by_weight, position, color or unset, adopted or unset),
    )


def _products(account_id: int) -> Any:
    return (
        select(
            Product.id,
            Product.public_id,
            Product.name,
            Category.public_id,
            Product.sku,
            Unit.public_id,
            Product.price,
            Tax.public_id,
            Product.made_to_order,
            Product.sold_by_weight,
            Product.position,
            Product.color,
            Product.adopted_from,
        )
        .outerjoin(Category, Category.id == Product.category_id)
        .outerjoin(Unit, Unit.id == Product.unit_id)
        .outerjoin(Tax, Tax.id == Product.tax_id)
        .where(Product.account_id == account_id, Product.deleted_at.is_(None))
    )


def _barcodes(
    connection: Connection, account_id: int, product_ids: Collection[int] | None
) -> dict[int, list[str]]:
    query: Any = select(Barcode.product_id, Barcode.code).order_by(Barcode.id)
    codes: dict[int, list[str]] = defaultdict(list)
    for product_id, code in connection.execute(
        _of(connection, query, Barcode, account_id, product_ids)
    ).all():
        codes[product_id].append(code)
    return codes


def _of(connection: Connection, query: Any, model: Any, account_id: int, ids: Collection[int] | None) -> Any:
    """An account's rows, or those of some of its products."""
    if ids is None:
        return query.where(model.account_id == account_id)
    return query.where(among(connection, model.product_id, ids))


def _resolve(
    connection: Connection, account_id: int, resolved: _Resolved, product_ids: Collection[int] | None
) -> None:
    if product_ids is not None and not product_ids:
        return
    own: Any = select(StorePrice.store_id, StorePrice.product_id, StorePrice.price)
    resolved.settle(
        _stores_by_list(connection, account_id),
        _listed(connection, account_id, product_ids),
        _plain_rows(connection, _of(connection, own, StorePrice, account_id, product_ids)),
        _plain_rows(connection, _withheld(connection, account_id, product_ids)),
    )


def _plain_rows(connection: Connection, query: Any) -> Sequence[Row[Any]]:
    return connection.execute(query).all()


def _stores_by_list(connection: Connection, account_id: int) -> Mapping[int | None, Sequence[int]]:
    stores_of: dict[int | None, list[int]] = defaultdict(list)
    stores = select(Store.id, Store.price_list_id).where(Store.account_id == account_id)
    for store_id, list_id in connection.execute(stores):
        stores_of[list_id].append(store_id)
    return stores_of


def _listed(
    connection: Connection, account_id: int, product_ids: Collection[int] | None
) -> Sequence[Row[Any]]:
    query: Any = select(ListPrice.price_list_id, ListPrice.product_id, ListPrice.price)
    return _plain_rows(connection, _of(connection, query, ListPrice, account_id, product_ids))


def _withheld(connection: Connection, account_id: int, product_ids: Collection[int] | None) -> Any:
    query: Any = select(product_withheld.c.store_id, product_withheld.c.product_id)
    if product_ids is not None:
        return query.where(among(connection, product_withheld.c.product_id, product_ids))
    return query.join(Store, Store.id == product_withheld.c.store_id).where(Store.account_id == account_id)
