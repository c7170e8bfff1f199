"""A card payment at a terminal of a store server, of which nobody knew whether it was paid."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.peripheral import Peripheral
from models.scope import AccountOwned
from models.store_server import StoreServer


class PaymentInDoubt(Identified, AccountOwned, Base):
    """One payment as its store server told of it; `uuid` is made by who asked for it: the idempotency key."""

    __tablename__ = "payment_in_doubt"
    __table_args__ = (
        UniqueConstraint("store_server_id", "uuid"),
        Index("ix_payment_in_doubt_list", "account_id", "standing", "asked_at"),
    )

    store_server_id: Mapped[int] = mapped_column(ForeignKey("store_server.id"))
    uuid: Mapped[str] = mapped_column(String(100))
    #: the terminal, and by which name its store server knew it: the office may not know it any more
    peripheral_id: Mapped[int | None] = mapped_column(ForeignKey("peripheral.id"), index=True)
    terminal: Mapped[str] = mapped_column(String(80))
    #: the till that asked for it, if it was told
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    receipt_number: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    #: when the amount was asked for, by the store server's clock
    asked_at: Mapped[datetime]
    #: why nobody knows, in the store server's word
    reason: Mapped[str | None] = mapped_column(String(40))
    #: what the terminal itself said of it: the number on its slip, its trace number, the kind of the card
    slip_number: Mapped[int | None]
    trace: Mapped[int | None]
    card: Mapped[str | None] = mapped_column(String(60))
    #: domain.payments_in_doubt.Standing
    standing: Mapped[str] = mapped_column(String(10))
    #: what somebody of the office said (domain.payments_in_doubt.Paid), who, when, and where they looked
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    #: what it came to in the book of the store server, when, and by whose word there
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(120), default="")
    #: domain.payments_in_doubt.Where
    settled_in: Mapped[str | None] = mapped_column(String(10))

    store_server: Mapped[StoreServer] = relationship()
    peripheral: Mapped[Peripheral | None] = relationship()
    device: Mapped[Device | None] = relationship()
