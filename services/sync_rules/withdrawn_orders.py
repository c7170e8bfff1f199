"""A stream that was switched off is off at once: what somebody ordered of it before does not reach the till either."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.names import Stream
from models import Account, Device, Store, SyncOrder
from models.scope import actor_of
from services.database.keys import among
from services.history.events import record_event
from services.sync_rules.rules_in_force import find_off


def withdraw_where_off(
    session: Session, subject: Account | Store | Device, streams: Collection[Stream], now: datetime
) -> None:
    """Take back the open orders of these streams where a rule says never; the history of `subject` says so.

    A POS is looked at alone. The business is held, as by whoever orders: an order that is made at the same moment
    is either seen here, or sees the rule.
    """
    session.flush()
    account_id = subject.id if isinstance(subject, Account) else subject.account_id
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    found = _find_open(session, account_id, subject, streams, now)
    off = find_off(session.connection(), account_id, {device_id for _key, device_id, _stream in found})
    ended: dict[Stream, list[int]] = defaultdict(list)
    for key, device_id, stream in found:
        if (device_id, stream) in off:
            ended[stream].append(key)
    for stream, keys in ended.items():
        _withdraw(session, account_id, keys, now)
        record_event(session, "sync_order.withdrawn", subject, now, stream=stream.value, count=len(keys))


def _find_open(
    session: Session,
    account_id: int,
    subject: Account | Store | Device,
    streams: Collection[Stream],
    now: datetime,
) -> list[tuple[int, int, Stream]]:
    """Orders that no till has answered yet: key, till, stream."""
    query = select(SyncOrder.id, SyncOrder.device_id, SyncOrder.stream).where(
        SyncOrder.account_id == account_id,
        SyncOrder.stream.in_(streams),
        SyncOrder.closed_at.is_(None),
        SyncOrder.expires_at > now,
    )
    if isinstance(subject, Device):
        query = query.where(SyncOrder.device_id == subject.id)
    rows = session.execute(query.order_by(SyncOrder.id))
    return [(row.id, row.device_id, Stream(row.stream)) for row in rows]


def _withdraw(session: Session, account_id: int, keys: Collection[int], now: datetime) -> None:
    values: dict[str, Any] = {"closed_at": now, "withdrawn_by": actor_of(session).name}
    session.execute(
        update(SyncOrder)
        .where(SyncOrder.account_id == account_id, among(session.connection(), SyncOrder.id, keys))
        .values(values)
        .execution_options(synchronize_session=False)
    )
