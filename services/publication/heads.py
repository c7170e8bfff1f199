"""Stream heads: one row per stream and place, written by one publication at a time and held to its commit."""

import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, bindparam, select, update

from domain.names import Stream
from domain.streams import NO_PART, RANKS, add_to_digest, digest_part
from models import Account, PublishedObject, StreamHead
from models.base import ALPHABET
from services.database.keys import among
from services.publication.projection import Objects, in_portions
from services.publication.published_rows import Draft, Numbered, publish_rows

EPOCH_LENGTH = 12
LONGEST_LABEL = 160
#: where our own JSON text has an object's name (services.publication.projection): after its id
_NAME = re.compile(r'\{"id":"[^"]*","name":("(?:[^"\\]|\\.)*")')
#: what a head's projection should hold of some objects: JSON text, or None for "no such object"
Wanted = Mapping[tuple[str, str], str | None]
heads = cast(Table, StreamHead.__table__)
published = cast(Table, PublishedObject.__table__)


@dataclass(frozen=True)
class Place:
    """Where a stream has its head: a store for users and products, a device for its configuration."""

    stream: Stream
    store_id: int | None = None
    device_id: int | None = None


@dataclass(frozen=True)
class HeadRow:
    """A head as it stands while its account is locked."""

    id: int
    seq: int
    count: int
    digest: str


def new_epoch() -> str:
    """A name for a run of numbers that no other head ever had: 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(EPOCH_LENGTH))


def lock_account(connection: Connection, account_id: int) -> None:
    """One publication per account at a time, until commit: number order is then commit order.

    It is the account that is locked and not single heads, so that a store's new head and a new product that
    are made at the same moment cannot miss each other. On SQLite every writer is alone already.
    """
    connection.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))


def read_heads(connection: Connection, places: Collection[Place]) -> dict[Place, HeadRow]:
    """The heads of these places, of those that have one."""
    found: dict[Place, HeadRow] = {}
    for column, keys in (
        (heads.c.store_id, {place.store_id for place in places}),
        (heads.c.device_id, {place.device_id for place in places}),
    ):
        for portion in in_portions(keys - {None}):
            for row in connection.execute(select(heads).where(column.in_(portion))):
                place = Place(Stream(row.stream), row.store_id, row.device_id)
                found[place] = HeadRow(row.id, row.seq, row._mapping["count"], row.digest)
    return {place: found[place] for place in places if place in found}


def make_head(connection: Connection, account_id: int, place: Place) -> HeadRow:
    """A new, empty head; the account must be locked."""
    values = {
        "account_id": account_id,
        "stream": place.stream,
        "store_id": place.store_id,
        "device_id": place.device_id,
        "epoch": new_epoch(),
    }
    made = connection.execute(heads.insert().values(values).returning(heads.c.id)).scalar_one()
    return HeadRow(made, 0, 0, NO_PART)


def start_epoch(connection: Connection, head_ids: Iterable[int]) -> None:
    """Make every cursor of these heads expire, so that their tills start over."""
    for head_id in head_ids:
        connection.execute(update(heads).where(heads.c.id == head_id).values(epoch=new_epoch()))


@dataclass(frozen=True)
class Drafts:
    """What shall change on a head, in its order, and what that does to the head's count and digest."""

    rows: Sequence[Draft]
    more: int
    digest: str


def write_heads(
    connection: Connection, wanted: Mapping[HeadRow, Wanted], now: datetime
) -> dict[HeadRow, tuple[HeadRow, int]]:
    """Publish what differs from each head's projection; returns each head anew and how many objects differed.

    An unchanged object keeps its number and costs tills nothing. The statements are the same for one head and
    for the heads of a hundred stores.
    """
    return write_drafts(connection, draft_heads(connection, wanted), now)


def draft_heads(connection: Connection, wanted: Mapping[HeadRow, Wanted]) -> dict[HeadRow, Drafts]:
    """What differs from each head's projection: all of the work that needs no number yet."""
    known = _parts_of(connection, wanted)
    parts: dict[tuple[str, str], str] = {}
    return {head: _drafts_of(objects, known[head.id], parts) for head, objects in wanted.items()}


def write_drafts(
    connection: Connection, drafts: Mapping[HeadRow, Drafts], now: datetime
) -> dict[HeadRow, tuple[HeadRow, int]]:
    """Give drafts the next numbers of their heads; answers as `write_heads`."""
    written = {head: (_advance(head, one), len(one.rows)) for head, one in drafts.items()}
    changed = [Numbered(head.id, head.seq + 1, one.rows) for head, one in drafts.items() if one.rows]
    if changed:
        publish_rows(connection, changed, now)
        connection.execute(_STATE, [_state_of(head) for head, count in written.values() if count])
    return written


