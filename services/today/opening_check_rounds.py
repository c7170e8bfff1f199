"""The set hours: each store is looked at once when its own has come, late where nobody was there to do it."""

from collections import defaultdict
from collections.abc import Callable, MutableMapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from domain.check_hours import USUAL, CheckHours, last_due
from domain.names import StoreStatus
from domain.opening import SILENT_AFTER
from models import CheckPlan, Store
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.tills.contacts import Contacts
from services.today.check_deliveries import Courier, deliver_messages, queue_messages
from services.today.opening_check_facts import read_facts
from services.today.opening_checks import keep_check

#: stores of an account that are read together
TOGETHER = 50
#: an office that was down hears nobody at first, and would call them all silent
WAKE_UP = SILENT_AFTER + timedelta(minutes=1)
#: the set hour of each store that was looked after
Known = MutableMapping[int, datetime]


def _present() -> datetime:
    return datetime.now(UTC)


class DueStore(NamedTuple):
    """A store whose hour has come."""

    account_id: int
    store_id: int
    due: datetime


class Rounds:
    """What the holder of the lease does for opening checks, whenever its clock wakes it."""

    def __init__(
        self,
        engine: Engine,
        contacts: Contacts,
        courier: Courier,
        *,
        clock: Callable[[], datetime] = _present,
        wake_up: timedelta = WAKE_UP,
    ) -> None:
        self._engine = engine
        self._contacts = contacts
        self._courier = courier
        self._clock = clock
        self._awake_at = clock() + wake_up
        self._known: Known = {}

    def make_opening_checks(self) -> None:
        """Look at the stores whose hour has come, as soon as whoever is there has had time to call."""
        if self._clock() < self._awake_at:
            return
        make_due_checks(self._engine, self._contacts, self._clock(), self._known)

    def send_opening_checks(self) -> None:
        """Send what is due."""
        deliver_messages(self._engine, self._courier, self._clock())


def make_due_checks(engine: Engine, contacts: Contacts, now: datetime, known: Known | None = None) -> int:
    """Look at each store whose hour has come, account by account; returns how many reports were kept.

    All is read before anything is written, so that no till waits for it.
    """
    known = {} if known is None else known
    with engine.connect() as connection:
        due = find_due(connection, now, known)
    of_accounts: dict[int, list[DueStore]] = defaultdict(list)
    for one in due:
        of_accounts[one.account_id].append(one)
    made = 0
    for account_id, stores in sorted(of_accounts.items()):
        for first in range(0, len(stores), TOGETHER):
            together = stores[first : first + TOGETHER]
            made += _look_after(engine, account_id, together, contacts, now)
            known.update({one.store_id: one.due for one in together})
    return made


def find_due(connection: Connection, now: datetime, known: Known) -> list[DueStore]:
    """Active stores whose newest set hour nobody has looked after."""
    newest = cache(lambda hours, zone: last_due(hours, now, zone))
    found = []
    for row in connection.execute(_plans()):
        due = newest(_hours_of(row), row.timezone)
        if due is None or known.get(row.id) == due or (row.last_due_at and row.last_due_at >= due):
            continue
        if due >= max(row.created_at, row.changed_at or row.created_at):
            found.append(DueStore(row.account_id, row.id, due))
    return found


def _plans() -> Any:
    return (
        select(
            Store.id,
            Store.account_id,
            Store.timezone,
            Store.created_at,
            CheckPlan.enabled,
            CheckPlan.hour,
            CheckPlan.days,
            CheckPlan.changed_at,
            CheckPlan.last_due_at,
        )
        .outerjoin(CheckPlan, CheckPlan.store_id == Store.id)
        .where(Store.status == StoreStatus.ACTIVE)
        .order_by(Store.id)
    )


def _hours_of(row: Any) -> CheckHours:
    if row.enabled is None:
        return USUAL
    return CheckHours(row.enabled, time.fromisoformat(row.hour), frozenset(row.days))


def _look_after(
    engine: Engine, account_id: int, due: Sequence[DueStore], contacts: Contacts, now: datetime
) -> int:
    with OfficeSession(engine) as session:
        enter_account(session, account_id)
        facts = read_facts(session, [one.store_id for one in due], contacts, now)
    to_keep = [one for one in due if not facts[one.store_id].is_empty]
    if not to_keep:
        return 0
    try:
        with OfficeSession(engine.execution_options(**WRITING)) as session, session.begin():
            enter_account(session, account_id)
            checks = [
                keep_check(session, one.store_id, facts[one.store_id], now, due=one.due) for one in to_keep
            ]
            queue_messages(session, checks, now)
    except IntegrityError:
        return (
            0  # another process looked after one of them at this very moment; the next look finds the others
        )
    return len(to_keep)
