"""Publication: the last step of every transaction that touched what tills see (DESIGN §4, Sync).

Runs by itself before each commit: locks the account, projects the touched objects and gives those that
differ the next numbers of their heads. The lock is held to commit, so a reader never skips a change.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from domain.names import Stream
from models import Device, Store
from models.scope import EVERY_ACCOUNT, OfficeSession, account_of
from services.publication.changes import changes_of, forget_changes
from services.publication.configuration import project_configurations
from services.publication.foresight import (
    Foreseen,
    count_goods_revision,
    forget_foreseen,
    read_goods_revision,
    what_is_relied_on,
)
from services.publication.goods import Goods, project_catalogue
from services.publication.heads import (
    Drafts,
    HeadRow,
    Place,
    Wanted,
    absent_from,
    lock_account,
    make_head,
    read_bodies,
    read_heads,
    read_parts,
    start_epoch,
    write_drafts,
    write_heads,
)
from services.publication.projection import Objects, project_staff
from services.publication.touched import Touched, find_touched


@event.listens_for(OfficeSession, "before_commit")
def _publish_before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the transaction around it publishes
    session.flush()
    if changes_of(session) or what_is_relied_on(session):
        publish_changes(session, datetime.now(UTC))


@event.listens_for(OfficeSession, "after_rollback")
def _forget_what_was_rolled_back(session: Session) -> None:
    if not session.in_nested_transaction():
        forget_changes(session)
        forget_foreseen(session)


def publish_changes(session: Session, now: datetime) -> None:
    """Publish what this session touched; part of its transaction.

    Its account is locked before anybody asks what shows the touched rows: what others hang on them until then
    counts, too.
    """
    connection = session.connection()
    if session.info.get("account_id", EVERY_ACCOUNT) != EVERY_ACCOUNT:
        lock_account(connection, account_of(session))
    touched_by_account, foreseen = find_touched(connection, changes_of(session)), what_is_relied_on(session)
    if foreseen is not None:
        touched_by_account.setdefault(foreseen.account_id, Touched())
    for account_id, touched in sorted(touched_by_account.items()):
        lock_account(connection, account_id)
        ours = foreseen if foreseen is not None and foreseen.account_id == account_id else None
        _publish_in(Publication(connection, account_id, now), touched, ours)
    forget_changes(session)
    forget_foreseen(session)


def _publish_in(publication: "Publication", touched: Touched, foreseen: Foreseen | None) -> None:
    """What was foreseen is written as it is, or looked at again like everything else."""
    drafts = None if foreseen is None else _drafts_that_hold(publication.connection, foreseen, touched)
    if foreseen is not None and drafts is None:
        touched.catalogue["product"] |= foreseen.products
    goods = bool(touched.catalogue) or drafts is not None
    places = _places_of(publication.connection, publication.account_id, touched, goods=goods)
    publication.open_places(places)
    if goods or touched.stores:
        count_goods_revision(publication.connection, publication.account_id)
    publication.publish_catalogue(touched.catalogue)
    publication.publish_drafts(drafts or {})
    publication.publish_staff(touched.employees)
    publication.publish_configurations(touched.devices)


def _drafts_that_hold(
    connection: Connection, foreseen: Foreseen, touched: Touched
) -> Mapping[Place, Drafts] | None:
    """None once anybody else published goods, or this session touched any but those."""
    if touched.stores or touched.catalogue.get("product"):
        return None
    stores = connection.scalars(select(Store.id).where(Store.account_id == foreseen.account_id))
    places = {Place(Stream.PRODUCTS, store_id=store) for store in stores}
    holds = foreseen.revision == read_goods_revision(connection, foreseen.account_id)
    return foreseen.drafts if holds and places == set(foreseen.drafts) else None


def publish_account(connection: Connection, account_id: int, now: datetime) -> int:
    """Project a whole account again and publish what differs; returns how many objects did."""
    lock_account(connection, account_id)
    count_goods_revision(connection, account_id)
    publication = Publication(connection, account_id, now)
    publication.open_places(all_places(connection, account_id))
    return publication.publish_everything()


def open_places(connection: Connection, account_id: int, places: Iterable[Place], now: datetime) -> None:
    """Make heads for rows that were made behind the office's back; harmless where they are there."""
    lock_account(connection, account_id)
    Publication(connection, account_id, now).open_places(set(places))


