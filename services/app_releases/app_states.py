"""How far each till is with updates of its program, as it last said; and what the office offers it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from domain.app_cells import AppStatus
from domain.app_releases import (
    OFFERED,
    SETTLED,
    Offer,
    Release,
    ReleaseStatus,
    RunningTill,
    UpdateState,
    is_outside_day_close,
    offer_for,
)
from models import Account, AppKey, AppRelease, AppState, Device, DeviceReport, Generation, Store
from services.tills.tills import CallingTill, lock_till

#: states kept of one till, newest last
LONGEST_COURSE = 40
_RELEASES = (
    select(
        AppRelease.id,
        AppRelease.version,
        AppRelease.platform,
        AppRelease.channel,
        AppRelease.status,
        AppRelease.percentage,
        AppRelease.stores,
        AppRelease.devices,
        AppKey.revoked_at.is_not(None),
        AppRelease.sha256,
        AppRelease.public_id,
    )
    .join(AppKey, AppKey.id == AppRelease.key_id)
    .where(
        AppRelease.account_id == bindparam("account"),
        AppRelease.status.in_(OFFERED),
    )
    .order_by(AppRelease.id)
)
_COLUMNS = (
    Device.id.label("device_id"),
    Device.public_id.label("device"),
    Store.public_id.label("store"),
    Account.app_channel,
    Generation.app,
    DeviceReport.app_version,
    AppState.version,
    AppState.state,
    AppState.at,
    AppState.detail,
    AppState.outside_day_close,
)
_TILLS = (
    select(*_COLUMNS)
    .select_from(Generation)
    .join(Device, Device.id == Generation.device_id)
    .join(Store, Store.id == Device.store_id)
    .join(Account, Account.id == Generation.account_id)
    .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
    .outerjoin(AppState, AppState.generation_id == Generation.id)
)
_NEWEST = _TILLS.add_columns(Generation.account_id.label("account_id")).where(
    Generation.number == Device.generation, Device.id.in_(bindparam("devices", expanding=True))
)
_ONE = _TILLS.where(Generation.id == bindparam("generation"))


@dataclass(frozen=True)
class AppAtPoll:
    """What a poll says of the program: the version on offer, where its file is, and whether the till is to look."""

    version: str
    url: str
    is_due: bool


NOTHING = AppAtPoll("", "", is_due=False)


def read_releases(connection: Connection, account_id: int) -> list[Release]:
    """What counts for who is offered what: all that roll out or were withdrawn."""
    return [Release(*tuple(row)) for row in connection.execute(_RELEASES, {"account": account_id})]


def app_at_poll(connection: Connection, till: CallingTill) -> AppAtPoll:
    """What a poll says of the program; a till whose platform nobody knows yet is asked to look once."""
    releases = read_releases(connection, till.account_id)
    row = connection.execute(_ONE, {"generation": till.generation_id}).one()
    if not row.app.get("platform"):
        return AppAtPoll("", "", is_due=any(one.status == ReleaseStatus.ROLLING for one in releases))
    offer = _offer_of(row, releases)
    if offer is None:
        return NOTHING
    is_done = row.version == offer.release.version and row.state in SETTLED
    return AppAtPoll(offer.release.version, file_address(offer.release.sha256), is_due=not is_done)


def find_update(
    connection: Connection, till: CallingTill, platform: str, version: str, *, is_ordered: bool
) -> Offer | None:
    """What a till that runs this version on this platform is offered.

    A version that it tried and gave back is offered again only when a person ordered it.
    """
    row = connection.execute(_ONE, {"generation": till.generation_id}).one()
    gave_back = None if is_ordered else _gave_back(row)
    asking = RunningTill(row.device, row.store, platform, version, row.app_channel, gave_back)
    return offer_for(asking, read_releases(connection, till.account_id))


def knows_platform(connection: Connection, till: CallingTill, platform: str, version: str) -> bool:
    """Whether the office knows already what the till says of its program."""
    app = connection.scalar(select(Generation.app).where(Generation.id == till.generation_id)) or {}
    return bool(app.get("platform") == platform and app.get("version") == version)


def note_platform(session: Session, till: CallingTill, platform: str, version: str) -> None:
    """Keep what a till says of its program, for its polls and for the pages."""
    lock_till(session.connection(), till.generation_id)
    generation = session.get_one(Generation, till.generation_id)
    generation.app = {**generation.app, "platform": platform, "version": version}
    report = session.get(DeviceReport, till.generation_id)
    if report is not None:
        report.app_version = version


def note_app_state(
    session: Session, till: CallingTill, version: str, state: UpdateState, detail: str, now: datetime
) -> None:
    """Keep how far a till is. The same word again changes nothing; an odd one is kept and flagged."""
    locked = lock_till(session.connection(), till.generation_id)
    known = session.get(AppState, till.generation_id)
    if known is None:
        known = AppState(generation_id=till.generation_id, version="", state="", at=now, course=[])
        session.add(known)
    elif (known.version, known.state, known.detail) == (version, state, detail):
        return
    if known.version != version:
        known.staged_at = None
    known.version, known.state, known.detail, known.at = version, state, detail, now
    known.outside_day_close = False
    if state == UpdateState.STAGED:
        known.staged_at = now
    elif state == UpdateState.INSTALLED:
        known.outside_day_close = is_outside_day_close(known.staged_at, locked.day_report_at)
        _note_running(session, till.generation_id, version)
    known.course = [*known.course, _word(known)][-LONGEST_COURSE:]


def app_status_of(session: Session, device_ids: Collection[int]) -> dict[int, AppStatus]:
    """How the newest generation of each device stands with its program: three queries, however many they are.

    Devices that were never activated are left out.
    """
    connection = session.connection()
    rows = connection.execute(_NEWEST, {"devices": list(device_ids)}).all()
    releases = {key: read_releases(connection, key) for key in {row.account_id for row in rows}}
    return {row.device_id: _status_of(row, releases[row.account_id]) for row in rows}


def _status_of(row: Any, releases: list[Release]) -> AppStatus:
    offer = _offer_of(row, releases)
    return AppStatus(
        running=_running(row),
        platform=row.app.get("platform"),
        offered=offer.release.version if offer else None,
        release=offer.release.public_id if offer else None,
        version=row.version,
        state=row.state,
        since=row.at,
        detail=row.detail or "",
        outside_day_close=bool(row.outside_day_close),
    )


def _offer_of(row: Any, releases: list[Release]) -> Offer | None:
    running, platform = _running(row), row.app.get("platform")
    if not running or not platform:
        return None
    return offer_for(
        RunningTill(row.device, row.store, platform, running, row.app_channel, _gave_back(row)), releases
    )


def _running(row: Any) -> str | None:
    """The version that runs, as the till last said in any way."""
    version: str | None = row.app_version or row.app.get("version")
    return version


def _gave_back(row: Any) -> str | None:
    return row.version if row.state == UpdateState.ROLLED_BACK else None


def file_address(sha256: str) -> str:
    """Where tills fetch a file of this hash."""
    return f"/api/v1/app/files/{sha256}"


def _note_running(session: Session, generation_id: int, version: str) -> None:
    generation = session.get_one(Generation, generation_id)
    generation.app = {**generation.app, "version": version}
    report = session.get(DeviceReport, generation_id)
    if report is not None:
        report.app_version = version


def _word(known: AppState) -> dict[str, Any]:
    word = {
        "version": known.version,
        "state": known.state,
        "at": known.at.isoformat(),
        "detail": known.detail,
    }
    return word | ({"outside_day_close": True} if known.outside_day_close else {})
