"""What a store server found in its shop: a thing that might become a peripheral."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.peripheral import Peripheral
from models.scope import AccountOwned
from models.store_server import StoreServer


class Discovery(Identified, AccountOwned, Base):
    """One thing as `PUT /store-server/discoveries` named it (PROTOCOL §8); `key` is the store server's own."""

    __tablename__ = "discovery"
    __table_args__ = (UniqueConstraint("store_server_id", "key"),)

    store_server_id: Mapped[int] = mapped_column(ForeignKey("store_server.id"), index=True)
    key: Mapped[str] = mapped_column(String(200))
    kind_guess: Mapped[str] = mapped_column(String(30))
    connection: Mapped[dict[str, Any]]
    make: Mapped[str] = mapped_column(String(80), default="")
    model: Mapped[str] = mapped_column(String(80), default="")
    serial: Mapped[str | None] = mapped_column(String(64))
    mac: Mapped[str | None] = mapped_column(String(17))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    #: what it was added as, or recognized as
    peripheral_id: Mapped[int | None] = mapped_column(ForeignKey("peripheral.id"), index=True)
    #: the owner does not want to hear of it again
    ignored_at: Mapped[datetime | None]

    store_server: Mapped[StoreServer] = relationship()
    peripheral: Mapped[Peripheral | None] = relationship()
