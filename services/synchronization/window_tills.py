"""Which tills go by a sync window: those with a stream whose rule in force names it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select

from domain.names import DOWN_STREAMS, DeviceStatus, Stream
from models import Device, Generation, StreamAck, StreamHead, SyncRule, SyncWindow

#: window and store
Doorway = tuple[int, int]
#: stream and the key of its place → the cursor of its head
Heads = Mapping[tuple[str, int], str]
_OF_ACCOUNT = -1


@dataclass(frozen=True)
class Visitor:
    """A till that comes in a window, and what it comes for."""

    device_id: int
    #: its public id, by which its turn is reckoned
    device: str
    name: str
    store_id: int
    generation_id: int
    streams: frozenset[Stream]


def read_visitors(
    connection: Connection, account_id: int, device_id: int | None = None
) -> dict[Doorway, list[Visitor]]:
    """The activated tills of each window and store of an account, or one of them; two queries."""
    rules = _read_rules(connection, account_id)
    found: dict[Doorway, list[Visitor]] = defaultdict(list)
    if not any(window for chosen in rules.values() for window in chosen.values()):
        return found
    for till in _read_tills(connection, account_id, device_id):
        for window, streams in _windows_of(till, rules).items():
            visitor = Visitor(till.id, till.public_id, till.name, till.store_id, till.generation, streams)
            found[window, till.store_id].append(visitor)
    return found


def find_current(connection: Connection, account_id: int, visitors: Collection[Visitor]) -> set[int]:
    """Of these tills, the devices that said they have everything they come for; two queries."""
    if not visitors:
        return set()
    heads = _read_heads(connection, account_id)
    acks = _read_acks(connection, account_id, {visitor.generation_id for visitor in visitors})
    return {visitor.device_id for visitor in visitors if not lacking(visitor, heads, acks)}


def find_lacking(
    connection: Connection, account_id: int, visitors: Collection[Visitor]
) -> set[tuple[Stream, int]]:
    """The heads that at least one of these tills has not reached: stream and the key of its place."""
    if not visitors:
        return set()
    heads = _read_heads(connection, account_id)
    acks = _read_acks(connection, account_id, {visitor.generation_id for visitor in visitors})
    return {
        (stream, _place(visitor, stream)) for visitor in visitors for stream in lacking(visitor, heads, acks)
    }


def lacking(visitor: Visitor, heads: Heads, acks: Mapping[tuple[int, str], str]) -> set[Stream]:
    """The streams that a till comes for and does not have as they are now."""
    return {
        stream
        for stream in visitor.streams
        if acks.get((visitor.generation_id, stream))
        != heads.get((stream, _place(visitor, stream)), "none yet")
    }


def _place(visitor: Visitor, stream: Stream) -> int:
    return visitor.device_id if stream == Stream.CONFIGURATION else visitor.store_id


def _read_rules(connection: Connection, account_id: int) -> dict[tuple[str, int], dict[str, int | None]]:
    """Scope → stream → the window that its rule names, None where it names none."""
    query = (
        select(SyncRule.store_id, SyncRule.device_id, SyncRule.stream, SyncWindow.id.label("window"))
        .outerjoin(SyncWindow, and_(SyncWindow.id == SyncRule.window_id, SyncRule.mode == "window"))
        .where(SyncRule.account_id == account_id)
    )
    rules: dict[tuple[str, int], dict[str, int | None]] = defaultdict(dict)
    for row in connection.execute(query):
        rules[_scope(row.store_id, row.device_id)][row.stream] = row.window
    return rules


def _scope(store_id: int | None, device_id: int | None) -> tuple[str, int]:
    if device_id is not None:
        return "device", device_id
    return ("store", store_id) if store_id is not None else ("account", _OF_ACCOUNT)


def _read_tills(connection: Connection, account_id: int, device_id: int | None) -> Iterable[Any]:
    newest = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
    query = (
        select(Device.id, Device.public_id, Device.name, Device.store_id, Generation.id.label("generation"))
        .join(Generation, newest)
        .where(Device.account_id == account_id, Device.status == DeviceStatus.ACTIVATED)
        .order_by(Device.store_id, Device.number)
    )
    if device_id is not None:
        query = query.where(Device.id == device_id)
    return connection.execute(query).all()


def _windows_of(
    till: Any, rules: Mapping[tuple[str, int], dict[str, int | None]]
) -> dict[int, frozenset[Stream]]:
    """The windows of one till with their streams: of each stream the most specific rule counts."""
    chosen: dict[str, int | None] = {}
    for scope in (("account", _OF_ACCOUNT), ("store", till.store_id), ("device", till.id)):
        chosen |= rules.get(scope, {})
    windows: dict[int, set[Stream]] = defaultdict(set)
    for stream in DOWN_STREAMS:
        window = chosen.get(stream)
        if window is not None:
            windows[window].add(stream)
    return {window: frozenset(streams) for window, streams in windows.items()}


def _read_heads(connection: Connection, account_id: int) -> dict[tuple[str, int], str]:
    query = select(
        StreamHead.stream, StreamHead.store_id, StreamHead.device_id, StreamHead.epoch, StreamHead.seq
    ).where(StreamHead.account_id == account_id)
    return {
        (row.stream, row.device_id if row.store_id is None else row.store_id): f"{row.epoch}.{row.seq}"
        for row in connection.execute(query)
    }


def _read_acks(
    connection: Connection, account_id: int, generations: Collection[int]
) -> dict[tuple[int, str], str]:
    query = select(StreamAck.generation_id, StreamAck.stream, StreamAck.cursor).where(
        StreamAck.account_id == account_id
    )
    if len(generations) == 1:
        query = query.where(StreamAck.generation_id.in_(generations))
    return {(row.generation_id, row.stream): row.cursor for row in connection.execute(query)}
