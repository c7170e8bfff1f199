"""Which openings of sync windows have begun by the clock of each store, and nobody has opened yet."""

from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from domain.sync_windows import Opening, last_opening, next_opening
from models import Store, SyncWindow, WindowRun
from services.sync_rules.rules_in_force import window_of
from services.synchronization.window_tills import Doorway

#: the newest opening of each window and store that is known to have been looked after
Known = MutableMapping[Doorway, datetime]


@dataclass(frozen=True)
class Begun:
    """An opening that has begun by the clock and that nobody has opened yet."""

    account_id: int
    window_id: int
    store_id: int
    opening: Opening
    following: Opening


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
