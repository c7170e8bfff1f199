"""Looking after what is published: does it say what the office says, and which tombstones may go."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from domain.streams import NO_PART, add_to_digest, digest_part
from models import Account
from services.publication.heads import (
    Place,
    heads,
    lock_account,
    published,
    read_bodies,
    read_heads,
    start_epoch,
)
from services.publication.publication import Publication, all_places, publish_account

#: a till that was away longer starts over instead of learning what was deleted meanwhile
TOMBSTONE_LIFETIME = timedelta(days=90)


@dataclass(frozen=True)
class Difference:
    """Something published that is not what the office says. `problem` is missing, surplus, outdated or digest."""

    stream: str
    place: str
    type: str
    object_id: str
    problem: str


def find_accounts(connection: Connection) -> list[int]:
    """Every account of this server."""
    return list(connection.scalars(select(Account.id).order_by(Account.id)))


def verify_account(connection: Connection, account_id: int, now: datetime) -> list[Difference]:
    """Project a whole account again and compare it with what is published; changes nothing."""
    places = all_places(connection, account_id)
    publication = Publication(connection, account_id, now, read_heads(connection, places))
    differences = []
    for place in sorted(places, key=_name_of):
        differences += _differences(publication, place)
    return differences


def repair_account(connection: Connection, account_id: int, now: datetime) -> int:
    """Publish what differs; a head whose digest is wrong makes its tills start over. Returns how many differed."""
    wrong = [d for d in verify_account(connection, account_id, now) if d.problem == "digest"]
    changed = publish_account(connection, account_id, now)
    places = all_places(connection, account_id)
    named = {(difference.stream, difference.place) for difference in wrong}
    for place, head in read_heads(connection, places).items():
        if (place.stream.value, _name_of(place)) in named:
            count, digest = _sum_of(connection, head.id)
            connection.execute(update(heads).where(heads.c.id == head.id).values(count=count, digest=digest))
            start_epoch(connection, [head.id])
    return changed + len(wrong)


def purge_tombstones(connection: Connection, now: datetime) -> int:
    """Forget deletions older than 90 days; returns how many.

    The floor rises first: a cursor from before must expire rather than miss a deletion.
    """
    for account_id in find_accounts(connection):
        lock_account(connection, account_id)
    is_old = (published.c.body.is_(None), published.c.changed_at < now - TOMBSTONE_LIFETIME)
    newest = (
        select(published.c.head_id, func.max(published.c.seq)).where(*is_old).group_by(published.c.head_id)
    )
    for head_id, seq in connection.execute(newest).all():
        connection.execute(update(heads).where(heads.c.id == head_id, heads.c.floor < seq).values(floor=seq))
    return connection.execute(delete(published).where(*is_old)).rowcount


def start_over(connection: Connection) -> int:
    """Give every head a new epoch, so that every till starts over: after a backup was restored."""
    for account_id in find_accounts(connection):
        lock_account(connection, account_id)
    keys = connection.scalars(select(heads.c.id)).all()
    start_epoch(connection, keys)
    return len(keys)


def _differences(publication: Publication, place: Place) -> list[Difference]:
    head = publication.heads.get(place)
    bodies = {} if head is None else read_bodies(publication.connection, head.id)
    objects = publication.project(place)
    problems = dict.fromkeys(objects.keys() - bodies.keys(), "missing")
    problems |= dict.fromkeys(bodies.keys() - objects.keys(), "surplus")
    problems |= {key: "outdated" for key in objects.keys() & bodies.keys() if objects[key] != bodies[key]}
    found = [
        Difference(place.stream.value, _name_of(place), *key, problem) for key, problem in problems.items()
    ]
    if head is not None and (head.count, head.digest) != _sum_of(publication.connection, head.id):
        found.append(Difference(place.stream.value, _name_of(place), "head", "", "digest"))
    return found


def _sum_of(connection: Connection, head_id: int) -> tuple[int, str]:
    bodies = read_bodies(connection, head_id)
    return len(bodies), add_to_digest(NO_PART, (digest_part(*key, body) for key, body in bodies.items()))


def _name_of(place: Place) -> str:
    kind, key = ("device", place.device_id) if place.store_id is None else ("store", place.store_id)
    return f"{place.stream.value} of {kind} {key}"
