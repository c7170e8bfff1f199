"""One product in each store: what it costs there, and whether it is sold there at all."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.prices import read_price
from models import ListPrice, PriceList, Product, Store, StorePrice, product_withheld


@dataclass(frozen=True)
class StoreGoods:
    """A store and one product there. `price` and `listed` are None where the product's own price holds."""

    store: Store
    price: int | None
    listed: int | None
    is_sold: bool


def list_store_goods(session: Session, product: Product | None) -> list[StoreGoods]:
    """Every store with what the product costs there; a new one is sold everywhere at its own price."""
    stores = session.scalars(select(Store).order_by(Store.name, Store.id)).all()
    if product is None:
        return [StoreGoods(store, None, None, True) for store in stores]
    prices = _store_prices(session, product)
    listed = {row.price_list_id: row.price for row in _list_prices(session, product).values()}
    withheld = _withheld(session, product)
    return [
        StoreGoods(
            store,
            prices[store.id].price if store.id in prices else None,
            listed.get(store.price_list_id or 0),
            store.id not in withheld,
        )
        for store in stores
    ]


def list_prices_of(session: Session, product: Product | None) -> list[tuple[PriceList, int | None]]:
    """Every price list with the product's price on it."""
    lists = session.scalars(select(PriceList).order_by(PriceList.name)).all()
    prices = {} if product is None else _list_prices(session, product)
    return [(one, prices[one.id].price if one.id in prices else None) for one in lists]


def set_store_prices(session: Session, product: Product, typed: Mapping[str, str], currency: str) -> None:
    """Set a product's price in the stores named (public id → as typed); empty: as elsewhere.

    Raises Refusal at `store_price-<id>` as `read_price`.
    """
    stores = {store.public_id: store.id for store in session.scalars(select(Store))}
    known = _store_prices(session, product)
    for key, price in _read_prices(typed, stores, "store_price", currency):
        row = known.get(key) or StorePrice(store_id=key, product_id=product.id)
        _keep(session, row, price)
    session.flush()


def set_list_prices(session: Session, product: Product, typed: Mapping[str, str], currency: str) -> None:
    """Set a product's price on the lists named (public id → as typed); empty: not on that list.

    Raises Refusal at `list_price-<id>` as `read_price`.
    """
    lists = {one.public_id: one.id for one in session.scalars(select(PriceList))}
    known = _list_prices(session, product)
    for key, price in _read_prices(typed, lists, "list_price", currency):
        row = known.get(key) or ListPrice(price_list_id=key, product_id=product.id)
        _keep(session, row, price)
    session.flush()


def _read_prices(
    typed: Mapping[str, str], keys: Mapping[str, int], field: str, currency: str
) -> Iterator[tuple[int, int | None]]:
    """Key of the place and the price there, of the places that we have; None where the field is empty."""
    for public_id, text in typed.items():
        if public_id in keys:
            price = read_price(text, currency, f"{field}-{public_id}") if text.strip() else None
            yield keys[public_id], price


def _keep(session: Session, row: StorePrice | ListPrice, price: int | None) -> None:
    """Store a price, or let go of the one that was there."""
    if price is not None:
        row.price = price
        session.add(row)
    elif row in session:
        session.delete(row)


def set_sold_in(session: Session, product: Product, store_ids: Collection[str]) -> None:
    """Sell a product in these stores (public ids) and in no other."""
    stores = {store.id: store.public_id for store in session.scalars(select(Store))}
    wanted = {key for key, name in stores.items() if name not in store_ids}
    before = _withheld(session, product)
    here = product_withheld.c.product_id == product.id
    if before - wanted:
        gone = product_withheld.c.store_id.in_(before - wanted)
        session.execute(delete(product_withheld).where(here, gone))
    if wanted - before:
        rows = [{"product_id": product.id, "store_id": key} for key in sorted(wanted - before)]
        session.execute(product_withheld.insert(), rows)


def _store_prices(session: Session, product: Product) -> dict[int, StorePrice]:
    found = session.scalars(select(StorePrice).where(StorePrice.product_id == product.id))
    return {row.store_id: row for row in found}


def _list_prices(session: Session, product: Product) -> dict[int, ListPrice]:
    found = session.scalars(select(ListPrice).where(ListPrice.product_id == product.id))
    return {row.price_list_id: row for row in found}


def _withheld(session: Session, product: Product) -> set[int]:
    query = select(product_withheld.c.store_id).where(product_withheld.c.product_id == product.id)
    return set(session.scalars(query))
