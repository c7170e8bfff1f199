"""Openings as people read them: who had its turn, who missed it, and which missed ones nobody has looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Device, SyncWindow, WindowRun, WindowTill
from services.history.events import record_event

PAGE = 20
#: missed openings that are listed at once; the others are counted
SHOWN = 5


@dataclass(frozen=True)
class Missed:
    """Openings that tills missed and that nobody has looked at: the newest, and how many there are."""

    shown: list[WindowRun]
    openings: int = 0
    tills: int = 0

    @property
    def since(self) -> datetime | None:
        """When the newest of them closed."""
        return self.shown[0].closed_at if self.shown else None

    @property
    def windows(self) -> list[str]:
        """The names of their windows."""
        return sorted({run.window.name for run in self.shown})

    def __bool__(self) -> bool:
        return self.openings > 0


@dataclass(frozen=True)
class RunPage:
    """One page of a window's openings, the newest first."""

    runs: Sequence[WindowRun]
    total: int
    page: int
    pages: int


class TillInRun(NamedTuple):
    """A till in an opening."""

    public_id: str
    name: str
    turn_at: datetime
    served_at: datetime | None


def read_missed(session: Session) -> Missed:
    """What is to be looked at, of the account; two queries."""
    is_open = (WindowRun.missed > 0) & WindowRun.seen_at.is_(None)
    openings, tills = session.execute(
        select(func.count(WindowRun.id), func.coalesce(func.sum(WindowRun.missed), 0)).where(is_open)
    ).one()
    query = select(WindowRun).options(joinedload(WindowRun.window), joinedload(WindowRun.store))
    shown = session.scalars(
        query.where(is_open).order_by(WindowRun.closes_at.desc(), WindowRun.id).limit(SHOWN)
    )
    return Missed(list(shown), openings, int(tills))


class MissedTills(NamedTuple):
    """How many tills missed openings that nobody has looked at, and of which window if it is one."""

    tills: int = 0
    since: datetime | None = None
    window: str | None = None


def count_missed(session: Session) -> MissedTills:
    """The same in numbers; one query."""
    query = (
        select(
            func.sum(WindowRun.missed).label("tills"),
            func.max(WindowRun.closed_at).label("since"),
            func.min(SyncWindow.name).label("name"),
            func.count(WindowRun.window_id.distinct()).label("windows"),
        )
        .join(SyncWindow, SyncWindow.id == WindowRun.window_id)
        .where(WindowRun.missed > 0, WindowRun.seen_at.is_(None))
    )
    row: Any = session.execute(query).one()
    return MissedTills(int(row.tills or 0), row.since, row.name if row.windows == 1 else None)


def list_runs(session: Session, window: SyncWindow, page: int) -> RunPage:
    """The openings of a window by which tills go."""
    theirs = (WindowRun.window_id == window.id) & (WindowRun.expected > 0)
    total = session.scalar(select(func.count(WindowRun.id)).where(theirs)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    query = select(WindowRun).options(joinedload(WindowRun.store)).where(theirs)
    newest = query.order_by(WindowRun.opens_at.desc(), WindowRun.id.desc())
    return RunPage(session.scalars(newest.offset((page - 1) * PAGE).limit(PAGE)).all(), total, page, pages)


def find_run(session: Session, public_id: str) -> WindowRun | None:
    """An opening."""
    return session.scalars(select(WindowRun).where(WindowRun.public_id == public_id)).first()


def list_tills(session: Session, run: WindowRun) -> list[TillInRun]:
    """The tills of an opening: those that did not come first, then by turn."""
    query = (
        select(Device.public_id, Device.name, WindowTill.turn_at, WindowTill.served_at)
        .select_from(WindowTill)
        .join(Device, Device.id == WindowTill.device_id)
        .where(WindowTill.run_id == run.id)
        .order_by(WindowTill.served_at.is_not(None), WindowTill.turn_at, Device.id)
    )
    rows: Any = session.execute(query)
    return [TillInRun(*row) for row in rows]


def mark_seen(session: Session, run: WindowRun, now: datetime) -> bool:
    """Somebody read which tills missed an opening; False when nothing was to be read any more."""
    session.refresh(run, with_for_update=True)
    if run.seen_at is not None or not run.missed:
        return False
    run.seen_at = now
    record_event(session, "sync_window.missed_seen", run.window, now, missed=run.missed)
    return True
