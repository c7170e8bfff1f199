"""Importing a product list: kept between preview and confirmation, then applied in one go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.product_file import ProductFile, ProductLine, read_product_file
from domain.refusal import Refusal
from domain.table_file import BadLine
from models import Barcode, Category, Product, ProductImport, Tax, Unit
from models.scope import account_of
from services.heads import lock_account
from services.products import currency_of, list_categories

KEEP = timedelta(days=1)


@dataclass(frozen=True)
class PlannedLine:
    """What importing a line will do: add, change or nothing."""

    line: ProductLine
    product: Product | None
    changes: bool


@dataclass(frozen=True)
class ImportPlan:
    """What a file would do to the catalogue."""

    encoding: str
    lines: list[PlannedLine]
    bad: list[BadLine]

    @property
    def new(self) -> int:
        return sum(planned.product is None for planned in self.lines)

    @property
    def changed(self) -> int:
        return sum(planned.product is not None and planned.changes for planned in self.lines)

    @property
    def unchanged(self) -> int:
        return sum(planned.product is not None and not planned.changes for planned in self.lines)


def keep_upload(session: Session, file_name: str, content: bytes, now: datetime) -> ProductImport:
    """Keep a file until it is confirmed; forgets those of yesterday."""
    session.execute(delete(ProductImport).where(ProductImport.created_at < now - KEEP))
    upload = ProductImport(file_name=file_name[:160], content=content, created_at=now)
    session.add(upload)
    session.flush()
    return upload


def find_upload(session: Session, public_id: str) -> ProductImport | None:
    """A file that was kept."""
    return session.scalars(select(ProductImport).where(ProductImport.public_id == public_id)).first()


def plan_import(session: Session, content: bytes, language: str) -> ImportPlan:
    """What the file would do. Products are recognized by barcode, else by name.

    Raises Refusal at `file` as `read_product_file`.
    """
    file = read_product_file(content, currency_of(session), language)
    return _plan(session, file)


def import_products(session: Session, content: bytes, language: str, now: datetime) -> ImportPlan:
    """Apply the usable lines; returns what was done. Refusals as `plan_import`.

    One import at a time: of two at once the second finds the products of the first.
    """
    lock_account(session.connection(), account_of(session))
    plan = plan_import(session, content, language)
    categories = _categories(session, plan)
    tax = session.scalars(select(Tax).where(Tax.is_default.is_(True)).limit(1)).first()
    unit = session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()
    for planned in plan.lines:
        product = planned.product
        if product is None:
            product = Product(created_at=now, tax=tax, unit=unit, barcodes=[])
            session.add(product)
        elif not planned.changes:
            continue
        _apply(product, planned.line, categories, now)
    session.flush()
    return plan


def finish_upload(session: Session, upload: ProductImport, language: str, now: datetime) -> ImportPlan:
    """Import a kept file once. Raises Refusal `import_done` at `file` the second time."""
    session.refresh(upload, with_for_update=True)
    if upload.imported_at is not None:
        raise Refusal("import_done", "file")
    plan = import_products(session, upload.content, language, now)
    upload.imported_at = now
    session.flush()
    return plan


def _plan(session: Session, file: ProductFile) -> ImportPlan:
    products = list(session.scalars(select(Product).where(Product.deleted_at.is_(None))))
    by_barcode = {barcode.code: product for product in products for barcode in product.barcodes}
    by_name = {product.name.casefold(): product for product in reversed(products)}
    names = {category.id: category.name for category in list_categories(session)}
    planned: list[PlannedLine] = []
    bad = list(file.bad)
    claimed: dict[str, int] = {}
    for line in file.lines:
        known = [by_barcode[code] for code in line.barcodes if code in by_barcode]
        product = known[0] if known else by_name.get(line.name.casefold())
        key = f"#{product.id}" if product else line.name.casefold()
        if len({one.id for one in known}) > 1 or key in claimed:
            facts: dict[str, object] = {"line": claimed.get(key, line.number)}
            bad.append(BadLine(line.number, "product_twice", "name", line.name, facts))
            continue
        claimed[key] = line.number
        planned.append(PlannedLine(line, product, product is None or _differs(product, line, names)))
    return ImportPlan(file.encoding, planned, sorted(bad, key=lambda one: one.number))


def _differs(product: Product, line: ProductLine, categories: dict[int, str]) -> bool:
    category = categories.get(product.category_id or 0, "")
    return (
        product.name != line.name
        or product.price != line.price
        or (bool(line.category) and category.casefold() != line.category.casefold())
        or not {barcode.code for barcode in product.barcodes}.issuperset(line.barcodes)
    )


def _categories(session: Session, plan: ImportPlan) -> dict[str, Category]:
    """Every category that the lines need, by name; new ones are made."""
    categories = {category.name.casefold(): category for category in list_categories(session)}
    for planned in plan.lines:
        name = planned.line.category
        if name and name.casefold() not in categories:
            category = Category(name=name, position=len(categories))
            session.add(category)
            categories[name.casefold()] = category
    session.flush()
    return categories


def _apply(product: Product, line: ProductLine, categories: dict[str, Category], now: datetime) -> None:
    product.name = line.name
    product.price = line.price
    product.updated_at = now
    if line.category:
        product.category = categories[line.category.casefold()]
    known = {barcode.code for barcode in product.barcodes}
    product.barcodes.extend(Barcode(code=code) for code in line.barcodes if code not in known)
