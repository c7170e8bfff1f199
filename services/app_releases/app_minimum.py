"""The minimum version of the till program: whom it holds back, and what setting one would mean."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, String, bindparam, select
from sqlalchemy.orm import Session

from domain.app_cells import AppCell, AppStatus, app_cell
from domain.app_minimum import EVERY_PLATFORM, Shortfall, find_shortfall, is_older, minimum_for, with_minimum
from domain.names import DeviceStatus
from models import Account, AppRelease, Device, DeviceReport, Generation, Store
from models.scope import account_of
from services.app_releases.app_states import app_status_of
from services.history.events import record_event
from services.tills.tills import CallingTill


class OldTill(NamedTuple):
    """A till that is too old. `offered`: a version at hand that is new enough; None where there is none."""

    device: str
    name: str
    store: str
    running: str
    offered: str | None


@dataclass(frozen=True)
class MinimumPreview:
    """What a minimum would mean; no `version`: none of its own for this platform."""

    platform: str
    version: str
    #: tills that it newly holds back, or holds to another version than before
    older: list[OldTill]
    #: tills that get new data again
    freed: int
    #: tills at work for which it would hold, but which never said what they run
    unknown: int

    @property
    def stuck(self) -> int:
        """Older tills that are offered nothing that is new enough."""
        return sum(till.offered is None for till in self.older)


class _Till(NamedTuple):
    device: str
    name: str
    store: str
    status: AppStatus


def shortfall_of(connection: Connection, till: CallingTill) -> Shortfall | None:
    """Whether the till that calls is too old for new data; nothing is read where no minimum was set."""
    if not till.app_minimums:
        return None
    row = connection.execute(_program(), {"generation": till.generation_id}).one()
    version = row.app_version or row.app.get("version")
    return find_shortfall(till.app_minimums, row.app.get("platform"), version)


def read_minimums(session: Session) -> dict[str, str]:
    """Platform → minimum version, as it is set now."""
    return session.get_one(Account, account_of(session)).app_minimums


def read_app_cells(session: Session, keys: Collection[int]) -> dict[int, AppCell]:
    """How these tills stand with their program, by key: as many questions for five hundred as for five."""
    minimums = read_minimums(session)
    return {key: _cell(status, minimums) for key, status in app_status_of(session, keys).items()}


def find_minimum_above(session: Session, release: AppRelease) -> str | None:
    """The minimum that tills which run this release fall short of; None where they do not."""
    found = find_shortfall(read_minimums(session), release.platform, release.version)
    return found.minimum if found else None


def list_too_old(session: Session) -> list[OldTill]:
    """The tills at work that get no new data until they are updated."""
    minimums = read_minimums(session)
    return list(_older(_tills(session), minimums)) if minimums else []


def list_platforms(session: Session) -> list[str]:
    """The platforms that something was uploaded or set for, or that a till named."""
    uploaded = session.scalars(select(AppRelease.platform).distinct())
    named = (till.status.platform for till in _tills(session))
    return sorted({*read_minimums(session), *uploaded, *filter(None, named)} - {EVERY_PLATFORM})


def preview_minimum(session: Session, platform: str, version: str) -> MinimumPreview:
    """What this minimum would mean. Raises Refusal platform_unreadable or version_unreadable."""
    before = read_minimums(session)
    after = with_minimum(before, platform, version)
    key, tills = platform.strip().lower(), _tills(session)
    changed = [till for till in tills if _shortfall(till, before) != _shortfall(till, after)]
    return MinimumPreview(
        platform=key,
        version=after.get(key, ""),
        older=list(_older(changed, after)),
        freed=sum(_shortfall(till, after) is None for till in changed),
        unknown=sum(not till.status.running and _holds(till, key, after) for till in tills),
    )


def set_minimum(session: Session, platform: str, version: str, now: datetime) -> None:
    """Hold tills below this version back; without a version, those of the platform no longer.

    Raises Refusal platform_unreadable or version_unreadable.
    """
    locked = select(Account).where(Account.id == account_of(session)).with_for_update()
    account = session.scalars(locked.execution_options(populate_existing=True)).one()
    after = with_minimum(account.app_minimums, platform, version)
    if after == account.app_minimums:
        return
    key = platform.strip().lower()
    before, account.app_minimums = account.app_minimums, after
    facts = {"platform": key, "before": before.get(key), "after": after.get(key)}
    record_event(session, "app_minimum.changed", account, now, **facts)


def _cell(status: AppStatus, minimums: Mapping[str, str]) -> AppCell:
    old = find_shortfall(minimums, status.platform, status.running)
    return app_cell(status, old.minimum if old else None)


def _older(tills: list[_Till], minimums: Mapping[str, str]) -> Iterator[OldTill]:
    for till in tills:
        if found := _shortfall(till, minimums):
            offered = till.status.offered
            helps = offered is not None and not is_older(offered, found.minimum)
            yield OldTill(*till[:3], found.version, offered if helps else None)


def _shortfall(till: _Till, minimums: Mapping[str, str]) -> Shortfall | None:
    return find_shortfall(minimums, till.status.platform, till.status.running)


def _holds(till: _Till, key: str, minimums: Mapping[str, str]) -> bool:
    """Whether it is the minimum of this key that would hold for a till."""
    ours = till.status.platform or EVERY_PLATFORM
    return key == (ours if ours in minimums else EVERY_PLATFORM) and minimum_for(minimums, ours) is not None


def _tills(session: Session) -> list[_Till]:
    """Every till that fetches new data, store by store: as many questions for five hundred as for five."""
    rows = session.execute(_at_work(), {"status": DeviceStatus.ACTIVATED.value}).all()
    found = app_status_of(session, [row.id for row in rows])
    return [_Till(row.public_id, row.name, row.store, found[row.id]) for row in rows if row.id in found]


@cache
def _at_work() -> Any:
    return (
        select(Device.id, Device.public_id, Device.name, Store.name.label("store"))
        .join(Store, Store.id == Device.store_id)
        .where(Device.status == bindparam("status", type_=String))
        .order_by(Store.name, Device.number)
    )


@cache
def _program() -> Any:
    return (
        select(Generation.app, DeviceReport.app_version)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Generation.id == bindparam("generation", type_=Integer))
    )
