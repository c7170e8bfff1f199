"""A POS device (a logical till), its generations and what each last reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned
from models.store import Store

#: the further stores that a device serves beside its home store (C8)
device_store = Table(
    "device_store",
    Base.metadata,
    Column("device_id", ForeignKey("device.id", ondelete="CASCADE"), primary_key=True),
    Column("store_id", ForeignKey("store.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Device(Identified, AccountOwned, Base):
    """A logical POS ("Kasa 1"). Deleted ones stay, so that their receipts keep a name."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    #: counts up per account and is never reused: first part of every receipt number
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20), default="not_activated")
    status_since: Mapped[datetime]
    #: the newest generation's number; 0 before the first activation
    generation: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)
    also_serves: Mapped[list[Store]] = relationship(secondary=device_store, order_by="Store.name")
    generations: Mapped[list["Generation"]] = relationship(
        back_populates="device", order_by="Generation.number"
    )


class Generation(AccountOwned, Base):
    """One activation of a device: a physical tablet with its own secret and journal."""

    __tablename__ = "generation"
    __table_args__ = (UniqueConstraint("device_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    number: Mapped[int]
    install_id: Mapped[str] = mapped_column(String(64))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    next_token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    activated_by: Mapped[str] = mapped_column(String(20))
    activated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    #: how it ended: deactivated, drained, signed_off, deleted
    ended_how: Mapped[str | None] = mapped_column(String(20))
    hardware: Mapped[dict[str, Any]]
    os: Mapped[dict[str, Any]]
    app: Mapped[dict[str, Any]]
    #: journal: longest complete prefix received, and the highest number received
    ack_through: Mapped[int] = mapped_column(BigInteger, default=0)
    last_n: Mapped[int] = mapped_column(BigInteger, default=0)
    #: the holes below the highest number: `[[first, last], …]` in ascending order
    missing: Mapped[list[Any]] = mapped_column(JSON, default=list)
    receipts: Mapped[int] = mapped_column(default=0)
    last_receipt_number: Mapped[str | None] = mapped_column(String(64))
    #: the employee at the till, and since when, as its journal or its report last said (B6)
    employee_public_id: Mapped[str | None] = mapped_column(String(64))
    employee_since: Mapped[datetime | None]
    #: when its newest day report arrived; streams that sync with the day report are due then
    day_report_at: Mapped[datetime | None]
    #: of its receipts, those that it handed in after it had ended
    late_receipts: Mapped[int] = mapped_column(default=0)

    device: Mapped[Device] = relationship(back_populates="generations")
    report: Mapped["DeviceReport | None"] = relationship(back_populates="generation")


class DeviceReport(AccountOwned, Base):
    """What a generation last said of itself (PUT /state): facts for the deactivate and delete dialogs."""

    __tablename__ = "device_report"

    generation_id: Mapped[int] = mapped_column(
        ForeignKey("generation.id", ondelete="CASCADE"), primary_key=True
    )
    reported_at: Mapped[datetime]
    unsent_entries: Mapped[int] = mapped_column(default=0)
    unsent_receipts: Mapped[int] = mapped_column(default=0)
    unsent_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str | None] = mapped_column(String(3))
    oldest_unsent_at: Mapped[datetime | None]
    open_tickets: Mapped[int] = mapped_column(default=0)
    open_shift_id: Mapped[str | None] = mapped_column(String(64))
    local_products: Mapped[int] = mapped_column(default=0)
    last_sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    app_version: Mapped[str | None] = mapped_column(String(40))
    #: the till's clock minus ours, in milliseconds
    drift_ms: Mapped[int | None] = mapped_column(BigInteger)
    storage_free: Mapped[int | None] = mapped_column(BigInteger)
    peripherals: Mapped[dict[str, Any]]

    generation: Mapped[Generation] = relationship(back_populates="report")
