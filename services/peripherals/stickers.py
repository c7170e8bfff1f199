"""What can carry a sticker: the tills and peripherals of the account, as light rows."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.alphabets import alphabet_key
from domain.names import DeviceStatus
from models import Device, Peripheral, Store, StoreServer
from services.database.whole_columns import values_of, whole

TILL = "device"


class LabelledStore(NamedTuple):
    """Where things with stickers stand."""

    id: int
    public_id: str
    name: str
    language: str


class Labelled(NamedTuple):
    """A thing that a sticker names; `kind` is TILL or a PeripheralKind."""

    public_id: str
    name: str
    kind: str
    store_id: str
    store: str
    #: of its store; empty where nobody said where it stands
    language: str


class LabelledThings:
    """Many of them; their orders, and what is searched through, are worked out once for each language."""

    def __init__(self, things: list[Labelled]) -> None:
        self._things = things
        self._orders: dict[str, list[Labelled]] = {}
        self._texts: dict[str, list[str]] = {}

    def in_order(self, language: str) -> list[Labelled]:
        """Store by store, tills before peripherals, each in the alphabet of a language."""
        if language not in self._orders:

            def place(thing: Labelled) -> tuple[str, bool, str]:
                store, name = alphabet_key(thing.store, language), alphabet_key(thing.name, language)
                return store, thing.kind != TILL, name

            self._orders[language] = sorted(self._things, key=place)
        return self._orders[language]

    def search(self, word: str, language: str, kinds: Mapping[str, str]) -> list[Labelled]:
        """In that order those with the word (casefolded) in their name, their store or what they are."""
        if language not in self._texts:
            self._texts[language] = [
                f"{thing.name}\n{thing.store}\n{kinds[thing.kind]}".casefold()
                for thing in self.in_order(language)
            ]
        found = zip(self.in_order(language), self._texts[language], strict=True)
        return [thing for thing, text in found if word in text]


def labelled_stores(session: Session) -> tuple[LabelledStore, ...]:
    """The stores of the account by name."""
    query = select(Store.id, Store.public_id, Store.name, Store.language).order_by(Store.name)
    return tuple(LabelledStore._make(row) for row in session.execute(query))


def labelled_things(
    session: Session, stores: tuple[LabelledStore, ...], *, tills: bool = True, peripherals: bool = True
) -> LabelledThings:
    """The POS devices that were not deleted and the peripherals that were not removed, or only one of both."""
    queries = [_TILLS] * tills + [_PERIPHERALS] * peripherals
    return _things(stores, *(tuple(session.execute(query).one()) for query in queries))


_TILLS: Any = select(whole(Device.public_id), whole(Device.name), whole(Device.store_id)).where(
    Device.status != DeviceStatus.DELETED
)
_PERIPHERALS: Any = (
    select(
        whole(Peripheral.public_id),
        whole(Peripheral.name),
        whole(func.coalesce(Peripheral.store_id, StoreServer.store_id)),
        whole(Peripheral.kind),
    )
    .select_from(Peripheral)
    .outerjoin(StoreServer, Peripheral.store_server_id == StoreServer.id)
    .where(Peripheral.deleted_at.is_(None))
)


def named_tills(session: Session, wanted: Collection[str]) -> list[Labelled]:
    """Those of these POS devices that the account has."""
    query = select(Device.public_id, Device.name, Store.public_id, Store.name, Store.language)
    query = query.join(Store, Device.store_id == Store.id).where(Device.status != DeviceStatus.DELETED)
    rows = session.execute(query.where(Device.public_id.in_(wanted)))
    return [
        Labelled(public_id, name, TILL, store_id, store_name, language)
        for public_id, name, store_id, store_name, language in rows
    ]


def named_peripherals(session: Session, wanted: Collection[str]) -> list[Labelled]:
    """Those of these peripherals that the account has."""
    query = select(
        Peripheral.public_id, Peripheral.name, Peripheral.kind, Store.public_id, Store.name, Store.language
    )
    query = (
        query.outerjoin(StoreServer, Peripheral.store_server_id == StoreServer.id)
        .outerjoin(Store, func.coalesce(Peripheral.store_id, StoreServer.store_id) == Store.id)
        .where(Peripheral.deleted_at.is_(None), Peripheral.public_id.in_(wanted))
    )
    return [
        Labelled(public_id, name, kind, store_id or "", store_name or "", language or "")
        for public_id, name, kind, store_id, store_name, language in session.execute(query)
    ]


@lru_cache(maxsize=16)
def _things(stores: tuple[LabelledStore, ...], *texts: tuple[str | None, ...]) -> LabelledThings:
    """The same columns are the same things, however often they are read."""
    places = {str(store.id): (store.public_id, store.name, store.language) for store in stores}
    things = []
    for columns in texts:
        keys, names, at, *kinds = map(values_of, columns)
        rows = zip(keys, names, *kinds or [[TILL] * len(keys)], at, strict=True)
        things += [
            Labelled(key, name, kind, *places.get(place, ("", "", ""))) for key, name, kind, place in rows
        ]
    return LabelledThings(things)
