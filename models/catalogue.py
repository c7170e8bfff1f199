"""What a shop sells: categories, units, taxes, products and their barcodes."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned


class Category(Identified, AccountOwned, Base):
    """A group of products."""

    __tablename__ = "category"

    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(default=0)
    #: of its key on the till, as "#rrggbb"
    color: Mapped[str | None] = mapped_column(String(20))


class Unit(Identified, AccountOwned, Base):
    """What a quantity counts: pieces, kilograms."""

    __tablename__ = "unit"

    name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(10))


class Tax(Identified, AccountOwned, Base):
    """A tax rate in percent; prices include it."""

    __tablename__ = "tax"

    name: Mapped[str] = mapped_column(String(40))
    rate: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    is_default: Mapped[bool] = mapped_column(default=False)


class Product(Identified, AccountOwned, Base):
    """A product; `price` in minor units of the account's currency. Deleted ones stay for old receipts."""

    __tablename__ = "product"

    name: Mapped[str] = mapped_column(String(160))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    tax_id: Mapped[int | None] = mapped_column(ForeignKey("tax.id"))
    sku: Mapped[str] = mapped_column(String(60), default="")
    price: Mapped[int] = mapped_column(BigInteger)
    made_to_order: Mapped[bool] = mapped_column(default=False)
    sold_by_weight: Mapped[bool] = mapped_column(default=False)
    color: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    #: the till's own id of what this was before it was adopted (PROTOCOL §4)
    adopted_from: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    category: Mapped[Category | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    tax: Mapped[Tax | None] = relationship()
    barcodes: Mapped[list["Barcode"]] = relationship(
        cascade="all, delete-orphan", order_by="Barcode.id", lazy="selectin"
    )


class Barcode(AccountOwned, Base):
    """A barcode names one product of the account."""

    __tablename__ = "barcode"
    __table_args__ = (UniqueConstraint("account_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), index=True, active_history=True
    )
    code: Mapped[str] = mapped_column(String(64))


class ProductImport(Identified, AccountOwned, Base):
    """A file between its preview and its confirmation, and what is needed to take it back."""

    __tablename__ = "product_import"

    file_name: Mapped[str] = mapped_column(String(160))
    #: products or employees
    kind: Mapped[str] = mapped_column(String(20), default="products")
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    #: what the import changed, as it was before; None: nothing can be taken back (any more)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undone_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """What the history calls it."""
        return self.file_name
