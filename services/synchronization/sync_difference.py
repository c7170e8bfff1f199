"""What a till does not have yet, thing by thing: what is new, what has another price, what is gone (pain 6)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.streams import Head, read_cursor
from domain.sync_matrix import Change, Holding
from models import Device, Generation, PublishedObject, StreamAck, StreamHead
from services.publication.heads import Place

#: as many things are named on one page
PAGE = 100


class Lacking(NamedTuple):
    """A thing that the till has otherwise, or not at all. `price` is the one in force, of a product."""

    type: str
    change: Change
    name: str
    price: int | None
    since: datetime


class Failed(NamedTuple):
    """A thing that the till could not use, and what it said of it."""

    type: str
    name: str
    reason: str


@dataclass(frozen=True)
class Difference:
    """One till and one stream. `counts`: (type, change) → how many things; `things` is one page of them."""

    holding: Holding
    counts: dict[tuple[str, Change], int]
    things: list[Lacking]
    failed: list[Failed]
    page: int
    pages: int

    @property
    def total(self) -> int:
        """How many things differ."""
        return sum(self.counts.values())


def read_difference(session: Session, device: Device, stream: Stream, page: int = 1) -> Difference | None:
    """What a till lacks of a stream that comes down; None before the stream has anything to give.

    A till that has nothing, or must start over, lacks everything there is.
    """
    head = session.execute(_head(), _place_of(device, stream)).first()
    if head is None:
        return None
    here = {"device": device.id, "generation": device.generation, "stream": stream}
    ack = session.execute(_ack(), here).first()
    cursor = read_cursor(ack.cursor) if ack else None
    at = Head(head.epoch, head.seq, head.floor)
    holding = Holding(at, cursor, ack.acked_at if ack else None, len(ack.failed) if ack else 0)
    asked = {"head": head.id, "seq": holding.seq, "begun": holding.has_begun}
    counts = {(row.type, Change(row.change)): row.things for row in session.execute(_counts(), asked)}
    pages = max(1, -(-sum(counts.values()) // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(_things(), asked | {"offset": (page - 1) * PAGE})
    things = [Lacking(row.type, Change(row.change), row.label, row.price, row.changed_at) for row in rows]
    return Difference(holding, counts, things, _failed(session, head.id, ack), page, pages)


def name_failed(
    session: Session, device: Device, stream: Stream, failed: list[dict[str, Any]]
) -> list[Failed]:
    """What a till could not use, by the names that people know."""
    head = session.execute(_head(), _place_of(device, stream)).first()
    return _named(session, head.id if head else 0, failed)


def _place_of(device: Device, stream: Stream) -> dict[str, Any]:
    place = (
        Place(stream, device_id=device.id)
        if stream == Stream.CONFIGURATION
        else Place(stream, store_id=device.store_id)
    )
    return {"stream": place.stream, "store": place.store_id, "device": place.device_id}


def _failed(session: Session, head_id: int, ack: Any) -> list[Failed]:
    return _named(session, head_id, ack.failed[:PAGE]) if ack else []


def _named(session: Session, head_id: int, failed: list[dict[str, Any]]) -> list[Failed]:
    """An id that nobody knows is shown as the till wrote it."""
    if not failed:
        return []
    ids = [str(one.get("id", "")) for one in failed]
    rows = session.execute(_names(), {"head": head_id, "ids": ids})
    names = {row.object_id: (row.type, row.label) for row in rows}
    return [
        Failed(*names.get(key, ("", key)), str(one.get("reason", "")))
        for key, one in zip(ids, failed, strict=True)
    ]


@cache
def _head() -> Any:
    store, device = bindparam("store", type_=Integer), bindparam("device", type_=Integer)
    here = or_(StreamHead.store_id == store, StreamHead.device_id == device)
    return select(StreamHead.id, StreamHead.epoch, StreamHead.seq, StreamHead.floor).where(
        StreamHead.stream == bindparam("stream", type_=String), here
    )


@cache
def _ack() -> Any:
    return (
        select(StreamAck.cursor, StreamAck.acked_at, StreamAck.failed)
        .join(Generation, Generation.id == StreamAck.generation_id)
        .where(
            Generation.device_id == bindparam("device", type_=Integer),
            Generation.number == bindparam("generation", type_=Integer),
            StreamAck.stream == bindparam("stream", type_=String),
        )
    )


_SEQ = bindparam("seq", type_=BigInteger)
_CHANGE = case(
    (PublishedObject.body.is_(None), Change.REMOVED.value),
    (PublishedObject.born_seq > _SEQ, Change.NEW.value),
    (and_(PublishedObject.type == "product", PublishedObject.price_seq > _SEQ), Change.PRICE.value),
    else_=Change.CHANGED.value,
)
#: a till that begins anew is not told of what is gone
_WANTED = and_(
    PublishedObject.head_id == bindparam("head", type_=Integer),
    PublishedObject.seq > _SEQ,
    or_(PublishedObject.body.is_not(None), bindparam("begun")),
)


@cache
def _counts() -> Any:
    return (
        select(PublishedObject.type, _CHANGE.label("change"), func.count().label("things"))
        .where(_WANTED)
        .group_by(PublishedObject.type, "change")
    )


@cache
def _things() -> Any:
    """What matters most at the counter comes first: prices, then what is new, then the rest."""
    change = _CHANGE.label("change")
    order = case({"price": 0, "new": 1, "changed": 2}, value=_CHANGE, else_=3)
    return (
        select(
            PublishedObject.type,
            change,
            PublishedObject.label,
            PublishedObject.price,
            PublishedObject.changed_at,
        )
        .where(_WANTED)
        .order_by(PublishedObject.rank.desc(), order, PublishedObject.label, PublishedObject.seq)
        .limit(PAGE)
        .offset(bindparam("offset", type_=Integer))
    )


@cache
def _names() -> Any:
    return select(PublishedObject.object_id, PublishedObject.type, PublishedObject.label).where(
        PublishedObject.head_id == bindparam("head", type_=Integer),
        PublishedObject.object_id.in_(bindparam("ids", expanding=True)),
    )