@dataclass
class Publication:
    """One transaction's publication in one locked account. Answers count the objects that changed."""

    connection: Connection
    account_id: int
    now: datetime
    heads: dict[Place, HeadRow] = field(default_factory=dict)

    def open_places(self, places: Collection[Place]) -> None:
        """Read the heads of these places; a new store or device gets its heads, filled."""
        self.heads = read_heads(self.connection, places)
        new = [place for place in places if place not in self.heads]
        for place in new:
            self.heads[place] = make_head(self.connection, self.account_id, place)
        self._write({place: self.project(place) for place in new})

    def publish_catalogue(self, wanted: dict[str, set[str]]) -> int:
        """Each store has its own prices, and may not sell everything."""
        named = [(kind, object_id) for kind, ids in wanted.items() for object_id in ids]
        places = [place for place in self.heads if named and place.stream == Stream.PRODUCTS]
        if not places:
            return 0
        goods = project_catalogue(self.connection, self.account_id, wanted)
        return self._write({p: absent_from(named, goods.at(p.store_id or 0)) for p in places})

    def publish_drafts(self, drafts: Mapping[Place, Drafts]) -> int:
        """Goods that were worked out before the account was locked."""
        by_head = {self.heads[place]: one for place, one in drafts.items()}
        return self._note(drafts, write_drafts(self.connection, by_head, self.now))

    def publish_staff(self, wanted: Collection[str]) -> int:
        """An employee is on the tills of their stores and on no other."""
        staff = project_staff(self.connection, self.account_id, wanted)
        named = [("employee", employee_id) for employee_id in wanted]
        places = [place for place in self.heads if named and place.stream == Stream.USERS]
        return self._write({p: absent_from(named, staff.get(p.store_id or 0, {})) for p in places})

    def publish_configurations(self, device_ids: Collection[int]) -> int:
        """Each till has its own; one that moved to another store must start over."""
        configurations = project_configurations(self.connection, device_ids)
        wanted: dict[Place, Wanted] = {}
        for device_id in device_ids:
            place = Place(Stream.CONFIGURATION, device_id=device_id)
            before = read_bodies(self.connection, self.heads[place].id)
            objects = configurations.get(device_id, {})
            if _stores_of(before) - _stores_of(objects) and objects:
                start_epoch(self.connection, [self.heads[place].id])
            wanted[place] = absent_from(before, objects)
        return self._write(wanted)

    def publish_everything(self) -> int:
        """Project every opened place again, and take away what no longer exists."""
        return sum(
            self._write({place: absent_from(read_parts(self.connection, head.id), self.project(place))})
            for place, head in list(self.heads.items())
        )

    def project(self, place: Place) -> Objects:
        """All that belongs on a head."""
        if place.stream == Stream.PRODUCTS:
            return self._whole_catalogue.at(place.store_id or 0)
        if place.stream == Stream.USERS:
            return self._whole_staff.get(place.store_id or 0, {})
        device_id = place.device_id or 0
        return project_configurations(self.connection, [device_id]).get(device_id, {})

    @cached_property
    def _whole_catalogue(self) -> Goods:
        return project_catalogue(self.connection, self.account_id)

    @cached_property
    def _whole_staff(self) -> dict[int, Objects]:
        return project_staff(self.connection, self.account_id)

    def _write(self, wanted: Mapping[Place, Wanted]) -> int:
        if not wanted:
            return 0
        by_head = {self.heads[place]: objects for place, objects in wanted.items()}
        return self._note(wanted, write_heads(self.connection, by_head, self.now))

    def _note(self, places: Iterable[Place], written: Mapping[HeadRow, tuple[HeadRow, int]]) -> int:
        for place in places:
            self.heads[place] = written[self.heads[place]][0]
        return sum(changed for _head, changed in written.values())


def all_places(connection: Connection, account_id: int) -> set[Place]:
    """Every place of an account where a stream has a head, or should have one."""
    stores = connection.scalars(select(Store.id).where(Store.account_id == account_id)).all()
    devices = connection.scalars(select(Device.id).where(Device.account_id == account_id))
    return _store_places(stores) | _device_places(devices)


def _places_of(connection: Connection, account_id: int, touched: Touched, *, goods: bool) -> set[Place]:
    places = _store_places(touched.stores) | _device_places(touched.devices)
    streams = [Stream.PRODUCTS] if goods else []
    streams += [Stream.USERS] if touched.employees else []
    if streams:
        stores = connection.scalars(select(Store.id).where(Store.account_id == account_id))
        places |= {Place(stream, store_id=store) for store in stores for stream in streams}
    return places


def _store_places(stores: Iterable[int]) -> set[Place]:
    return {Place(stream, store_id=store) for store in stores for stream in (Stream.USERS, Stream.PRODUCTS)}


def _device_places(devices: Iterable[int]) -> set[Place]:
    return {Place(Stream.CONFIGURATION, device_id=device) for device in devices}


def _stores_of(configurations: Objects) -> set[str]:
    return {json.loads(body)["store"]["id"] for body in configurations.values()}
