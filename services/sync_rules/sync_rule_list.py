"""The rules of many places at once: each store, and each POS of a store."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.sync_choices import CHOSEN_STREAMS
from models import Device, Store, SyncRule
from services.sync_rules.sync_scopes import RulesShown, read_all_scopes, shown, shown_rules

PAGE = 50


@dataclass(frozen=True)
class PlaceRules:
    """A store or a POS and the rules that hold there; `exceptions`: POS of a store with rules of their own."""

    public_id: str
    name: str
    rules: RulesShown
    exceptions: int = 0


@dataclass(frozen=True)
class PlacesPage:
    """A page of them, and how many there are."""

    places: list[PlaceRules]
    total: int

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return -(-self.total // PAGE)


def list_store_rules(session: Session, page: int) -> PlacesPage:
    """The stores by name."""
    of_account, of_stores = read_all_scopes(session)
    stores = session.execute(
        select(Store.id, Store.public_id, Store.name)
        .order_by(Store.name, Store.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    exceptions = _exceptions(session)
    total = session.scalar(select(func.count(Store.id))) or 0
    places = [
        PlaceRules(
            row.public_id, row.name, {**of_account, **of_stores.get(row.id, {})}, exceptions.get(row.id, 0)
        )
        for row in stores
    ]
    return PlacesPage(places, total)


def list_device_rules(session: Session, store: Store, above: RulesShown, page: int) -> PlacesPage:
    """The POS of a store by name; `above` is what holds in the store."""
    theirs = (Device.store_id == store.id, Device.status != DeviceStatus.DELETED)
    devices = session.execute(
        select(Device.id, Device.public_id, Device.name)
        .where(*theirs)
        .order_by(Device.name, Device.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    own: dict[int, RulesShown] = {}
    for row in session.execute(
        shown_rules().where(SyncRule.device_id.in_([device.id for device in devices]))
    ):
        if row.stream in CHOSEN_STREAMS:
            own.setdefault(row.device_id, {})[Stream(row.stream)] = shown(row)
    total = session.scalar(select(func.count(Device.id)).where(*theirs)) or 0
    places = [PlaceRules(row.public_id, row.name, {**above, **own.get(row.id, {})}) for row in devices]
    return PlacesPage(places, total)


def _exceptions(session: Session) -> dict[int, int]:
    """How many POS of each store have rules of their own."""
    query = (
        select(Device.store_id, func.count(Device.id.distinct()))
        .join(SyncRule, SyncRule.device_id == Device.id)
        .where(Device.status != DeviceStatus.DELETED)
        .group_by(Device.store_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
