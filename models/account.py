"""The business account: it owns everything else."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified


class Account(Identified, Base):
    """One business; every other row carries its `account_id`."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(120))
    tax_id: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
