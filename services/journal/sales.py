"""What was sold: by hour, day, store, till and employee, in the time of the stores; refunds taken off, per currency."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from domain.wall_clock import midnight_of
from models import Device, Receipt, Store
from services.journal.receipt_list import ReceiptFilter, matching

#: days on one page; more are asked for in parts
LONGEST = 92
#: all clocks of the world differ by whole quarters of an hour
_QUARTER, _HOUR = 900, timedelta(hours=1)


@dataclass(frozen=True)
class Sum:
    """Receipts, the refunds among them, and what they are worth together; refunds are taken off."""

    receipts: int = 0
    refunds: int = 0
    amount: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.receipts + other.receipts, self.refunds + other.refunds, self.amount + other.amount)


@dataclass(frozen=True)
class Totals:
    """Everything in one currency."""

    currency: str
    whole: Sum
    days: dict[date, Sum]
    #: every hour of the day, 0 to 23
    hours: dict[int, Sum]
    stores: dict[str, Sum] = field(default_factory=dict)
    devices: dict[str, Sum] = field(default_factory=dict)
    employees: dict[str, Sum] = field(default_factory=dict)


def read_totals(session: Session, wanted: ReceiptFilter, first: date, last: date) -> list[Totals]:
    """Totals of these days, a currency each, the largest first; four queries, however much was sold."""
    stores = session.execute(select(Store.id, Store.name, Store.timezone).order_by(Store.id)).all()
    if not stores:
        return []
    chosen = matching(replace(wanted, first_day=None, last_day=None)).where(_within(stores, first, last))
    zones = sorted({row.timezone for row in stores})
    days, hours = _by_time(session, chosen, stores, zones, _step_of(zones, first, last))
    by_store, by_device, by_employee = _by_place(session, chosen)
    names = {row.id: row.name for row in stores}
    devices = {row.id: row.name for row in session.execute(select(Device.id, Device.name))}
    found = [
        Totals(
            currency,
            sum(by_store[currency].values(), Sum()),
            _every_day(days[currency], first, last),
            {hour: hours[currency].get(hour, Sum()) for hour in range(24)},
            _largest((names[key], value) for key, value in by_store[currency].items()),
            _largest(_named(by_device[currency], devices).items()),
            _largest(by_employee[currency].items()),
        )
        for currency in by_store
    ]
    return sorted(found, key=lambda totals: totals.whole.receipts, reverse=True)


def _within(stores: Sequence[Any], first: date, last: date) -> ColumnElement[bool]:
    """These days on the wall of each store."""
    zones = sorted({row.timezone for row in stores})
    ranges = [_days_in(zone, first, last) for zone in zones]
    if len(zones) == 1:
        return ranges[0]
    theirs = [Receipt.store_id.in_([row.id for row in stores if row.timezone == zone]) for zone in zones]
    return or_(*(and_(*both) for both in zip(theirs, ranges, strict=True)))


def _days_in(zone: str, first: date, last: date) -> ColumnElement[bool]:
    begin, end = midnight_of(first, zone), midnight_of(last + timedelta(days=1), zone)
    return and_(Receipt.closed_at >= begin, Receipt.closed_at < end)


_Sums = dict[str, dict[Any, Sum]]
#: the same while it is added up: receipts, refunds, amount
_Growing = dict[str, dict[Any, list[int]]]


def _by_time(
    session: Session, chosen: Select[Any], stores: Sequence[Any], zones: Sequence[str], step: int
) -> tuple[_Sums, _Sums]:
    """By day and by hour."""
    clocks = [ZoneInfo(zone) for zone in zones]
    query = _summed(chosen, _zone(stores, zones).label("zone"), _steps(session, step).label("step"))
    days, hours = _nothing_yet(), _nothing_yet()
    for zone, place, currency, *sums in session.execute(query):
        moment = datetime.fromtimestamp(place * step, UTC).astimezone(clocks[zone])
        _add(days[currency], moment.date(), sums)
        _add(hours[currency], moment.hour, sums)
    return _grown(days), _grown(hours)


def _by_place(session: Session, chosen: Select[Any]) -> tuple[_Sums, _Sums, _Sums]:
    """By store, by device and by the name of the employee."""
    stores, devices, employees = _nothing_yet(), _nothing_yet(), _nothing_yet()
    query = _summed(chosen, Receipt.store_id, Receipt.device_id, Receipt.employee_name)
    for store, device, employee, currency, *sums in session.execute(query):
        _add(stores[currency], store, sums)
        _add(devices[currency], device, sums)
        _add(employees[currency], employee or "", sums)
    return _grown(stores), _grown(devices), _grown(employees)


def _add(sums: dict[Any, list[int]], key: Any, values: Sequence[Any]) -> None:
    """In place: thousands are added up for five hundred tills."""
    receipts, refunds, amount = values
    whole = sums.get(key)
    if whole is None:
        sums[key] = [int(receipts), int(refunds), int(amount)]
    else:
        whole[0] += int(receipts)
        whole[1] += int(refunds)
        whole[2] += int(amount)


def _grown(sums: _Growing) -> _Sums:
    """Asked for a currency in which nothing was sold, it is empty."""
    found = {currency: {key: Sum(*one) for key, one in keys.items()} for currency, keys in sums.items()}
    return defaultdict(dict, found)


def _named(sums: dict[Any, Sum], names: dict[int, str]) -> dict[str, Sum]:
    """Devices that share a name are one line."""
    found: dict[str, Sum] = {}
    for key, value in sums.items():
        name = names.get(key, "")
        found[name] = found.get(name, Sum()) + value
    return found


def _summed(chosen: Select[Any], *by: Any) -> Select[Any]:
    refund = Receipt.kind == "refund"
    worth = func.sum(case((refund, -func.abs(Receipt.total)), else_=Receipt.total))
    columns = (*by, Receipt.currency)
    sums = (func.count(Receipt.id), func.sum(case((refund, 1), else_=0)), worth)
    return chosen.with_only_columns(*columns, *sums).group_by(*columns)


def _zone(stores: Sequence[Any], zones: Sequence[str]) -> ColumnElement[int]:
    """The place of the store's time zone among the zones."""
    if len(zones) == 1:
        return literal(0)
    theirs = [[row.id for row in stores if row.timezone == zone] for zone in zones]
    return case(*((Receipt.store_id.in_(keys), place) for place, keys in enumerate(theirs)), else_=0)


def _step_of(zones: Sequence[str], first: date, last: date) -> int:
    """Whole hours where all clocks show them alike, which nearly all do: a quarter of the sums to read."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 2)]
    offsets = (midnight_of(day, zone).utcoffset() or timedelta() for zone in zones for day in days)
    return _QUARTER if any(offset % _HOUR for offset in offsets) else _HOUR // timedelta(seconds=1)


def _steps(session: Session, step: int) -> ColumnElement[int]:
    """Steps of so many seconds since 1970: what days and hours of every time zone are made of."""
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", Receipt.closed_at), Integer).op("/")(step)
    return cast(func.floor(func.date_part("epoch", Receipt.closed_at) / step), BigInteger)


def _nothing_yet() -> _Growing:
    return defaultdict(dict)


def _every_day(days: dict[date, Sum], first: date, last: date) -> dict[date, Sum]:
    count = (last - first).days + 1
    return {day: days.get(day, Sum()) for day in (first + timedelta(days=n) for n in range(count))}


def _largest(sums: Iterable[tuple[str, Sum]]) -> dict[str, Sum]:
    ordered = sorted(sums, key=lambda pair: (-pair[1].amount, pair[0]))
    return dict(ordered)
