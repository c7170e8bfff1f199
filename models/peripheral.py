"""A peripheral of the account, and which device uses it for what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.scope import AccountOwned
from models.store import Store
from models.store_server import StoreServer


class Peripheral(Identified, AccountOwned, Base):
    """A thing on the counter. `connection` is `{"type": "network", "host": …, "port": …}` and the like
    (domain.connections)."""

    __tablename__ = "peripheral"
    __table_args__ = (
        Index("ix_peripheral_mac", "account_id", "mac"),
        Index("ix_peripheral_serial", "account_id", "serial"),
    )

    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(30))
    #: where it stands; None for one whose place nobody said yet
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"), index=True)
    #: the box that drives it; a network printer without one cannot print from the back office
    store_server_id: Mapped[int | None] = mapped_column(ForeignKey("store_server.id"), index=True)
    #: the till on which it hangs, for a connection of type `device`
    host_device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    #: the printer that opens it, for a drawer with a connection of type `printer`
    printer_id: Mapped[int | None] = mapped_column(ForeignKey("peripheral.id"), index=True)
    #: the printer that prints in its place while it cannot
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("peripheral.id"), index=True)
    connection: Mapped[dict[str, Any]]
    #: by what it is known again when its address changes: aa:bb:cc:dd:ee:ff, the maker's serial number
    mac: Mapped[str | None] = mapped_column(String(17))
    serial: Mapped[str | None] = mapped_column(String(64))
    make: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(80), default="")
    #: its former address as people read it, from when it moved until somebody has seen the note
    moved_from: Mapped[str | None] = mapped_column(String(160))
    moved_at: Mapped[datetime | None]
    profile: Mapped[str] = mapped_column(String(40), default="default")
    #: millimetres: 80 or 58
    paper_width: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(5))
    #: code page name to the printer's table number, as found by calibration
    code_pages: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: none of its tables is readable: everything is printed as a picture
    as_image: Mapped[bool] = mapped_column(default=False)
    #: how a scanner types, as found by calibration: the layout of the keyboard that it believes to be
    keyboard_layout: Mapped[str | None] = mapped_column(String(20))
    confirm: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str | None] = mapped_column(String(20))
    state_reason: Mapped[str | None] = mapped_column(String(60))
    state_since: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    #: the level of a drawer's contact, "high" or "low", as last told; when it was last seen to change
    contact: Mapped[str | None] = mapped_column(String(4))
    contact_changed_at: Mapped[datetime | None]
    #: at which level the drawer is open, as a person who looked at it said
    open_level: Mapped[str | None] = mapped_column(String(4))
    #: the last state in which it did not work, and since when
    last_fault: Mapped[str | None] = mapped_column(String(20))
    last_fault_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    store: Mapped[Store | None] = relationship()
    store_server: Mapped[StoreServer | None] = relationship()
    host_device: Mapped[Device | None] = relationship()
    printer: Mapped["Peripheral | None"] = relationship(
        foreign_keys=[printer_id], remote_side="Peripheral.id"
    )
    stand_in: Mapped["Peripheral | None"] = relationship(
        foreign_keys=[stand_in_id], remote_side="Peripheral.id"
    )


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
