"""What a till learns by polling: heads, what is due, what is missing. Prepared queries, no write."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from domain.app_minimum import Shortfall
from domain.journal import Prefix
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Head
from domain.sync_rules import DEFAULT_RULES, Due, Mode, Reason, Rule, Standing, due_of, is_first
from domain.sync_windows import next_turn
from models import StreamAck, StreamHead, SyncOrder
from services.app_releases.app_minimum import shortfall_of
from services.app_releases.app_states import NOTHING, AppAtPoll, app_at_poll
from services.publication.heads import Place
from services.sync_rules.rules_in_force import Rules, read_rules
from services.tills.tills import CallingTill

#: when time alone changes nothing
FOREVER = datetime.max.replace(tzinfo=UTC)
_ORDERS = select(SyncOrder.stream, SyncOrder.public_id).where(
    SyncOrder.device_id == bindparam("device"),
    SyncOrder.closed_at.is_(None),
    SyncOrder.expires_at > bindparam("now", type_=SyncOrder.expires_at.type),
)
_STANDINGS = (
    select(
        StreamHead.stream,
        StreamHead.epoch,
        StreamHead.seq,
        StreamHead.floor,
        StreamAck.cursor,
        StreamAck.acked_at,
    )
    .outerjoin(
        StreamAck,
        and_(StreamAck.generation_id == bindparam("generation"), StreamAck.stream == StreamHead.stream),
    )
    .where(
        or_(
            and_(StreamHead.stream == "users", StreamHead.store_id == bindparam("store")),
            and_(StreamHead.stream == "products", StreamHead.store_id == bindparam("store")),
            and_(StreamHead.stream == "configuration", StreamHead.device_id == bindparam("device")),
        )
    )
)


@dataclass(frozen=True)
class Notice:
    """Something that the till is to say to whoever stands at it: a code, and what its sentence names."""

    code: str
    params: dict[str, str]


@dataclass(frozen=True)
class PollFacts:
    """All that a poll shows; equal facts are the same answer.

    `valid_until`: with the same database, every poll before then shows the same.
    """

    heads: dict[str, str]
    due: list[Due]
    prefix: Prefix
    is_draining: bool
    notices: list[Notice]
    #: what is said of the till's own program
    app: AppAtPoll
    valid_until: datetime = field(compare=False)

    @property
    def somebody_waits(self) -> bool:
        """Whether the till is to call again soon."""
        return self.is_draining or any(due.reason == Reason.FORCED for due in self.due)


def places_of(till: CallingTill) -> dict[Stream, Place]:
    """Where a till's streams have their heads."""
    return {
        Stream.CONFIGURATION: Place(Stream.CONFIGURATION, device_id=till.device_id),
        Stream.USERS: Place(Stream.USERS, store_id=till.store_id),
        Stream.PRODUCTS: Place(Stream.PRODUCTS, store_id=till.store_id),
    }


def read_poll(connection: Connection, till: CallingTill, now: datetime) -> PollFacts | None:
    """What a till is told; None when one of its heads does not exist yet."""
    orders = read_orders(connection, till.device_id, now) if till.has_orders else {}
    standings = read_standings(connection, till, orders)
    if len(standings) < len(DOWN_STREAMS):
        return None
    prefix, rules, app = prefix_of(till), rules_of(connection, till), app_of(connection, till)
    old = shortfall_of(connection, till)
    return PollFacts(
        heads={stream.value: standings[stream].head.cursor for stream in DOWN_STREAMS},
        due=[
            *([] if old else _down_due(till, rules, standings, now)),
            *_other_due(prefix, orders, is_draining=till.is_draining, has_update=app.is_due),
        ],
        prefix=prefix,
        is_draining=till.is_draining,
        notices=notices_for(till, old),
        app=app,
        valid_until=now
        if orders or till.is_draining
        else _settled_until(rules, standings, now, till.timezone),
    )


def notices_for(till: CallingTill, old: Shortfall | None = None) -> list[Notice]:
    """What the office wants the till to say: its store was closed, or its program is too old; it sells all the same."""
    notices = [] if till.is_store_active else [Notice("store_inactive", {"store": till.store})]
    if old:
        notices.append(Notice("app_too_old", {"minimum": old.minimum, "version": old.version}))
    return notices


