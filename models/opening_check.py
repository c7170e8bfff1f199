"""The opening check: when a store is looked at, what was found, and to whom it was told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned
from models.store import Store


class OpeningCheck(Identified, AccountOwned, Base):
    """One look at a store before it opens. What was found is kept as codes: each reader has a language."""

    __tablename__ = "opening_check"
    __table_args__ = (
        # a set hour is looked after once, whoever tries
        UniqueConstraint("store_id", "due_at"),
        Index("ix_opening_check_history", "account_id", "made_at", "id"),
    )

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), index=True)
    made_at: Mapped[datetime]
    #: the set hour that it was made for; None: somebody asked for it
    due_at: Mapped[datetime | None]
    #: who asked for it
    made_by: Mapped[str] = mapped_column(String(120), default="")
    #: how many findings stop a sale, need somebody, or are only good to know
    stops: Mapped[int] = mapped_column(default=0)
    cares: Mapped[int] = mapped_column(default=0)
    notes: Mapped[int] = mapped_column(default=0)
    #: the first findings, for the start page; all of them are read by their own page only
    first: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(default=list, deferred=True)
    #: how many of what were looked at: `{"tills": 3, "printers": 2, …}`
    looked_at: Mapped[dict[str, Any]] = mapped_column(default=dict)

    store: Mapped[Store] = relationship()

    @property
    def tills(self) -> int | None:
        """How many tills were looked at; the oldest reports do not say."""
        tills: int | None = self.looked_at.get("tills")
        return tills


class CheckPlan(AccountOwned, Base):
    """The set hour of a store; a store without a row goes by `domain.check_hours.USUAL`."""

    __tablename__ = "check_plan"

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    #: "HH:MM" by the clock of the store, on these weekdays (Monday is 0)
    hour: Mapped[str] = mapped_column(String(5))
    days: Mapped[list[int]] = mapped_column(JSON)
    #: when somebody changed it: a set hour before that was not missed
    changed_at: Mapped[datetime | None]
    #: the newest set hour that was looked after
    last_due_at: Mapped[datetime | None]
    last_check_id: Mapped[int | None] = mapped_column(ForeignKey("opening_check.id", ondelete="SET NULL"))

    last_check: Mapped[OpeningCheck | None] = relationship()


class CheckNotice(AccountOwned, Base):
    """To whom an account's opening checks are told; at most one row an account."""

    __tablename__ = "check_notice"
    __table_args__ = (UniqueConstraint("account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    emails: Mapped[list[str]] = mapped_column(default=list)
    webhook_url: Mapped[str | None] = mapped_column(String(500))
    #: what the webhook's secret is reckoned from, with the server's own; changes when it is renewed
    webhook_salt: Mapped[str] = mapped_column(String(32), default="")
    #: tell only when there is something to see to
    only_faults: Mapped[bool] = mapped_column(default=False)


class CheckDelivery(Identified, AccountOwned, Base):
    """One message about one check to one place."""

    __tablename__ = "check_delivery"
    __table_args__ = (Index("ix_check_delivery_next", "status", "next_try_at"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("opening_check.id", ondelete="CASCADE"), index=True)
    #: domain.check_deliveries.Channel
    channel: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(500))
    #: domain.check_deliveries.DeliveryStatus
    status: Mapped[str] = mapped_column(String(20), default="waiting")
    is_trial: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    #: why the last try failed: a word of domain.check_deliveries, and what the other side said
    reason: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]

    check: Mapped[OpeningCheck] = relationship()
