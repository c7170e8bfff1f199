"""What a product costs where, and where it is sold at all."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.scope import AccountOwned

#: the stores in which a product is not sold; without a row it is sold everywhere
product_withheld = Table(
    "product_withheld",
    Base.metadata,
    Column("product_id", Integer, ForeignKey("product.id", ondelete="CASCADE"), primary_key=True),
    Column("store_id", Integer, ForeignKey("store.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class PriceList(Identified, AccountOwned, Base):
    """Prices that stores share, e.g. "Beach"; a store has at most one."""

    __tablename__ = "price_list"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]


class ListPrice(AccountOwned, Base):
    """A product's price on a list, in minor units of the account's currency."""

    __tablename__ = "list_price"
    __table_args__ = (UniqueConstraint("price_list_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    price_list_id: Mapped[int] = mapped_column(ForeignKey("price_list.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    price: Mapped[int] = mapped_column(BigInteger)


class StorePrice(AccountOwned, Base):
    """A product's price in one store: wins over its list's price, which wins over its own."""

    __tablename__ = "store_price"
    __table_args__ = (UniqueConstraint("store_id", "product_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    price: Mapped[int] = mapped_column(BigInteger)