def settled_until(rule: Rule, standing: Standing, now: datetime, zone: str = "UTC") -> datetime:
    """Until when time alone cannot change whether a stream is due; `now` when unsure.

    Without an order: somebody waits for its answer, so nobody is to rely on what was said before.
    """
    if standing.order_id is not None:
        return now
    if standing.acked == standing.head.cursor or rule.mode == Mode.NEVER or is_first(standing):
        return FOREVER
    if rule.mode == Mode.IMMEDIATELY:
        return FOREVER
    if rule.mode == Mode.WINDOW:
        return next_turn(rule, now, zone)
    if standing.acked_at is None:
        return now
    if rule.mode == Mode.DAY_REPORT:
        return FOREVER
    elapsed_at = standing.acked_at + timedelta(minutes=rule.period_minutes or 0)
    return elapsed_at if elapsed_at > now else FOREVER


def due_after_day_report(connection: Connection, till: CallingTill, now: datetime) -> list[Due]:
    """What a till is to fetch now that it closed its day; `till` is as it was before."""
    if shortfall_of(connection, till):
        return []
    orders = read_orders(connection, till.device_id, now)
    standings = read_standings(connection, till, orders, day_report_at=now)
    return _down_due(till, rules_of(connection, till), standings, now)


def rules_of(connection: Connection, till: CallingTill) -> Rules:
    """The sync rules of the till that calls; nothing is read where an account keeps to ours."""
    if not till.has_rules:
        return DEFAULT_RULES
    return read_rules(
        connection, account_id=till.account_id, store_id=till.store_id, device_id=till.device_id
    )


def read_orders(connection: Connection, device_id: int, now: datetime) -> dict[str, str]:
    """The open sync orders of a device: stream → id."""
    return {
        row.stream: row.public_id for row in connection.execute(_ORDERS, {"device": device_id, "now": now})
    }


def read_standings(
    connection: Connection, till: CallingTill, orders: dict[str, str], day_report_at: datetime | None = None
) -> dict[Stream, Standing]:
    """How a till stands with each stream that comes down, of those that have a head."""
    named: dict[str, Any] = {
        "generation": till.generation_id,
        "store": till.store_id,
        "device": till.device_id,
    }
    return {
        Stream(row.stream): Standing(
            Head(row.epoch, row.seq, row.floor),
            row.cursor,
            row.acked_at,
            orders.get(row.stream),
            day_report_at or till.day_report_at,
        )
        for row in connection.execute(_STANDINGS, named)
    }


def prefix_of(till: CallingTill) -> Prefix:
    """What of a till's journal has arrived."""
    return Prefix(till.last_n, tuple((first, last) for first, last in till.missing))


def _settled_until(rules: Rules, standings: dict[Stream, Standing], now: datetime, zone: str) -> datetime:
    return min(settled_until(rules[stream], standings[stream], now, zone) for stream in DOWN_STREAMS)


def _down_due(till: CallingTill, rules: Rules, standings: dict[Stream, Standing], now: datetime) -> list[Due]:
    """A till that is being emptied fetches nothing any more."""
    if till.closed_since is not None or till.is_draining:
        return []
    due = (
        due_of(stream, rules[stream], standings[stream], now, till=till.device, zone=till.timezone)
        for stream in DOWN_STREAMS
        if stream in standings
    )
    return [one for one in due if one is not None]


def app_of(connection: Connection, till: CallingTill) -> AppAtPoll:
    """What a poll says of the till's program; nothing is read where nothing was ever rolled out."""
    return app_at_poll(connection, till) if till.has_releases and not till.is_draining else NOTHING


def _other_due(prefix: Prefix, orders: dict[str, str], *, is_draining: bool, has_update: bool) -> list[Due]:
    """Transactions go up by themselves; they are due when somebody ordered it, or entries are missing.

    The program is due while a version on offer does not lie ready on the till.
    """
    due = []
    if Stream.TRANSACTIONS in orders:
        due.append(Due(Stream.TRANSACTIONS, Reason.FORCED, orders[Stream.TRANSACTIONS]))
    elif prefix.holes:
        due.append(Due(Stream.TRANSACTIONS, Reason.RULE))
    if Stream.APP in orders and not is_draining:
        due.append(Due(Stream.APP, Reason.FORCED, orders[Stream.APP]))
    elif has_update:
        due.append(Due(Stream.APP, Reason.RULE))
    return due
