"""Openings of sync windows: begun once in each store, be it late, and closed with the count of who missed it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_rules import open_window
from domain.sync_windows import Opening, is_late, make_up, next_opening, spread
from models import SyncWindow, WindowRun, WindowTill
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.sync_rules.rules_in_force import window_of
from services.synchronization.window_guests import (
    Turns,
    differs,
    drop_leavers,
    keep_lists,
    list_tills,
    list_unserved,
    note_current,
    read_listed,
    set_turns,
)
from services.synchronization.window_openings import Begun, Known, find_begun
from services.synchronization.window_tills import Doorway, Visitor, find_current, find_lacking, read_visitors


@dataclass
class Looked:
    """What one look at the clock led to."""

    opened: int = 0
    closed: int = 0
    #: heads that tills will fetch now: account, stream, the key of its place
    awaited: set[tuple[int, Stream, int]] = field(default_factory=set)


def open_and_close_windows(engine: Engine, now: datetime, known: Known | None = None) -> Looked:
    """Open what has begun, keep the lists of what is open, close what is over; writes only where there is something.

    `known` spares questions about openings that were looked after before.
    """
    looked, known = Looked(), {} if known is None else known
    with engine.connect() as connection:
        begun = find_begun(connection, now, known)
        running = _accounts_with_openings(connection)
    work: dict[int, list[Begun]] = defaultdict(list, {account_id: [] for account_id in running})
    for one in begun:
        work[one.account_id].append(one)
    for account_id, openings in sorted(work.items()):
        _look_after(engine, account_id, openings, now, looked)
    return looked


def _look_after(
    engine: Engine, account_id: int, openings: Iterable[Begun], now: datetime, looked: Looked
) -> None:
    """One account's windows, first without writing: a quarter of a minute later there is mostly nothing new."""
    with engine.connect() as connection:
        visitors = read_visitors(connection, account_id)
        is_settled = not openings and not _is_something_to_do(connection, account_id, visitors, now)
    if is_settled:
        return
    try:
        with _writing(engine, account_id) as session:
            _close_runs(session, account_id, visitors, now, looked)
            keep_lists(session, visitors)
            for begun, turns in _with_turns(openings, visitors, now):
                here = visitors.get((begun.window_id, begun.store_id), [])
                _open_run(session, begun, here, turns, now)
                looked.opened += 1
                awaited = find_lacking(session.connection(), account_id, here)
                looked.awaited |= {(account_id, *head) for head in awaited}
    except IntegrityError:
        return  # another process opened one of them at this very moment; the next look finds what is left


@contextmanager
def _writing(engine: Engine, account_id: int) -> Iterator[OfficeSession]:
    with OfficeSession(engine.execution_options(**WRITING)) as session, session.begin():
        enter_account(session, account_id)
        yield session


def _accounts_with_openings(connection: Connection) -> list[int]:
    query = select(WindowRun.account_id).where(WindowRun.closed_at.is_(None)).distinct()
    return list(connection.scalars(query))


def _is_something_to_do(
    connection: Connection, account_id: int, visitors: dict[Doorway, list[Visitor]], now: datetime
) -> bool:
    """Whether an open one is over, or its list is not that of the tills that go by it now."""
    runs = connection.execute(
        select(WindowRun.id, WindowRun.window_id, WindowRun.store_id, WindowRun.closes_at).where(
            WindowRun.account_id == account_id, WindowRun.closed_at.is_(None)
        )
    ).all()
    listed = read_listed(connection, [run.id for run in runs])
    return any(
        run.closes_at <= now or differs(listed[run.id], visitors.get((run.window_id, run.store_id), []))
        for run in runs
    )


def _with_turns(
    openings: Iterable[Begun], visitors: dict[Doorway, list[Visitor]], now: datetime
) -> Iterator[tuple[Begun, Turns]]:
    """Each with the turns of its tills: those of windows with the same hours are spread together, in all stores."""
    by_hours: dict[Opening, list[Begun]] = defaultdict(list)
    for begun in openings:
        by_hours[make_up(begun.opening, now, begun.following)].append(begun)
    for hours, together in by_hours.items():
        doorways = [(begun.window_id, begun.store_id) for begun in together]
        tills = {visitor.device for doorway in doorways for visitor in visitors.get(doorway, [])}
        turns = spread(hours, now, tills)
        yield from ((begun, turns) for begun in together)


def _open_run(session: Session, begun: Begun, here: Collection[Visitor], turns: Turns, now: datetime) -> None:
    opening = make_up(begun.opening, now, begun.following)
    run = WindowRun(
        account_id=begun.account_id,
        window_id=begun.window_id,
        store_id=begun.store_id,
        opens_at=opening.opens,
        closes_at=opening.closes,
        opened_at=now,
        expected=len(here),
    )
    session.add(run)
    session.flush()
    list_tills(session, run, here, turns)


def _close_runs(
    session: Session, account_id: int, visitors: dict[Doorway, list[Visitor]], now: datetime, looked: Looked
) -> None:
    over = select(WindowRun).where(WindowRun.closed_at.is_(None), WindowRun.closes_at <= now)
    for run in session.scalars(over.order_by(WindowRun.id)).all():
        here = visitors.get((run.window_id, run.store_id), [])
        run.expected = len(drop_leavers(session, run, here))
        missing = note_current(session, run, find_current(session.connection(), account_id, here), now)
        if missing and _begin_again(session, run, missing, now):
            continue
        run.missed, run.served, run.closed_at = len(missing), run.expected - len(missing), now
        looked.closed += 1


def _begin_again(session: Session, run: WindowRun, missing: Collection[WindowTill], now: datetime) -> bool:
    """The office was down when the window closed: those who could not come get their turn now, once."""
    window = session.get_one(SyncWindow, run.window_id)
    was_down = is_late(run.closes_at, now) and not is_late(run.opens_at, run.opened_at)
    if not was_down or window.deleted_at is not None:
        return False
    hours = window_of(window.days, window.opens, window.closes)
    following = next_opening(hours, now, run.store.timezone)
    run.closes_at = make_up(Opening(run.opens_at, run.closes_at), now, following).closes
    run.opened_at = now
    set_turns(run, missing)
    return True


def follow_new_hours(session: Session, window: SyncWindow, now: datetime) -> None:
    """A window's hours were changed, or it was removed, while it is open: what is open follows.

    Where it is no longer open it ends with those who came: the others had no chance, and missed nothing.
    """
    runs = select(WindowRun).where(WindowRun.window_id == window.id, WindowRun.closed_at.is_(None))
    for run in session.scalars(runs).all():
        hours = window_of(window.days, window.opens, window.closes)
        opened = None if window.deleted_at else open_window(hours, now, run.store.timezone)
        if opened is not None and opened[0] == run.opens_at:
            run.closes_at = opened[1]
            set_turns(run, list_unserved(session, run))
        else:
            run.expected = run.served = len(drop_leavers(session, run, ()))
            run.closed_at = now
