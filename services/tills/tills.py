"""The till that calls a hot route, known by one prepared query without ORM objects (DESIGN §7)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, or_, select

from domain.app_releases import OFFERED
from domain.handover import AtTill
from domain.names import DeviceStatus, StoreStatus
from models import Account, AppRelease, Device, Generation, Store, SyncOrder, SyncRule


@dataclass(frozen=True, slots=True)
class CallingTill:
    """What hot routes need to know of the till that calls."""

    generation_id: int
    device_id: int
    device: str
    name: str
    account_id: int
    store_id: int
    store: str
    store_status: str
    timezone: str
    status: str
    status_since: datetime
    ended_at: datetime | None
    last_n: int
    missing: list[list[int]]
    token_sha256: str
    employee_id: str | None
    employee_since: datetime | None
    #: when its newest day report arrived
    day_report_at: datetime | None
    #: open sync orders, of which some may have expired
    has_orders: bool
    #: sync rules of the account's own
    has_rules: bool
    #: versions of its program that roll out or were withdrawn
    has_releases: bool
    #: platform → the oldest version of the program that still gets new data
    app_minimums: dict[str, str]

    @property
    def is_draining(self) -> bool:
        """Whether it may only hand over what it has not sent."""
        return self.status == DeviceStatus.DRAINING

    @property
    def is_store_active(self) -> bool:
        """Whether its home store is open for business in the back office."""
        return self.store_status == StoreStatus.ACTIVE

    @property
    def at_till(self) -> AtTill:
        """Who stands there, as far as the office knows."""
        return AtTill(self.employee_id, self.employee_since)

    @property
    def closed_since(self) -> datetime | None:
        """Since when this generation may only deposit; None while it is at work."""
        if self.ended_at is not None:
            return self.ended_at
        return None if self.status in (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING) else self.status_since


_TILL = (
    select(
        Generation.id,
        Generation.device_id,
        Device.public_id,
        Device.name,
        Generation.account_id,
        Device.store_id,
        Store.name.label("store"),
        Store.status.label("store_status"),
        Store.timezone,
        Device.status,
        Device.status_since,
        Generation.ended_at,
        Generation.last_n,
        Generation.missing,
        Generation.token_sha256,
        Generation.employee_public_id,
        Generation.employee_since,
        Generation.day_report_at,
        exists().where(SyncOrder.device_id == Device.id, SyncOrder.closed_at.is_(None)),
        exists().where(SyncRule.account_id == Generation.account_id),
        exists().where(AppRelease.account_id == Generation.account_id, AppRelease.status.in_(OFFERED)),
        Account.app_minimums,
    )
    .join(Account, Account.id == Generation.account_id)
    .join(Device, Device.id == Generation.device_id)
    .join(Store, Store.id == Device.store_id)
)
_BY_SECRET = _TILL.where(
    or_(
        Generation.token_sha256 == bindparam("digest"),
        Generation.next_token_sha256 == bindparam("digest"),
    )
)
_HELD = _TILL.where(Generation.id == bindparam("key")).with_for_update(of=Generation, key_share=True)


def find_till(connection: Connection, digest: str) -> CallingTill | None:
    """The till whose present or next secret has this SHA-256."""
    row = connection.execute(_BY_SECRET, {"digest": digest}).first()
    return None if row is None else CallingTill(*tuple(row))


def lock_till(connection: Connection, generation_id: int) -> CallingTill:
    """The till as it is now, held to commit, so that two uploads of one journal never cross."""
    return CallingTill(*tuple(connection.execute(_HELD, {"key": generation_id}).one()))
