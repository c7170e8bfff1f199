"""A few products to choose from, as light rows: what a sample basket offers and what lies in it."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Product
from services.catalogue.product_list import matching

#: more would not be read; the search finds the others
LARGEST_OFFER = 6


class Offered(NamedTuple):
    """A product, and whether it is made to order."""

    public_id: str
    name: str
    made_to_order: bool


class Offer(NamedTuple):
    """The products that are shown, and whether more have such a name."""

    shown: list[Offered]
    has_more: bool


_COLUMNS = tuple(getattr(Product, name) for name in Offered._fields)


def offer_products(session: Session, word: str) -> Offer:
    """The first products on sale, by name, whose name, item number or barcode holds the word: one query."""
    query: Any = matching(word.strip()).with_only_columns(*_COLUMNS)
    rows = session.execute(query.order_by(Product.name, Product.id).limit(LARGEST_OFFER + 1))
    found = [Offered._make(row) for row in rows]
    return Offer(found[:LARGEST_OFFER], len(found) > LARGEST_OFFER)


def find_offered(session: Session, public_ids: Collection[str]) -> dict[str, Offered]:
    """Those of these products that are on sale, by id: one query."""
    query = select(*_COLUMNS).where(Product.public_id.in_(public_ids), Product.deleted_at.is_(None))
    return {row.public_id: Offered._make(row) for row in session.execute(query)}


def one_of_each(session: Session) -> list[Offered]:
    """A product that is made to order and one that is not, as far as there are any."""
    found: list[Offered] = []
    for made_to_order in (True, False):
        query = select(*_COLUMNS).where(
            Product.made_to_order.is_(made_to_order), Product.deleted_at.is_(None)
        )
        rows = session.execute(query.order_by(Product.name, Product.id).limit(1))
        found += [Offered._make(row) for row in rows]
    return found
