"""A store: an address, a time zone, the language of its paper."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified
from models.scope import AccountOwned


class Store(Identified, AccountOwned, Base):
    """Where tills stand. An inactive store activates no till."""

    __tablename__ = "store"

    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(400), default="")
    timezone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(20), default="active")
    receipt_header: Mapped[str] = mapped_column(Text, default="")
    receipt_footer: Mapped[str] = mapped_column(Text, default="")
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_list.id"), index=True)
    created_at: Mapped[datetime]
