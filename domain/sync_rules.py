"""When a stream is due on a till: the first time, by order, or as its sync rule says (guide E)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.names import Stream
from domain.streams import Head, has_expired, read_cursor

IDLE_POLL_SECONDS = 30
#: a till polls up to this share sooner or later, so that a street of tills does not call in step
POLL_JITTER = 0.2
#: while somebody waits: an order stands, or a till is being emptied
WAITING_POLL_SECONDS = 5


#: tills have their turns in this share of a window
SPREAD = 0.9


class Mode(StrEnum):
    """When a stream runs on a till."""

    IMMEDIATELY = "immediately"
    DAY_REPORT = "day_report"
    EVERY = "every"
    WINDOW = "window"
    NEVER = "never"


class Reason(StrEnum):
    """Why a stream is due."""

    FIRST = "first"
    FORCED = "forced"
    RULE = "rule"
    WINDOW = "window"
    DAY_REPORT = "day_report"


@dataclass(frozen=True)
class Window:
    """Hours of the store's own time on some weekdays (Monday is 0); may run past midnight."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class Rule:
    """The sync rule of one stream."""

    mode: Mode
    period_minutes: int | None = None
    window: Window | None = None
    #: an opening of the window that the office makes up for: it was down when it should have begun
    late: tuple[datetime, datetime] | None = None
    #: this till's own turn in the opening that the office keeps a list of
    turn: datetime | None = None


DEFAULT_RULES: dict[Stream, Rule] = {
    Stream.CONFIGURATION: Rule(Mode.EVERY, 15),
    Stream.USERS: Rule(Mode.EVERY, 15),
    Stream.PRODUCTS: Rule(Mode.EVERY, 15),
    Stream.TRANSACTIONS: Rule(Mode.IMMEDIATELY),
}


@dataclass(frozen=True)
class Standing:
    """How one till stands with one stream. `acked` is the cursor that it said it has."""

    head: Head
    acked: str | None = None
    acked_at: datetime | None = None
    order_id: str | None = None
    day_report_at: datetime | None = None


@dataclass(frozen=True)
class Due:
    """A stream that a till is to run now, or at `not_before`."""

    stream: Stream
    reason: Reason
    order_id: str | None = None
    not_before: datetime | None = None


def due_of(
    stream: Stream, rule: Rule, standing: Standing, now: datetime, *, till: str = "", zone: str = "UTC"
) -> Due | None:
    """Whether a stream that comes down is due on a till, and why.

    An order is due whatever the rule says and whatever the till has: somebody waits for its answer.
    Otherwise a till that has everything has nothing to fetch.
    """
    if standing.order_id is not None:
        return Due(stream, Reason.FORCED, standing.order_id)
    if standing.acked == standing.head.cursor or rule.mode == Mode.NEVER:
        return None
    if is_first(standing):
        return Due(stream, Reason.FIRST)
    return _due_by_rule(stream, rule, standing, now, till, zone)


def is_first(standing: Standing) -> bool:
    """Whether the till has nothing of this head: never said so, or has another store's or epoch's."""
    cursor = read_cursor(standing.acked) if standing.acked else None
    return cursor is None or has_expired(cursor, standing.head)


def _due_by_rule(
    stream: Stream, rule: Rule, standing: Standing, now: datetime, till: str, zone: str
) -> Due | None:
    since = standing.acked_at or now
    if rule.mode == Mode.IMMEDIATELY:
        return Due(stream, Reason.RULE)
    if rule.mode == Mode.EVERY:
        elapsed = now - since >= timedelta(minutes=rule.period_minutes or 0)
        return Due(stream, Reason.RULE) if elapsed else None
    if rule.mode == Mode.DAY_REPORT:
        reported = standing.day_report_at is not None and standing.day_report_at >= since
        return Due(stream, Reason.DAY_REPORT) if reported else None
    if rule.window is None:
        return None
    opened = open_now(rule, now, zone)
    if opened is None:
        return None
    has_turn = rule.turn is not None and opened[0] <= rule.turn < opened[1]
    return Due(stream, Reason.WINDOW, not_before=rule.turn if has_turn else slot_in(opened, till))


def open_now(rule: Rule, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The opening of a rule's window in which a till may come now: one made up for, else the one by the clock."""
    if rule.late is not None and rule.late[0] <= now < rule.late[1]:
        return rule.late
    return open_window(rule.window, now, zone) if rule.window else None


def open_window(window: Window, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """Opening and closing of the window that is open now, or None."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for days_ago in (0, 1):
        opened = opening_on(window, today - timedelta(days=days_ago), zone)
        if opened is not None and opened[0] <= now < opened[1]:
            return opened
    return None


def opening_on(window: Window, day: date, zone: str) -> tuple[datetime, datetime] | None:
    """Opening and closing of a window on a day of a store's own calendar; None on a weekday that it rests.

    Reckoned in the store's zone and turned to UTC at once, so that a change of the clocks only makes a window
    shorter or longer. One that lies wholly in an hour which the clocks jump over opens right after it.
    """
    if day.weekday() not in window.days:
        return None
    wall = datetime.combine(day, window.opens)
    closing = datetime.combine(day, window.closes)
    if closing <= wall:
        closing += timedelta(days=1)
    opens, closes = _moment_of(wall, zone), _moment_of(closing, zone)
    return opens, closes if closes > opens else opens + (closing - wall)


def _moment_of(wall: datetime, zone: str) -> datetime:
    """When a store's clock shows this for the first time; of an hour that it jumps over, the moment it jumps."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) == wall:
        return moment
    jump = local.replace(fold=1).astimezone(
        UTC
    )  # a reading with the offset that holds afterwards lies before it
    while jump.astimezone(local.tzinfo).utcoffset() != local.replace(fold=1).utcoffset():
        jump += timedelta(minutes=1)
    return jump


def slot_in(opened: tuple[datetime, datetime], till: str) -> datetime:
    """The moment in an open window of a till that stands on no list yet: the same after a restart.

    The last tenth of the window stays free for those that come late.
    """
    opens, closes = opened
    return (opens + (closes - opens) * SPREAD * lot(till, opens.date())).replace(microsecond=0)


def lot(till: str, day: date) -> float:
    """A number from 0 to 1 that a till draws for a day, always the same."""
    return int.from_bytes(hashlib.sha256(f"{till}\0{day}".encode()).digest()[:4]) / 2**32


def seconds_to_next_poll(*, waiting: bool, chance: float) -> int:
    """When a till is to call again; `chance` is a random number from 0 to 1."""
    if waiting:
        return WAITING_POLL_SECONDS
    return round(IDLE_POLL_SECONDS * (1 + POLL_JITTER * (2 * chance - 1)))
