"""Shifts and day reports as people read them, made from the journal entries that tills deposit."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.journal import JournalEntry
from models.scope import AccountOwned
from models.store import Store


class Shift(Identified, AccountOwned, Base):
    """One cashier shift of one till. A sale that comes after the close joins it and marks it amended (pain 5)."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("generation_id", "shift_id"),
        Index("ix_shift_account", "account_id", "opened_at"),
        Index("ix_shift_device", "device_id", "opened_at"),
    )

    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    #: the till's own id of it
    shift_id: Mapped[str] = mapped_column(String(64))
    #: None until the entry that opened it arrives
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None] = mapped_column(String(120))
    opening_cash: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(120))
    closing_cash: Mapped[int | None] = mapped_column(BigInteger)
    expected_cash: Mapped[int | None] = mapped_column(BigInteger)
    #: where in the journal it was closed
    closed_n: Mapped[int | None] = mapped_column(BigInteger)
    #: when a sale of it arrived after its close had
    amended_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship()
    store: Mapped[Store] = relationship()


class DayReport(Identified, AccountOwned, Base):
    """A day closed on a till. Complete once every entry below it has arrived; amended when one came later."""

    __tablename__ = "day_report"
    __table_args__ = (
        Index("ix_day_report_account", "account_id", "closed_at"),
        Index("ix_day_report_device", "device_id", "closed_at"),
    )

    journal_entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), unique=True)
    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    number: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime]
    receipts_count: Mapped[int]
    #: what the till reckoned, as it said it
    totals: Mapped[dict[str, Any]]
    #: where in the journal it stands
    n: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    amended_at: Mapped[datetime | None]

    entry: Mapped[JournalEntry] = relationship()
    device: Mapped[Device] = relationship()
    store: Mapped[Store] = relationship()
