"""When tills synchronize: rules, windows, and what happened (guides D and E)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.scope import AccountOwned
from models.store import Store


class SyncWindow(Identified, AccountOwned, Base):
    """Hours of a store's own time in which its tills fetch what is new; rules with the mode `window` name one."""

    __tablename__ = "sync_window"

    name: Mapped[str] = mapped_column(String(80))
    #: None: it opens in every store, each by its own clock
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"), index=True)
    #: weekdays on which it opens, Monday is 0
    days: Mapped[list[int]] = mapped_column(JSON)
    #: "HH:MM"; one that closes before it opens runs past midnight
    opens: Mapped[str] = mapped_column(String(5))
    closes: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    #: when its hours were changed, if ever: what would have opened before by them was not missed
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    store: Mapped[Store | None] = relationship()


class SyncRule(AccountOwned, Base):
    """When one stream runs: for the account (no store, no device), for a store, or for a device; the most
    specific one wins. What has no row goes by `domain.sync_rules.DEFAULT_RULES`."""

    __tablename__ = "sync_rule"
    __table_args__ = (
        UniqueConstraint("store_id", "stream"),
        UniqueConstraint("device_id", "stream"),
        Index(
            "uq_sync_rule_of_account",
            "account_id",
            "stream",
            unique=True,
            sqlite_where=text("store_id IS NULL AND device_id IS NULL"),
            postgresql_where=text("store_id IS NULL AND device_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    stream: Mapped[str] = mapped_column(String(20))
    #: domain.sync_rules.Mode
    mode: Mapped[str] = mapped_column(String(20))
    period_minutes: Mapped[int | None]
    window_id: Mapped[int | None] = mapped_column(ForeignKey("sync_window.id"), index=True)
    changed_at: Mapped[datetime]

    window: Mapped[SyncWindow | None] = relationship()


class WindowRun(Identified, AccountOwned, Base):
    """One opening of a window in one store: unique, so that it is opened once, be it late."""

    __tablename__ = "window_run"
    __table_args__ = (UniqueConstraint("window_id", "store_id", "opens_at"),)

    window_id: Mapped[int] = mapped_column(ForeignKey("sync_window.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    #: when the office really opened it; later than `opens_at` where the office was down
    opened_at: Mapped[datetime]
    #: when the office counted who had missed it
    closed_at: Mapped[datetime | None]
    expected: Mapped[int] = mapped_column(default=0)
    served: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    #: when somebody said that they had read that tills missed it
    seen_at: Mapped[datetime | None]

    window: Mapped[SyncWindow] = relationship()
    store: Mapped[Store] = relationship()


class WindowTill(Base):
    """One till in one opening of a window: when its turn was, and when it had everything."""

    __tablename__ = "window_till"

    run_id: Mapped[int] = mapped_column(ForeignKey("window_run.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[int] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    turn_at: Mapped[datetime]
    #: had everything of the window's streams by the end; None: not yet, or missed it
    served_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship()


class SyncRun(Identified, AccountOwned, Base):
    """A synchronization that a till said it had finished: the history of guide E's five syncs."""

    __tablename__ = "sync_run"
    __table_args__ = (
        Index("ix_sync_run_account", "account_id", "id"),
        Index("ix_sync_run_device", "device_id", "id"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    stream: Mapped[str] = mapped_column(String(20))
    #: why, as the till was told: domain.sync_rules.Reason; None: the till came by itself
    reason: Mapped[str | None] = mapped_column(String(20))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sync_order.id", ondelete="SET NULL"))
    cursor: Mapped[str | None] = mapped_column(String(80))
    #: changes between what the till had before and this cursor; None: it started over
    changes: Mapped[int | None]
    applied: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    failed_count: Mapped[int] = mapped_column(default=0)
    applied_at: Mapped[datetime]
    acked_at: Mapped[datetime]

    device: Mapped[Device] = relationship()


class SchedulerLease(Base):
    """Which process does the scheduled work: the one whose name stands here, until the lease runs out."""

    __tablename__ = "scheduler_lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
