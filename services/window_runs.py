"""Openings of sync windows: begun once in each store, be it late; who came is noted, who missed it counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_rules import open_window
from domain.sync_windows import Opening, is_late, last_opening, make_up, next_opening, spread, turn_of
from models import Store, SyncWindow, WindowRun, WindowTill
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.rules_in_force import window_of
from services.tills import CallingTill
from services.window_tills import Doorway, Visitor, find_current, find_lacking, read_visitors

#: the newest opening of each window and store that is known to have been looked after
Known = MutableMapping[Doorway, datetime]
#: till, by its public id → its turn
Turns = Mapping[str, datetime]


@dataclass(frozen=True)
class Begun:
    """An opening that has begun by the clock and that nobody has opened yet."""

    account_id: int
    window_id: int
    store_id: int
    opening: Opening
    following: Opening


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


def find_begun(connection: Connection, now: datetime, known: Known) -> list[Begun]:
    """The newest opening of each window in each of its stores, unless it was opened already."""
    hours = cache(lambda window, zone: (last_opening(window, now, zone), next_opening(window, now, zone)))
    candidates = []
    for row in connection.execute(_windows_of_stores()):
        last, following = hours(window_of(tuple(row.days), row.opens, row.closes), row.timezone)
        if last is None or known.get((row.id, row.store_id)) == last.opens:
            continue
        if last.opens >= max(row.since, row.store_since) or now < last.closes:
            candidates.append(Begun(row.account_id, row.id, row.store_id, last, following))
    opened = _opened(connection, candidates)
    known.update(opened)
    return [one for one in candidates if opened.get((one.window_id, one.store_id)) != one.opening.opens]


def note_served(session: Session, till: CallingTill, now: datetime) -> None:
    """A till said what it has: whoever has everything of an open window had its turn. Called by every ack."""
    if not till.has_rules:
        return
    connection = session.connection()
    waiting = connection.execute(_waiting_of(till.device_id, now)).all()
    if not waiting:
        return
    session.flush()
    visitors = read_visitors(connection, till.account_id, till.device_id)
    for run in waiting:
        here = visitors.get((run.window_id, run.store_id), [])
        if find_current(connection, till.account_id, here):
            connection.execute(
                update(WindowTill)
                .where(WindowTill.run_id == run.id, WindowTill.device_id == till.device_id)
                .values(served_at=now)
            )


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
            _keep_lists(session, visitors)
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


def _windows_of_stores() -> Any:
    """Each window with each store in which it opens."""
    return (
        select(
            SyncWindow.id,
            SyncWindow.account_id,
            SyncWindow.days,
            SyncWindow.opens,
            SyncWindow.closes,
            _since().label("since"),
            Store.id.label("store_id"),
            Store.timezone,
            Store.created_at.label("store_since"),
        )
        .join(
            Store,
            (Store.account_id == SyncWindow.account_id)
            & (SyncWindow.store_id.is_(None) | (SyncWindow.store_id == Store.id)),
        )
        .where(SyncWindow.deleted_at.is_(None))
    )


def _since() -> Any:
    """Since when a window has the hours that it has."""
    return func.coalesce(SyncWindow.changed_at, SyncWindow.created_at, type_=SyncWindow.created_at.type)


def _opened(connection: Connection, candidates: Collection[Begun]) -> dict[Doorway, datetime]:
    if not candidates:
        return {}
    query = select(WindowRun.window_id, WindowRun.store_id, WindowRun.opens_at).where(
        WindowRun.window_id.in_({one.window_id for one in candidates}),
        WindowRun.opens_at >= min(one.opening.opens for one in candidates),
    )
    wanted = {(one.window_id, one.store_id): one.opening.opens for one in candidates}
    return {
        (row.window_id, row.store_id): row.opens_at
        for row in connection.execute(query)
        if wanted.get((row.window_id, row.store_id)) == row.opens_at
    }


def _accounts_with_openings(connection: Connection) -> list[int]:
    query = select(WindowRun.account_id).where(WindowRun.closed_at.is_(None)).distinct()
    return list(connection.scalars(query))


def _waiting_of(device_id: int, now: datetime) -> Any:
    return (
        select(WindowRun.id, WindowRun.window_id, WindowRun.store_id)
        .join(WindowTill, WindowTill.run_id == WindowRun.id)
        .where(
            WindowTill.device_id == device_id,
            WindowTill.served_at.is_(None),
            WindowRun.closed_at.is_(None),
            WindowRun.closes_at > now,
        )
    )


def _is_something_to_do(
    connection: Connection, account_id: int, visitors: dict[Doorway, list[Visitor]], now: datetime
) -> bool:
    """Whether an open one is over, or its list is not that of the tills that go by it now."""
    runs = connection.execute(
        select(WindowRun.id, WindowRun.window_id, WindowRun.store_id, WindowRun.closes_at).where(
            WindowRun.account_id == account_id, WindowRun.closed_at.is_(None)
        )
    ).all()
    listed = _listed(connection, [run.id for run in runs])
    return any(
        run.closes_at <= now or _differs(listed[run.id], visitors.get((run.window_id, run.store_id), []))
        for run in runs
    )


def _listed(connection: Connection, run_ids: Collection[int]) -> dict[int, dict[int, datetime | None]]:
    """Opening → device → when it had everything."""
    listed: dict[int, dict[int, datetime | None]] = defaultdict(dict)
    query = select(WindowTill.run_id, WindowTill.device_id, WindowTill.served_at)
    for row in connection.execute(query.where(WindowTill.run_id.in_(run_ids))):
        listed[row.run_id][row.device_id] = row.served_at
    return listed


def _differs(listed: dict[int, datetime | None], here: Collection[Visitor]) -> bool:
    waiting = {device_id for device_id, served_at in listed.items() if served_at is None}
    present = {visitor.device_id for visitor in here}
    return bool(waiting - present or present - listed.keys())


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
    _list_tills(session, run, here, turns)


def _list_tills(session: Session, run: WindowRun, visitors: Iterable[Visitor], turns: Turns) -> None:
    opening = Opening(run.opens_at, run.closes_at)
    session.add_all(
        WindowTill(
            run_id=run.id,
            device_id=visitor.device_id,
            turn_at=turns.get(visitor.device) or turn_of(opening, run.opened_at, visitor.device),
        )
        for visitor in visitors
    )
    session.flush()


def _keep_lists(session: Session, visitors: dict[Doorway, list[Visitor]]) -> None:
    """Who came to an open window meanwhile is expected, who left it is not."""
    for run in session.scalars(select(WindowRun).where(WindowRun.closed_at.is_(None))).all():
        here = visitors.get((run.window_id, run.store_id), [])
        listed = _drop_leavers(session, run, here)
        _list_tills(session, run, [visitor for visitor in here if visitor.device_id not in listed], {})
        run.expected = len(listed | {visitor.device_id for visitor in here})


def _drop_leavers(session: Session, run: WindowRun, here: Collection[Visitor]) -> set[int]:
    """Expect nobody who does not go by this window any more; returns the devices that stay."""
    present = {visitor.device_id for visitor in here}
    entries = session.scalars(select(WindowTill).where(WindowTill.run_id == run.id)).all()
    stay = {entry.device_id for entry in entries if entry.served_at or entry.device_id in present}
    for entry in entries:
        if entry.device_id not in stay:
            session.delete(entry)
    session.flush()
    return stay


def _close_runs(
    session: Session, account_id: int, visitors: dict[Doorway, list[Visitor]], now: datetime, looked: Looked
) -> None:
    over = select(WindowRun).where(WindowRun.closed_at.is_(None), WindowRun.closes_at <= now)
    for run in session.scalars(over.order_by(WindowRun.id)).all():
        here = visitors.get((run.window_id, run.store_id), [])
        run.expected = len(_drop_leavers(session, run, here))
        missing = _note_current(session, run, find_current(session.connection(), account_id, here), now)
        if missing and _begin_again(session, run, missing, now):
            continue
        run.missed, run.served, run.closed_at = len(missing), run.expected - len(missing), now
        looked.closed += 1


def _note_current(session: Session, run: WindowRun, current: set[int], now: datetime) -> list[WindowTill]:
    """A till that has everything had nothing to fetch; returns those that do not."""
    missing = []
    for entry in _unserved(session, run):
        if entry.device_id in current:
            entry.served_at = min(run.closes_at, now)
        else:
            missing.append(entry)
    return missing


def _unserved(session: Session, run: WindowRun) -> Sequence[WindowTill]:
    query = select(WindowTill).where(WindowTill.run_id == run.id, WindowTill.served_at.is_(None))
    return session.scalars(query).all()


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
    _set_turns(run, missing)
    return True


def _set_turns(run: WindowRun, entries: Collection[WindowTill]) -> None:
    turns = spread(Opening(run.opens_at, run.closes_at), run.opened_at, [e.device.public_id for e in entries])
    for entry in entries:
        entry.turn_at = turns[entry.device.public_id]


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
            _set_turns(run, _unserved(session, run))
        else:
            run.expected = run.served = len(_drop_leavers(session, run, ()))
            run.closed_at = now