def _advance(head: HeadRow, drafts: Drafts) -> HeadRow:
    return replace(
        head,
        seq=head.seq + len(drafts.rows),
        count=head.count + drafts.more,
        digest=add_to_digest(head.digest, [drafts.digest]),
    )


_STATE = (
    update(heads)
    .where(heads.c.id == bindparam("head"))
    .values(seq=bindparam("new_seq"), count=bindparam("new_count"), digest=bindparam("new_digest"))
)


def _state_of(head: HeadRow) -> dict[str, object]:
    return {"head": head.id, "new_seq": head.seq, "new_count": head.count, "new_digest": head.digest}


def _alive(parts: Iterable[str]) -> int:
    return sum(part != NO_PART for part in parts)


def read_bodies(connection: Connection, head_id: int) -> Objects:
    """Everything that a head has alive, as served."""
    query = select(published.c.type, published.c.object_id, published.c.body)
    query = query.where(published.c.head_id == head_id, published.c.body.is_not(None))
    return {(row.type, row.object_id): row.body for row in connection.execute(query)}


def read_parts(connection: Connection, head_id: int) -> dict[tuple[str, str], str]:
    """Digest parts of everything that a head has alive."""
    query = select(published.c.type, published.c.object_id, published.c.part)
    query = query.where(published.c.head_id == head_id, published.c.body.is_not(None))
    return {(row.type, row.object_id): row.part for row in connection.execute(query)}


def absent_from(parts: Iterable[tuple[str, str]], objects: Objects) -> dict[tuple[str, str], str | None]:
    """A whole projection as wanted: its objects, and nothing else of what the head has."""
    return {key: None for key in parts if key not in objects} | objects


def _parts_of(
    connection: Connection, wanted: Mapping[HeadRow, Wanted]
) -> dict[int, dict[tuple[str, str], str]]:
    """What the heads have of the objects, dead ones included, by head."""
    parts: dict[int, dict[tuple[str, str], str]] = {head.id: {} for head in wanted}
    kinds = {kind for objects in wanted.values() for kind, _ in objects}
    names = {object_id for objects in wanted.values() for _, object_id in objects}
    if not names:
        return parts
    query = select(published.c.head_id, published.c.type, published.c.object_id, published.c.part)
    query = query.where(among(connection, published.c.head_id, parts))
    if len(wanted) * len(names) <= 2 * sum(map(len, wanted.values())):  # not so: each has objects of its own
        query = query.where(published.c.type.in_(kinds), among(connection, published.c.object_id, names))
    for head_id, kind, object_id, part in connection.execute(query).all():
        parts[head_id][kind, object_id] = part
    return parts


def _drafts_of(
    wanted: Wanted, known: Mapping[tuple[str, str], str], parts: dict[tuple[str, str], str]
) -> Drafts:
    """Drafts of what changed, in such an order that what others refer to comes first and goes last.

    `parts` remembers digest parts by type and body, for stores have most bodies in common.
    """
    changed: list[Draft] = []
    before: list[str] = []
    for key, body in wanted.items():
        part = NO_PART
        if body is not None:
            part = parts.get((key[0], body)) or parts.setdefault((key[0], body), digest_part(*key, body))
        was = known.get(key, NO_PART)
        if was != part:
            before.append(was)
            changed.append(_draft(key, body, part))
    changed.sort(key=lambda one: (one.body is None, -one.rank if one.body is None else one.rank))
    after = [one.part for one in changed]
    return Drafts(changed, _alive(after) - _alive(before), add_to_digest(NO_PART, after, before))


def _draft(key: tuple[str, str], body: str | None, part: str) -> Draft:
    price = _price_in(body) if key[0] == "product" else None
    return Draft(key[0], key[1], RANKS[key[0]], body, part, price, _label_in(body))


def _price_in(body: str | None) -> int | None:
    """The price in a product's JSON text, which is ours; reading all of it would take longest in a long list.

    No text inside can look like it: its quotes have backslashes.
    """
    _, found, rest = (body or "").partition(',"price":')
    return int(rest.partition(",")[0]) if found else None


def _label_in(body: str | None) -> str:
    """What people call the object; a configuration has no name of its own."""
    found = None if body is None else _NAME.match(body)
    if found is None:
        return ""
    quoted: str = found[1] if "\\" not in found[1] else '"' + json.loads(found[1]) + '"'
    return quoted[1:-1][:LONGEST_LABEL]
