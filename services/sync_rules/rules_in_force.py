"""Which sync rule holds for each stream of a till: its own, else its store's, else the account's, else ours."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from domain.names import DOWN_STREAMS, Stream
from domain.sync_rules import DEFAULT_RULES, Mode, Rule, Window
from domain.sync_windows import is_late
from models import Device, SyncRule, SyncWindow, WindowRun, WindowTill

Rules = dict[Stream, Rule]
_COLUMNS = (
    SyncRule.account_id,
    SyncRule.store_id,
    SyncRule.device_id,
    SyncRule.stream,
    SyncRule.mode,
    SyncRule.period_minutes,
    SyncWindow.days,
    SyncWindow.opens,
    SyncWindow.closes,
)
#: an opening that is not closed yet, to know whether the office makes up for it
_OPENING = (
    WindowRun.opens_at.label("run_opens_at"),
    WindowRun.opened_at.label("run_opened_at"),
    WindowRun.closes_at.label("run_closes_at"),
    WindowTill.turn_at,
)
_RULES = select(*_COLUMNS).outerjoin(
    SyncWindow, and_(SyncWindow.id == SyncRule.window_id, SyncWindow.deleted_at.is_(None))
)
#: rules by which a stream never runs; a rule whose window is gone is one of them
_NEVER = (
    select(SyncRule.id)
    .outerjoin(SyncWindow, and_(SyncWindow.id == SyncRule.window_id, SyncWindow.deleted_at.is_(None)))
    .where(
        SyncRule.account_id == bindparam("account"),
        or_(SyncRule.mode == Mode.NEVER, and_(SyncRule.mode == Mode.WINDOW, SyncWindow.id.is_(None))),
    )
    .limit(1)
)
_OF_ACCOUNT = SyncRule.store_id.is_(None) & SyncRule.device_id.is_(None)
_OF_TILL = (
    _RULES.add_columns(*_OPENING)
    .outerjoin(
        WindowRun,
        and_(
            WindowRun.window_id == SyncRule.window_id,
            WindowRun.store_id == bindparam("store"),
            WindowRun.closed_at.is_(None),
        ),
    )
    .outerjoin(
        WindowTill,
        and_(WindowTill.run_id == WindowRun.id, WindowTill.device_id == bindparam("device")),
    )
    .where(
        SyncRule.account_id == bindparam("account"),
        or_(SyncRule.device_id == bindparam("device"), SyncRule.store_id == bindparam("store"), _OF_ACCOUNT),
    )
)


def read_rules(connection: Connection, *, account_id: int, store_id: int, device_id: int) -> Rules:
    """The rules of one till: one prepared query, for every poll (DESIGN §7)."""
    named = {"account": account_id, "store": store_id, "device": device_id}
    return in_force(connection.execute(_OF_TILL, named))


def has_never(connection: Connection, account_id: int) -> bool:
    """Whether anything never runs anywhere in a business: most of them need not ask till by till."""
    return connection.execute(_NEVER, {"account": account_id}).first() is not None


def read_rules_of_devices(connection: Connection, device_ids: Collection[int]) -> dict[int, Rules]:
    """The rules of each of these devices: two queries, however many they are."""
    places = connection.execute(
        select(Device.id, Device.account_id, Device.store_id).where(Device.id.in_(device_ids))
    ).all()
    rows: Sequence[Any] = connection.execute(
        _RULES.where(SyncRule.account_id.in_({place.account_id for place in places}))
    ).all()
    by_account: dict[int, list[Row[Any]]] = defaultdict(list)
    by_store: dict[int, list[Row[Any]]] = defaultdict(list)
    by_device: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.device_id is not None:
            by_device[row.device_id].append(row)
        elif row.store_id is not None:
            by_store[row.store_id].append(row)
        else:
            by_account[row.account_id].append(row)
    return {
        place.id: in_force([*by_account[place.account_id], *by_store[place.store_id], *by_device[place.id]])
        for place in places
    }


def find_off(connection: Connection, account_id: int, device_ids: Collection[int]) -> set[tuple[int, Stream]]:
    """Which streams never run on these tills of a business: three queries at most, however many they are."""
    if not device_ids or not has_never(connection, account_id):
        return set()
    return {
        (key, stream)
        for key, rules in read_rules_of_devices(connection, device_ids).items()
        for stream in DOWN_STREAMS
        if rules[stream].mode == Mode.NEVER
    }


def in_force(rows: Iterable[Row[Any]]) -> Rules:
    """Of rules that all hold for one till, the most specific for each stream; receipts always go at once."""
    rules = dict(DEFAULT_RULES)
    for row in sorted(rows, key=_how_specific):
        if row.stream in rules and row.stream != Stream.TRANSACTIONS:
            rules[Stream(row.stream)] = rule_of(row)
    return rules


def rule_of(row: Row[Any]) -> Rule:
    """A stored rule; one whose window is gone waits for nothing and runs never."""
    mode = Mode(row.mode)
    if mode != Mode.WINDOW:
        return Rule(mode, row.period_minutes if mode == Mode.EVERY else None)
    if row.days is None:
        return Rule(Mode.NEVER)
    hours = window_of(row.days, row.opens, row.closes)
    return Rule(mode, window=hours, late=_late(row), turn=getattr(row, "turn_at", None))


def _late(row: Row[Any]) -> tuple[datetime, datetime] | None:
    """The hours of an opening that began late; only the poll of a till asks for it."""
    if getattr(row, "run_opened_at", None) is None or not is_late(row.run_opens_at, row.run_opened_at):
        return None
    return row.run_opened_at, row.run_closes_at


def window_of(days: Collection[int], opens: str, closes: str) -> Window:
    """A window as stored, for the rules of the domain."""
    return Window(frozenset(days), time.fromisoformat(opens), time.fromisoformat(closes))


def _how_specific(row: Row[Any]) -> int:
    return (row.store_id is not None) + 2 * (row.device_id is not None)
