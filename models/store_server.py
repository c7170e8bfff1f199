"""The store server: the box in the shop that drives the printers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned
from models.store import Store


class StoreServer(Identified, AccountOwned, Base):
    """Paired by code like a till; pulls its configuration, leases print jobs, reports health."""

    __tablename__ = "store_server"

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(20), default="not_paired")
    status_since: Mapped[datetime]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    install_id: Mapped[str | None] = mapped_column(String(64))
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    paired_at: Mapped[datetime | None]
    #: what the box calls itself, its program's version and platform
    reported_name: Mapped[str] = mapped_column(String(120), default="")
    version: Mapped[str] = mapped_column(String(40), default="")
    platform: Mapped[str] = mapped_column(String(120), default="")
    #: the last PUT /store-server/health, word for word, and when it came
    health: Mapped[dict[str, Any]] = mapped_column(default=dict)
    health_at: Mapped[datetime | None]
    #: where tills reach it in the shop's own network, as it last said
    urls: Mapped[list[str]] = mapped_column(default=list)
    #: makes the code that opens its own page; another seed, another code
    page_code_seed: Mapped[str] = mapped_column(String(32), default="")
    #: SHA-256 in hex of the certificate that it shows there; None while it shows none
    certificate_sha256: Mapped[str | None] = mapped_column(String(64))
    #: what the office said of its payments in doubt and it has not confirmed: told with its configuration, and here
    #: so that its poll needs no further question
    payment_decisions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    store: Mapped[Store] = relationship(lazy="joined", innerjoin=True)
