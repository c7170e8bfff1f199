"""The windows of an account with what goes by them: tills, streams, the next opening, the load of a day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from domain.names import Stream
from domain.sync_choices import CHOSEN_STREAMS
from domain.sync_windows import (
    Opening,
    count_quarters,
    next_opening,
    openings_between,
    overlap,
    spread,
)
from domain.wall_clock import midnight_of, on_the_wall
from models import Store, SyncWindow, WindowRun
from models.scope import account_of
from services.synchronization.sync_windows import hours_of
from services.synchronization.window_tills import Doorway, Visitor, read_visitors

DAY = timedelta(hours=24)
#: light rows: the key of a store and its time zone
Zones = Mapping[int, str]


@dataclass(frozen=True)
class WindowRow:
    """A window as the list shows it."""

    window: SyncWindow
    tills: int
    streams: tuple[Stream, ...]
    next: Opening | None
    #: the zone by whose clock the next opening is read
    zone: str
    last: WindowRun | None
    #: names of windows that are open at the same time for the same tills' store
    meets: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """A window that is open on the day of the picture, in all stores whose clocks agree."""

    opening: Opening
    tills: int


@dataclass(frozen=True)
class Load:
    """24 hours of all windows: when each is open, and how many tills come in each quarter of an hour."""

    begin: datetime
    zone: str
    #: more than one zone: the same window opens at several moments
    is_mixed: bool
    bars: tuple[tuple[SyncWindow, tuple[Bar, ...]], ...]
    quarters: tuple[int, ...]


def list_rows(session: Session, now: datetime) -> tuple[list[WindowRow], Load | None]:
    """All windows, and the picture of this day; the number of queries depends on nothing."""
    windows, zones = _windows(session), _zones(session)
    visitors = read_visitors(session.connection(), account_of(session))
    last = _last_runs(session)
    rows = [_row(window, windows, zones, visitors, last, now) for window in windows]
    return rows, _load(windows, zones, visitors, now) if windows and zones else None


def _windows(session: Session) -> list[SyncWindow]:
    query = select(SyncWindow).options(joinedload(SyncWindow.store)).where(SyncWindow.deleted_at.is_(None))
    return list(session.scalars(query.order_by(func.lower(SyncWindow.name), SyncWindow.id)))


def _zones(session: Session) -> dict[int, str]:
    rows: Any = session.execute(select(Store.id, Store.timezone).order_by(Store.id))
    return {row.id: row.timezone for row in rows}


def _last_runs(session: Session) -> dict[int, WindowRun]:
    """The newest closed opening of each window by which tills went."""
    newest = (
        select(func.max(WindowRun.id))
        .where(WindowRun.closed_at.is_not(None), WindowRun.expected > 0)
        .where(WindowRun.account_id == account_of(session))
        .group_by(WindowRun.window_id)
    )
    query = select(WindowRun).options(joinedload(WindowRun.store)).where(WindowRun.id.in_(newest))
    return {run.window_id: run for run in session.scalars(query)}


def _row(
    window: SyncWindow,
    windows: Collection[SyncWindow],
    zones: Zones,
    visitors: Mapping[Doorway, list[Visitor]],
    last: Mapping[int, WindowRun],
    now: datetime,
) -> WindowRow:
    theirs = [visitor for (key, _store), here in visitors.items() if key == window.id for visitor in here]
    streams = {stream for visitor in theirs for stream in visitor.streams}
    soon = [
        (next_opening(hours_of(window), now, zone), zone) for zone in set(_zones_of(window, zones).values())
    ]
    opening, zone = min(soon, default=(None, "UTC"))
    meets = [other.name for other in windows if other is not window and _meet(window, other)]
    return WindowRow(
        window,
        len(theirs),
        tuple(stream for stream in CHOSEN_STREAMS if stream in streams),
        opening,
        zone,
        last.get(window.id),
        tuple(meets),
    )


def _meet(one: SyncWindow, other: SyncWindow) -> bool:
    is_same_place = one.store_id is None or other.store_id is None or one.store_id == other.store_id
    return is_same_place and overlap(hours_of(one), hours_of(other))


def _zones_of(window: SyncWindow, zones: Zones) -> Zones:
    return zones if window.store_id is None else {window.store_id: zones[window.store_id]}


def _load(
    windows: Iterable[SyncWindow], zones: Zones, visitors: Mapping[Doorway, list[Visitor]], now: datetime
) -> Load:
    zone = Counter(zones.values()).most_common(1)[0][0]
    begin = midnight_of(on_the_wall(now, zone).date(), zone).astimezone(now.tzinfo)
    together: dict[Opening, set[str]] = defaultdict(set)
    bars = []
    for window in windows:
        found = _openings(window, zones, visitors, begin)
        bars.append((window, tuple(Bar(opening, len(tills)) for opening, tills in sorted(found.items()))))
        for opening, tills in found.items():
            together[opening] |= tills
    turns = [
        turn for opening, tills in together.items() for turn in spread(opening, opening.opens, tills).values()
    ]
    quarters = tuple(count_quarters(turns, begin))
    return Load(begin, zone, len(set(zones.values())) > 1, tuple(bars), quarters)


def _openings(
    window: SyncWindow, zones: Zones, visitors: Mapping[Doorway, list[Visitor]], begin: datetime
) -> dict[Opening, set[str]]:
    """The openings of a window that reach into the 24 hours, each with its tills."""
    found: dict[Opening, set[str]] = defaultdict(set)
    by_zone: dict[str, list[Opening]] = {}
    for store_id, zone in _zones_of(window, zones).items():
        if zone not in by_zone:
            begun = openings_between(hours_of(window), begin - DAY, begin + DAY, zone)
            by_zone[zone] = [opening for opening in begun if opening.closes > begin]
        tills = {visitor.device for visitor in visitors.get((window.id, store_id), [])}
        for opening in by_zone[zone]:
            found[opening] |= tills
    return found
