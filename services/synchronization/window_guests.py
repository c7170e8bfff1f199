"""Who is expected in an open sync window: each till with its turn, who left, who had everything, who is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from domain.sync_windows import Opening, spread, turn_of
from models import WindowRun, WindowTill
from services.synchronization.window_tills import Doorway, Visitor, find_current, read_visitors
from services.tills.tills import CallingTill

#: till, by its public id → its turn
Turns = Mapping[str, datetime]


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


def list_tills(session: Session, run: WindowRun, visitors: Iterable[Visitor], turns: Turns) -> None:
    """Expect these tills, each at its turn; whoever has none yet gets one by its own lot."""
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


def keep_lists(session: Session, visitors: dict[Doorway, list[Visitor]]) -> None:
    """Who came to an open window meanwhile is expected, who left it is not."""
    for run in session.scalars(select(WindowRun).where(WindowRun.closed_at.is_(None))).all():
        here = visitors.get((run.window_id, run.store_id), [])
        listed = drop_leavers(session, run, here)
        list_tills(session, run, [visitor for visitor in here if visitor.device_id not in listed], {})
        run.expected = len(listed | {visitor.device_id for visitor in here})


def drop_leavers(session: Session, run: WindowRun, here: Collection[Visitor]) -> set[int]:
    """Expect nobody who does not go by this window any more; returns the devices that stay."""
    present = {visitor.device_id for visitor in here}
    entries = session.scalars(select(WindowTill).where(WindowTill.run_id == run.id)).all()
    stay = {entry.device_id for entry in entries if entry.served_at or entry.device_id in present}
    for entry in entries:
        if entry.device_id not in stay:
            session.delete(entry)
    session.flush()
    return stay


def note_current(session: Session, run: WindowRun, current: set[int], now: datetime) -> list[WindowTill]:
    """A till that has everything had nothing to fetch; returns those that do not."""
    missing = []
    for entry in list_unserved(session, run):
        if entry.device_id in current:
            entry.served_at = min(run.closes_at, now)
        else:
            missing.append(entry)
    return missing


def list_unserved(session: Session, run: WindowRun) -> Sequence[WindowTill]:
    """Those of an opening that did not have everything yet."""
    query = select(WindowTill).where(WindowTill.run_id == run.id, WindowTill.served_at.is_(None))
    return session.scalars(query).all()


def set_turns(run: WindowRun, entries: Collection[WindowTill]) -> None:
    """Spread these tills over the hours that the opening has now."""
    turns = spread(Opening(run.opens_at, run.closes_at), run.opened_at, [e.device.public_id for e in entries])
    for entry in entries:
        entry.turn_at = turns[entry.device.public_id]


def read_listed(connection: Connection, run_ids: Collection[int]) -> dict[int, dict[int, datetime | None]]:
    """Opening → device → when it had everything."""
    listed: dict[int, dict[int, datetime | None]] = defaultdict(dict)
    query = select(WindowTill.run_id, WindowTill.device_id, WindowTill.served_at)
    for row in connection.execute(query.where(WindowTill.run_id.in_(run_ids))):
        listed[row.run_id][row.device_id] = row.served_at
    return listed


def differs(listed: dict[int, datetime | None], here: Collection[Visitor]) -> bool:
    """Whether somebody on the list does not come any more, or somebody comes who is not on it."""
    waiting = {device_id for device_id, served_at in listed.items() if served_at is None}
    present = {visitor.device_id for visitor in here}
    return bool(waiting - present or present - listed.keys())


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
