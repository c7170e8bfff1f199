"""What tills deposit: the journal word for word, the odd ones kept apart, and the receipts people read."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device, Generation
from models.scope import AccountOwned
from models.store import Store


class JournalEntry(AccountOwned, Base):
    """One entry of a generation's gapless journal; `body` is the exact JSON text."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("generation_id", "entry_id"),
        UniqueConstraint("generation_id", "n"),
        Index("ix_journal_entry_shift", "generation_id", "shift_id", "kind", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"))
    entry_id: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    #: the shift that it says it belongs to
    shift_id: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    flags: Mapped[list[str]] = mapped_column(default=list)
    received_at: Mapped[datetime]


class QuarantinedEntry(Identified, AccountOwned, Base):
    """An upload that could not be read, kept word for word for a person to look at."""

    __tablename__ = "quarantined_entry"
    __table_args__ = (
        UniqueConstraint("generation_id", "sha256"),
        Index("ix_quarantined_entry_n", "generation_id", "n"),
        Index("ix_quarantined_entry_open", "account_id", "resolved_at"),
    )

    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"))
    entry_id: Mapped[str | None] = mapped_column(String(64))
    #: only a usable number counts as received
    n: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    #: when a person dealt with it, who, and how: repaired (it became `journal_entry_id`) or set_aside
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(String(120))
    resolution: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(400), default="")
    journal_entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))

    generation: Mapped[Generation] = relationship()


class Receipt(Identified, AccountOwned, Base):
    """A sale or refund as the list shows it; lines and payments stand in the journal entry's body."""

    __tablename__ = "receipt"
    __table_args__ = (
        # with all that a day's sum is made of: the start page adds up without reading the receipts themselves
        Index("ix_receipt_account_closed", "account_id", "closed_at", "currency", "kind", "total"),
        # with the account, which every question names: else SQLite may walk through those of all tills
        Index("ix_receipt_account_device", "account_id", "device_id", "closed_at"),
        Index(
            "ix_receipt_refund_of",
            "account_id",
            "refund_of",
            sqlite_where=text("refund_of IS NOT NULL"),
            postgresql_where=text("refund_of IS NOT NULL"),
        ),
        Index(
            "ix_receipt_to_review",
            "account_id",
            "received_at",
            sqlite_where=text("to_review"),
            postgresql_where=text("to_review"),
        ),
    )

    journal_entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), unique=True)
    generation_id: Mapped[int] = mapped_column(ForeignKey("generation.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    number: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    refund_of: Mapped[str | None] = mapped_column(String(64))
    #: the device's own time, and the same corrected by the measured offset
    device_closed_at: Mapped[datetime]
    closed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    lines: Mapped[int]
    employee_public_id: Mapped[str | None] = mapped_column(String(64))
    employee_name: Mapped[str | None] = mapped_column(String(120))
    shift_id: Mapped[str | None] = mapped_column(String(64))
    flags: Mapped[list[str]] = mapped_column(default=list)
    #: handed in by a till that was no longer this POS, and nobody has looked at it yet
    to_review: Mapped[bool] = mapped_column(default=False)
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))

    entry: Mapped[JournalEntry] = relationship()
    generation: Mapped[Generation] = relationship()
    device: Mapped[Device] = relationship()
    store: Mapped[Store] = relationship()
