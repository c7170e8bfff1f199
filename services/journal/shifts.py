"""Cashier shifts, made from the journal in the transaction that keeps its entries; whatever order they come in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Select, Table, bindparam, select

from domain.journal import Upload
from domain.shifts import ShiftNow, hear, is_amended
from models import Shift
from services.database.keys import listed, one_of
from services.tills.tills import CallingTill

_SHIFTS = cast(Table, Shift.__table__)
_KEPT = tuple(name for name in ShiftNow.__dataclass_fields__ if name != "shift_id")
_CHANGE = (
    _SHIFTS.update()
    .where(_SHIFTS.c.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in _KEPT})
)


@cache
def _known(dialect: str) -> Select[Any]:
    """The shifts of a generation that are named, in the order of `ShiftNow` after their key."""
    return select(_SHIFTS.c.id, _SHIFTS.c.shift_id, *(_SHIFTS.c[name] for name in _KEPT)).where(
        _SHIFTS.c.generation_id == bindparam("generation"), one_of(dialect, _SHIFTS.c.shift_id, "values")
    )


class Shifts:
    """The shifts that some entries of one till name: read once, changed in memory, written once."""

    def __init__(self, connection: Connection, till: CallingTill, uploads: Sequence[Upload]) -> None:
        self._connection, self._till = connection, till
        self._known: dict[str, tuple[int, ShiftNow]] = {}
        named = {upload.entry.shift_id for upload in uploads if upload.entry and upload.entry.shift_id}
        dialect = connection.dialect.name
        given = {"generation": till.generation_id, "values": listed(dialect, named)}
        for key, *values in connection.execute(_known(dialect), given) if named else ():
            self._known[values[0]] = (key, ShiftNow(*values))
        self._now = {name: self._before(name) for name in sorted(named)}
        for upload in uploads:
            if upload.shift is not None:
                self._now[upload.shift.shift_id] = hear(self._now[upload.shift.shift_id], upload.shift)

    def closed_at(self, shift_id: str | None) -> int | None:
        """Where in the journal a shift was closed; None while it is open."""
        shift = self._now.get(shift_id or "")
        return shift.closed_n if shift else None

    def write(self, uploads: Sequence[Upload], employees: dict[str, str], now: datetime | None) -> None:
        """Write what these entries changed: at most one statement for new shifts and one for known ones.

        Without `now`, nothing counts as amended.
        """
        money = _money_of(uploads)
        rows = [self._finished(name, money[name], employees, now) for name in self._now]
        new = [self._row(shift) for shift in rows if shift.shift_id not in self._known]
        changed = [shift for shift in rows if shift != self._before(shift.shift_id)]
        known = [self._change(shift) for shift in changed if shift.shift_id in self._known]
        if new:
            self._connection.execute(_SHIFTS.insert(), new)
        if known:
            self._connection.execute(_CHANGE, known)

    def _before(self, shift_id: str) -> ShiftNow:
        return self._known[shift_id][1] if shift_id in self._known else ShiftNow(shift_id)

    def _finished(
        self, shift_id: str, numbers: list[int], employees: dict[str, str], now: datetime | None
    ) -> ShiftNow:
        before, after = self._before(shift_id), self._now[shift_id]
        if after.opened_by != before.opened_by:
            after = replace(after, opened_by=employees.get(after.opened_by or ""))
        if after.closed_by != before.closed_by:
            after = replace(after, closed_by=employees.get(after.closed_by or ""))
        known = before if shift_id in self._known else None
        is_new = now is not None and is_amended(known, after, numbers)
        return replace(after, amended_at=now) if is_new else after

    def _row(self, shift: ShiftNow) -> dict[str, Any]:
        till = self._till
        keys = {"generation_id": till.generation_id, "device_id": till.device_id, "store_id": till.store_id}
        return {"account_id": till.account_id, **keys, **asdict(shift)}

    def _change(self, shift: ShiftNow) -> dict[str, Any]:
        values = asdict(shift)
        return {"key": self._known[shift.shift_id][0]} | {f"new_{name}": values[name] for name in _KEPT}


def employees_of_shifts(uploads: Iterable[Upload]) -> set[str]:
    """Who opened and closed shifts, by public id."""
    return {upload.shift.employee for upload in uploads if upload.shift and upload.shift.employee}


def _money_of(uploads: Iterable[Upload]) -> dict[str, list[int]]:
    """Shift → the numbers of its entries that move money."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for upload in uploads:
        if upload.entry is not None and upload.entry.shift_id and upload.moves_money:
            numbers[upload.entry.shift_id].append(upload.entry.n)
    return numbers
