"""The catalogue: add, change and remove products."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.barcodes import read_barcode
from domain.colors import read_color
from domain.prices import read_price, write_price
from domain.refusal import Refusal
from domain.text import optional_text, required_name
from models import Account, Barcode, Category, Product, Tax, Unit
from models.scope import account_of
from services.catalogue.catalogue_lock import lock_catalogue
from services.catalogue.store_goods import set_list_prices, set_sold_in, set_store_prices
from services.history.events import changes_between, record_event


@dataclass(frozen=True)
class ProductFields:
    """What a person says of a product, as typed; barcodes separated by spaces, commas or new lines."""

    name: str
    price: str
    category: str = ""
    barcodes: str = ""
    sku: str = ""
    tax_id: str = ""
    made_to_order: bool = False
    sold_by_weight: bool = False
    unit_id: str = ""
    color: str = ""
    position: str = ""
    #: prices as typed, by a store's or a price list's public id; empty: as elsewhere
    store_prices: Mapping[str, str] = field(default_factory=dict)
    list_prices: Mapping[str, str] = field(default_factory=dict)
    #: public ids of the stores that sell it; None: as before
    sold_in: Collection[str] | None = None


def create_product(session: Session, fields: ProductFields, now: datetime) -> Product:
    """A new product.

    Raises Refusal at the field: required, too_long, price_invalid, price_unclear, price_negative,
    price_too_high, barcode_invalid, barcode_check_digit, barcode_taken (fact `product`), position_invalid,
    color_invalid.
    """
    product = Product(created_at=now, updated_at=now, unit=_first_unit(session))
    _fill(session, product, fields)
    session.add(product)
    session.flush()
    _place(session, product, fields)
    record_event(session, "product.created", product, now)
    return product


def edit_product(session: Session, product: Product, fields: ProductFields, now: datetime) -> None:
    """Change a product; refusals as `create_product`."""
    before = _facts_of(session, product)
    _fill(session, product, fields)
    product.updated_at = now
    session.flush()
    _place(session, product, fields)
    changes = changes_between(before, _facts_of(session, product))
    record_event(session, "product.edited", product, now, changes=changes)


def remove_product(session: Session, product: Product, now: datetime) -> None:
    """Take a product off sale; old receipts keep its name, its barcodes become free."""
    product.deleted_at = now
    product.barcodes = []
    record_event(session, "product.removed", product, now)


def find_product(session: Session, public_id: str) -> Product | None:
    """A product that is on sale."""
    return session.scalars(
        select(Product).where(Product.public_id == public_id, Product.deleted_at.is_(None))
    ).first()


def list_categories(session: Session) -> list[Category]:
    """All categories, in the order of the till."""
    return list(session.scalars(select(Category).order_by(Category.position, Category.name)))


def list_taxes(session: Session) -> list[Tax]:
    """The account's tax rates, highest first."""
    return list(session.scalars(select(Tax).order_by(Tax.rate.desc(), Tax.id)))


def list_units(session: Session) -> list[Unit]:
    """The account's units, the one that new products have first."""
    return list(session.scalars(select(Unit).order_by(Unit.id)))


def find_or_add_category(session: Session, name: str) -> Category | None:
    """The category of that name, made when it is new; None for an empty name."""
    name = optional_text(name, "category", 80)
    if not name:
        return None
    known = _find_category(session, name)
    if known is not None:
        return known
    lock_catalogue(session.connection(), account_of(session))  # two people may add the same one at once
    return _find_category(session, name) or _add_category(session, name)


def currency_of(session: Session) -> str:
    """The currency in which the account's prices are."""
    return session.get_one(Account, account_of(session)).currency


def _fill(session: Session, product: Product, fields: ProductFields) -> None:
    product.name = required_name(fields.name, "name", 160)
    product.price = read_price(fields.price, currency_of(session))
    product.sku = optional_text(fields.sku, "sku", 60)
    product.made_to_order = fields.made_to_order
    product.sold_by_weight = fields.sold_by_weight
    product.tax = _tax(session, fields.tax_id)
    product.color = read_color(fields.color)
    product.position = read_position(fields.position, product.position or 0)
    if fields.unit_id:
        units = {unit.public_id: unit for unit in list_units(session)}
        product.unit = units.get(fields.unit_id, product.unit)
    codes = [read_barcode(code, "barcodes") for code in fields.barcodes.replace(",", " ").split()]
    _check_barcodes(session, product, codes)
    product.category = find_or_add_category(session, fields.category)
    keep = {barcode.code: barcode for barcode in product.barcodes}
    product.barcodes = [keep.get(code) or Barcode(code=code) for code in dict.fromkeys(codes)]


def read_position(typed: str, usual: int) -> int:
    """A place in an order, counted from 0. Raises Refusal `position_invalid` at `position`."""
    if not typed.strip():
        return usual
    if not typed.strip().isdecimal() or int(typed) > 99_999:
        raise Refusal("position_invalid", "position")
    return int(typed)


def _place(session: Session, product: Product, fields: ProductFields) -> None:
    """What it costs where, and where it is sold."""
    set_store_prices(session, product, fields.store_prices, currency_of(session))
    set_list_prices(session, product, fields.list_prices, currency_of(session))
    if fields.sold_in is not None:
        set_sold_in(session, product, fields.sold_in)


def _facts_of(session: Session, product: Product) -> dict[str, object]:
    """What the history tells of a product."""
    return {
        "name": product.name,
        "price": write_price(product.price, currency_of(session)),
        "category": product.category.name if product.category else "",
        "tax": product.tax.name if product.tax else "",
        "unit": product.unit.name if product.unit else "",
        "sku": product.sku,
        "barcodes": [barcode.code for barcode in product.barcodes],
    }


def _check_barcodes(session: Session, product: Product, codes: Sequence[str]) -> None:
    with session.no_autoflush:
        taken = session.execute(
            select(Product.name)
            .join(Barcode, Barcode.product_id == Product.id)
            .where(Barcode.code.in_(codes), Product.id != (product.id or 0))
        ).first()
    if taken is not None:
        raise Refusal("barcode_taken", "barcodes", product=taken.name)


def _tax(session: Session, public_id: str) -> Tax | None:
    taxes = list_taxes(session)
    for tax in taxes:
        if tax.public_id == public_id:
            return tax
    return next((tax for tax in taxes if tax.is_default), None)


def _first_unit(session: Session) -> Unit | None:
    return session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()


def _find_category(session: Session, name: str) -> Category | None:
    return next((one for one in list_categories(session) if one.name.casefold() == name.casefold()), None)


def _add_category(session: Session, name: str) -> Category:
    category = Category(name=name, position=len(list_categories(session)))
    session.add(category)
    session.flush()
    return category
