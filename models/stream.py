"""What is published to tills, and what each till has of it (DESIGN §4, Sync)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.device import Device
from models.scope import AccountOwned


class StreamHead(AccountOwned, Base):
    """The head of one stream in one place: its row is locked to commit, so number order is commit order.

    The place is a store for users and products, a device for its one configuration object.
    """

    __tablename__ = "stream_head"
    __table_args__ = (UniqueConstraint("stream", "store_id"), UniqueConstraint("stream", "device_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(20))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    epoch: Mapped[str] = mapped_column(String(12))
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    #: cursors below this number have lost tombstones and must start over
    floor: Mapped[int] = mapped_column(BigInteger, default=0)
    count: Mapped[int] = mapped_column(default=0)
    #: sum modulo 2^64 over the live objects, 16 hex digits (PROTOCOL §3)
    digest: Mapped[str] = mapped_column(String(16), default="0" * 16)


class PublishedObject(Base):
    """One object as tills read it: `body` is the exact JSON text served; NULL marks a tombstone."""

    __tablename__ = "published_object"
    __table_args__ = (
        UniqueConstraint("head_id", "seq"),
        Index("ix_published_object_rank", "head_id", "rank", "seq"),
    )

    head_id: Mapped[int] = mapped_column(ForeignKey("stream_head.id", ondelete="CASCADE"), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: dependency order inside a snapshot: category 0, unit 1, tax 2, product 3
    rank: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str | None] = mapped_column(Text)
    #: this object's part of the digest, 16 hex digits
    part: Mapped[str] = mapped_column(String(16))
    #: the number with which it appeared, last time it did: a till that has less does not know it yet
    born_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    #: its price, and the number with which that last changed; only products have one
    price: Mapped[int | None] = mapped_column(BigInteger)
    price_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    #: what people call it; stays when it is deleted
    label: Mapped[str] = mapped_column(String(160), default="")
    changed_at: Mapped[datetime]


class StreamAck(AccountOwned, Base):
    """What a generation has of a stream: only its acknowledgement moves this."""

    __tablename__ = "stream_ack"

    generation_id: Mapped[int] = mapped_column(
        ForeignKey("generation.id", ondelete="CASCADE"), primary_key=True
    )
    stream: Mapped[str] = mapped_column(String(20), primary_key=True)
    cursor: Mapped[str] = mapped_column(String(80))
    applied_at: Mapped[datetime]
    acked_at: Mapped[datetime]
    applied: Mapped[int] = mapped_column(default=0)
    failed: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class SyncOrder(Identified, AccountOwned, Base):
    """A forced sync of one stream on one device; open until acknowledged, withdrawn or expired."""

    __tablename__ = "sync_order"
    __table_args__ = (
        Index("ix_sync_order_open", "device_id", "closed_at"),
        Index("ix_sync_order_batch", "account_id", "batch"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"))
    stream: Mapped[str] = mapped_column(String(20))
    ordered_by: Mapped[str] = mapped_column(String(120))
    #: what was ordered in one go, for several tills or streams, is watched together
    batch: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: when the till was told of it, as far as is known; written when it does it (services.synchronization.sync_orders)
    taken_at: Mapped[datetime | None]
    #: done, or withdrawn by somebody
    closed_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    #: of what the till fetched for it, how many things it could not use
    failed: Mapped[int] = mapped_column(default=0)

    device: Mapped[Device] = relationship()
