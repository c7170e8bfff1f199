"""Goods that exist only on a till (guide D: the till's own goods)."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.catalogue import Product
from models.device import Device
from models.scope import AccountOwned


class LocalProduct(Identified, AccountOwned, Base):
    """One product as a till last reported it. Gone ones lie in the bin for 30 days."""

    __tablename__ = "local_product"
    __table_args__ = (
        UniqueConstraint("generation_id", "local_id"),
        Index("ix_local_product_device", "device_id", "gone_at"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id", ondelete="CASCADE"))
    local_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(160))
    #: minor units of the account's currency
    price: Mapped[int] = mapped_column(BigInteger)
    barcodes: Mapped[list[str]] = mapped_column(default=list)
    group: Mapped[str] = mapped_column(String(80), default="")
    reported_at: Mapped[datetime]
    #: when the till no longer reported it: it was deleted there
    gone_at: Mapped[datetime | None]
    #: what it became in the back office
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    adopted_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship()
    product: Mapped[Product | None] = relationship()
