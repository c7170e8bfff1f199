"""Price lists that stores share: make one, give it to stores, and change many of its prices as one revision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.prices import read_price
from domain.refusal import Refusal, Refusals
from domain.text import required_name
from models import ListPrice, PriceList, Product, Store
from services.catalogue.products import currency_of
from services.history.events import record_event


@dataclass(frozen=True)
class PriceListRow:
    """A list, how many prices stand on it, and the stores that use it."""

    price_list: PriceList
    prices: int
    stores: list[str]


def list_price_lists(session: Session) -> list[PriceListRow]:
    """All lists by name."""
    counts: Any = select(ListPrice.price_list_id, func.count()).join(
        Product, Product.id == ListPrice.product_id
    )
    counts = counts.where(Product.deleted_at.is_(None)).group_by(ListPrice.price_list_id)
    prices = dict(session.execute(counts).all())
    stores: dict[int, list[str]] = {}
    for store in session.scalars(select(Store).where(Store.price_list_id.is_not(None)).order_by(Store.name)):
        stores.setdefault(store.price_list_id or 0, []).append(store.name)
    lists = session.scalars(select(PriceList).order_by(PriceList.name))
    return [PriceListRow(one, prices.get(one.id, 0), stores.get(one.id, [])) for one in lists]


def find_price_list(session: Session, public_id: str) -> PriceList | None:
    """A list by its public id."""
    return session.scalars(select(PriceList).where(PriceList.public_id == public_id)).first()


def list_stores(session: Session) -> Sequence[Store]:
    """The stores that can use a list."""
    return session.scalars(select(Store).order_by(Store.name, Store.id)).all()


def prices_on(session: Session, price_list: PriceList, products: Collection[Product]) -> dict[int, ListPrice]:
    """The list's prices of some products, by their keys."""
    found = session.scalars(
        select(ListPrice).where(
            ListPrice.price_list_id == price_list.id,
            ListPrice.product_id.in_([product.id for product in products]),
        )
    )
    return {row.product_id: row for row in found}


def create_price_list(session: Session, name: str, stores: Collection[str], now: datetime) -> PriceList:
    """A new list for these stores (public ids). Raises Refusal required, too_long, name_twice at `name`."""
    price_list = PriceList(name=_free_name(session, name, None), created_at=now)
    session.add(price_list)
    record_event(session, "price_list.created", price_list, now)
    _give_to(session, price_list, stores)
    return price_list


def edit_price_list(
    session: Session, price_list: PriceList, name: str, stores: Collection[str], now: datetime
) -> None:
    """Rename a list and give it to exactly these stores; refusals as `create_price_list`."""
    price_list.name = _free_name(session, name, price_list)
    _give_to(session, price_list, stores)
    record_event(session, "price_list.edited", price_list, now)


def remove_price_list(session: Session, price_list: PriceList, now: datetime) -> None:
    """Remove a list; in its stores each product costs what it costs everywhere."""
    record_event(session, "price_list.removed", price_list, now)
    _give_to(session, price_list, ())
    # before its prices vanish with it, so that tills hear of each of them
    session.execute(
        delete(ListPrice).where(ListPrice.price_list_id == price_list.id),
        execution_options={"synchronize_session": False},
    )
    session.delete(price_list)
    session.flush()


def set_prices(session: Session, price_list: PriceList, typed: Mapping[str, str], now: datetime) -> int:
    """Set the list's prices of many products (public id → as typed); empty: not on the list.

    Returns how many differ. Raises Refusals, each at `price-<id>` as `read_price`; then nothing is changed.
    """
    query = select(Product).where(Product.public_id.in_(list(typed)), Product.deleted_at.is_(None))
    products = session.scalars(query).all()
    known = prices_on(session, price_list, products)
    wanted, refused, currency = {}, [], currency_of(session)
    for product in products:
        text = typed[product.public_id]
        try:
            price = read_price(text, currency, f"price-{product.public_id}") if text.strip() else None
            wanted[product.id] = price
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    changed = 0
    for product_id, price in wanted.items():
        row = known.get(product_id)
        if (row.price if row else None) == price:
            continue
        changed += 1
        _put(session, price_list, product_id, row, price)
    if changed:
        record_event(session, "price_list.priced", price_list, now, count=changed)
    return changed


def _put(
    session: Session, price_list: PriceList, product_id: int, row: ListPrice | None, price: int | None
) -> None:
    if price is None and row is not None:
        session.delete(row)
    elif price is not None and row is not None:
        row.price = price
    elif price is not None:
        session.add(ListPrice(price_list_id=price_list.id, product_id=product_id, price=price))


def _free_name(session: Session, typed: str, own: PriceList | None) -> str:
    name = required_name(typed, "name", 80)
    for other in session.scalars(select(PriceList)):
        if other is not own and other.name.casefold() == name.casefold():
            raise Refusal("name_twice", "name")
    return name


def _give_to(session: Session, price_list: PriceList, stores: Collection[str]) -> None:
    session.flush()
    for store in list_stores(session):
        if store.public_id in stores:
            store.price_list_id = price_list.id
        elif store.price_list_id == price_list.id:
            store.price_list_id = None
    session.flush()
