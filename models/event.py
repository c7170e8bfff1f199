"""Who did what and when: the history people read."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.scope import AccountOwned


class Event(AccountOwned, Base):
    """A deed, e.g. `device.deactivated`; `facts` fills the sentence shown in the reader's language."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "account_id", "subject_kind", "subject_id", "id"),
        Index("ix_event_account", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(String(60))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_name: Mapped[str] = mapped_column(String(120))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(64))
    subject_name: Mapped[str] = mapped_column(String(160))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
