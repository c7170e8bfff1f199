"""The product list as the catalogue page shows it: searched, filtered, sorted, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import Barcode, Category, Product

PAGE = 50
SORTS: dict[str, Any] = {
    "name": Product.name,
    "price": Product.price,
    "category": Category.name,
}


@dataclass(frozen=True)
class ProductPage:
    """One page of the list."""

    products: list[Product]
    total: int
    page: int
    pages: int


def list_products(
    session: Session, *, word: str = "", category: str = "", sort: str = "name", page: int = 1
) -> ProductPage:
    """Products on sale whose name, item number or barcode holds `word`; `sort` as in SORTS, "-" reverses."""
    query = matching(word.strip(), category)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.scalars(
        query.options(joinedload(Product.category), joinedload(Product.tax), selectinload(Product.barcodes))
        .order_by(_order(sort), Product.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return ProductPage(list(rows), total, page, pages)


def find_ids(session: Session, *, word: str = "", category: str = "") -> list[int]:
    """Keys of all products that the list would show, on every page of it."""
    return list(session.scalars(matching(word.strip(), category).with_only_columns(Product.id)))


def matching(word: str, category: str = "") -> Select[Product]:
    """Asks for the products on sale whose name, item number or barcode holds the word."""
    query = select(Product).outerjoin(Product.category).where(Product.deleted_at.is_(None))
    if category:
        query = query.where(Category.public_id == category)
    if word:
        pattern = f"%{word.replace('%', '').replace('_', '')}%"
        with_barcode = select(Barcode.product_id).where(Barcode.code.like(pattern))
        # SQLite folds only ASCII letters; comparing both cases finds „Żurek” and «борщ» too
        cases = {pattern, pattern.lower(), pattern.upper(), f"%{word[:1].upper()}{word[1:].lower()}%"}
        names = [Product.name.ilike(one) for one in cases]
        query = query.where(or_(*names, Product.sku.ilike(pattern), Product.id.in_(with_barcode)))
    return query


def _order(sort: str) -> Any:
    column = SORTS.get(sort.removeprefix("-"), Product.name)
    return column.desc() if sort.startswith("-") else column.asc()
