"""A peripheral of the account, and which device uses it for what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.scope import AccountOwned
from models.store_server import StoreServer


class Peripheral(Identified, AccountOwned, Base):
    """A thing on the counter. `connection` is `{"type": "network", "host": …, "port": …}` and the like."""

    __tablename__ = "peripheral"

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(30))
    #: the box that drives it; a network printer without one cannot print from the back office
    store_server_id: Mapped[int | None] = mapped_column(ForeignKey("store_server.id"), index=True)
    connection: Mapped[dict[str, Any]]
    profile: Mapped[str] = mapped_column(String(40), default="default")
    #: millimetres: 80 or 58
    paper_width: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(5))
    #: code page name to the printer's table number, as found by calibration
    code_pages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    confirm: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str | None] = mapped_column(String(20))
    state_reason: Mapped[str | None] = mapped_column(String(60))
    state_since: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    store_server: Mapped[StoreServer | None] = relationship()


class Assignment(AccountOwned, Base):
    """(device, role) → peripheral. A scanner belongs to one device only, and the database holds that."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("device_id", "role"),
        Index(
            "uq_assignment_scanner",
            "peripheral_id",
            unique=True,
            sqlite_where=text("role = 'product_scanner'"),
            postgresql_where=text("role = 'product_scanner'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), active_history=True)
    role: Mapped[str] = mapped_column(String(30))
    peripheral_id: Mapped[int] = mapped_column(ForeignKey("peripheral.id"), index=True)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    assigned_at: Mapped[datetime]

    device: Mapped[Device] = relationship()
    peripheral: Mapped[Peripheral] = relationship(lazy="joined", innerjoin=True)
