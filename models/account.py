"""The business account: it owns everything else."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
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
    #: how employees sign in at tills (E11): id_pin, id, none
    login_mode: Mapped[str] = mapped_column(String(10), default="id_pin")
    #: E5: cash in and out is written down at tills; a shift must be open to sell
    cash_management: Mapped[bool] = mapped_column(default=True)
    shifts_required: Mapped[bool] = mapped_column(default=False)
    #: till-side updates come from this channel unless a device says otherwise
    app_channel: Mapped[str] = mapped_column(String(20), default="stable")
    #: platform → the oldest version that still gets new data; "" stands for all other platforms
    app_minimums: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: counts publications of goods and stores: what was worked out beforehand holds as long as this stands
    goods_revision: Mapped[int] = mapped_column(BigInteger, default=0)
    #: web origins of the till app: its pages may speak with store servers in the shop's own network
    lan_origins: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
