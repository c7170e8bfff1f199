"""The catalogue: add, change and remove products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.prices import read_price
from domain.product_file import read_barcode
from domain.refusal import Refusal
from domain.text import optional_text, required_name
from models import Account, Barcode, Category, Product, Tax, Unit
from models.scope import account_of
from services.heads import lock_account


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


def create_product(session: Session, fields: ProductFields, now: datetime) -> Product:
    """A new product.

    Raises Refusal at the field: required, too_long, price_invalid, price_unclear, price_negative,
    price_too_high, barcode_invalid, barcode_taken (fact `product`).
    """
    product = Product(created_at=now, updated_at=now, unit=_first_unit(session))
    _fill(session, product, fields)
    session.add(product)
    session.flush()
    return product


def edit_product(session: Session, product: Product, fields: ProductFields, now: datetime) -> None:
    """Change a product; refusals as `create_product`."""
    _fill(session, product, fields)
    product.updated_at = now
    session.flush()


def remove_product(session: Session, product: Product, now: datetime) -> None:
    """Take a product off sale; old receipts keep its name, its barcodes become free."""
    product.deleted_at = now
    product.barcodes = []
    session.flush()


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


def find_or_add_category(session: Session, name: str) -> Category | None:
    """The category of that name, made when it is new; None for an empty name."""
    name = optional_text(name, "category", 80)
    if not name:
        return None
    known = _find_category(session, name)
    if known is not None:
        return known
    lock_account(session.connection(), account_of(session))  # two people may add the same one at once
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
    codes = [read_barcode(code) for code in fields.barcodes.replace(",", " ").split()]
    _check_barcodes(session, product, codes)
    product.category = find_or_add_category(session, fields.category)
    keep = {barcode.code: barcode for barcode in product.barcodes}
    product.barcodes = [keep.get(code) or Barcode(code=code) for code in dict.fromkeys(codes)]


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
