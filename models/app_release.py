"""Versions of the till program: uploaded, signed, rolled out in stages (guide E, application update)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned


class AppKey(Identified, AccountOwned, Base):
    """A publisher's Ed25519 public key; the office never holds the private one, so it cannot sign."""

    __tablename__ = "app_key"
    __table_args__ = (UniqueConstraint("account_id", "public_key"),)

    name: Mapped[str] = mapped_column(String(80))
    #: 32 bytes in base64
    public_key: Mapped[str] = mapped_column(String(44))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AppRelease(Identified, AccountOwned, Base):
    """One version for one platform on one channel; its file lies in the data folder, named by its hash."""

    __tablename__ = "app_release"
    __table_args__ = (UniqueConstraint("account_id", "platform", "channel", "version"),)

    version: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    platform: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(160))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: 64 bytes in base64, by `key_id`
    signature: Mapped[str] = mapped_column(String(88))
    key_id: Mapped[int] = mapped_column(ForeignKey("app_key.id"))
    #: language → what is new
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: domain.app_releases.ReleaseStatus: draft, rolling, halted, withdrawn
    status: Mapped[str] = mapped_column(String(20), default="draft")
    #: of the tills in its stores and on its list, by a number that each till has for this version
    percentage: Mapped[int] = mapped_column(default=100)
    #: public ids; empty: all stores, all devices
    stores: Mapped[list[str]] = mapped_column(default=list)
    devices: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    status_since: Mapped[datetime]

    key: Mapped[AppKey] = relationship()

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.version} ({self.platform})"


class AppState(AccountOwned, Base):
    """How far a till has come with an update, as it last said."""

    __tablename__ = "app_state"
    __table_args__ = (Index("ix_app_state_version", "account_id", "version"),)

    generation_id: Mapped[int] = mapped_column(
        ForeignKey("generation.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[str] = mapped_column(String(40))
    #: offered, downloading, verified, staged, installed, failed, rolled_back
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime]
    staged_at: Mapped[datetime | None]
    #: said to be installed though no day was closed since it was staged
    outside_day_close: Mapped[bool] = mapped_column(Boolean, default=False)
    #: every state with its time, newest last
    course: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
