"""How a release spreads: each till at work, what it runs, how far it is, and whether its turn has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.app_releases import Release, ReleaseStatus, RunningTill, UpdateState, find_version
from domain.names import DeviceStatus
from models import AppRelease, AppState, Device, DeviceReport, Generation, Store

_TILLS = (
    select(
        Device.public_id.label("device"),
        Device.name,
        Store.public_id.label("store"),
        Store.name.label("store_name"),
        Store.timezone,
        Generation.app,
        DeviceReport.app_version,
        AppState.version,
        AppState.state,
        AppState.at,
        AppState.detail,
        AppState.outside_day_close,
    )
    .select_from(Device)
    .join(Generation, (Generation.device_id == Device.id) & (Generation.number == Device.generation))
    .join(Store, Store.id == Device.store_id)
    .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
    .outerjoin(AppState, AppState.generation_id == Generation.id)
    .where(Device.status == DeviceStatus.ACTIVATED)
    .order_by(Store.name, Device.number)
)


@dataclass(frozen=True)
class TillOnRelease:
    """A till beside a release. `state`: what it said of this version; None before its first word on it."""

    device: str
    name: str
    store: str
    timezone: str
    running: str | None
    state: str | None
    since: datetime | None
    detail: str
    outside_day_close: bool
    #: whether the roll-out, as it is set, has come to this till
    is_reached: bool
    #: it runs this version, or a newer one
    is_done: bool


@dataclass(frozen=True)
class Spread:
    """A release among the tills for which it is made: how many there are, how many it reaches, how many run it."""

    tills: list[TillOnRelease]

    @property
    def reached(self) -> int:
        """Tills whose turn has come."""
        return sum(till.is_reached for till in self.tills)

    @property
    def done(self) -> int:
        """Tills that run it, or a newer one."""
        return sum(till.is_done for till in self.tills)

    @property
    def troubled(self) -> int:
        """Tills that could not install it, or went back."""
        return sum(till.state in (UpdateState.FAILED, UpdateState.ROLLED_BACK) for till in self.tills)


def read_spread(session: Session, release: AppRelease) -> Spread:
    """Every till at work for which the release is made, or whose platform nobody knows yet: one query."""
    rule = as_rule(release)
    return Spread([_beside(row, rule) for row in session.execute(_TILLS) if _may_run(row, release.platform)])


def count_reached(session: Session, release: AppRelease, percentages: tuple[int, ...]) -> dict[int, int]:
    """How many tills the release would reach at these percentages, were it for all stores and tills."""
    rows = [row for row in session.execute(_TILLS) if _may_run(row, release.platform)]
    rule = replace(as_rule(release), stores=(), devices=())
    return {
        share: sum(
            replace(rule, percentage=share).has_reached(_till_of(row, release.platform)) for row in rows
        )
        for share in percentages
    }


def as_rule(release: AppRelease) -> Release:
    """The release as the rules of the roll-out know it."""
    return Release(
        release.id,
        release.version,
        release.platform,
        release.channel,
        release.status,
        release.percentage,
        release.stores,
        release.devices,
    )


def _may_run(row: Any, platform: str) -> bool:
    return row.app.get("platform") in (None, platform)


def _till_of(row: Any, platform: str) -> RunningTill:
    return RunningTill(row.device, row.store, platform, _running(row) or "0")


def _beside(row: Any, rule: Release) -> TillOnRelease:
    till = _till_of(row, rule.platform)
    says = row.version == rule.version
    running = find_version(_running(row) or "")
    is_rolling = rule.status == ReleaseStatus.ROLLING
    return TillOnRelease(
        device=row.device,
        name=row.name,
        store=row.store_name,
        timezone=row.timezone,
        running=_running(row),
        state=row.state if says else None,
        since=row.at if says else None,
        detail=row.detail if says else "",
        outside_day_close=bool(says and row.outside_day_close),
        is_reached=is_rolling and rule.is_meant_for(till) and rule.has_reached(till),
        is_done=running is not None and running >= rule.order,
    )


def _running(row: Any) -> str | None:
    version: str | None = row.app_version or row.app.get("version")
    return version
