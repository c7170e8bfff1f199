"""Closed days, made from the journal; a sale that comes after its day report marks it amended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from domain.journal import Upload
from domain.shifts import covering_report
from models import DayReport
from services.publication.projection import in_portions
from services.tills.tills import CallingTill

_REPORTS = cast(Table, DayReport.__table__)


def write_day_reports(
    connection: Connection, till: CallingTill, stored: Sequence[Upload], keys: Sequence[int], now: datetime
) -> None:
    """Write the reports among these entries, and amend the earlier ones that the others belong to.

    `keys` are those of the entries. An upload that only goes on costs no statement.
    """
    _amend(connection, till, stored, now)
    rows = [
        _row(till, upload, key, now)
        for upload, key in zip(stored, keys, strict=True)
        if upload.day is not None
    ]
    if rows:
        connection.execute(_REPORTS.insert(), rows)


def _amend(connection: Connection, till: CallingTill, stored: Sequence[Upload], now: datetime) -> None:
    """Only what arrives below the highest number may belong to a day that was closed.

    A number below zero is the office's own (an entry that a person repaired): no till counted it into a day.
    """
    numbers = sorted(n for upload in stored if upload.moves_money and (n := upload.n or 0) > 0)
    if not numbers or numbers[0] > till.last_n:
        return
    behind = (_REPORTS.c.generation_id == till.generation_id, _REPORTS.c.n > numbers[0])
    query = select(_REPORTS.c.n, _REPORTS.c.id).where(*behind).order_by(_REPORTS.c.n)
    reports = {row.n: row.id for row in connection.execute(query)}
    places = sorted({*reports, *(upload.n for upload in stored if upload.day is not None and upload.n)})
    covering = {covering_report(places, n) for n in numbers}
    for portion in in_portions([reports[n] for n in covering if n in reports]):
        connection.execute(_REPORTS.update().where(_REPORTS.c.id.in_(portion)).values(amended_at=now))


def _row(till: CallingTill, upload: Upload, key: int, now: datetime) -> dict[str, Any]:
    assert upload.day is not None
    return {
        "account_id": till.account_id,
        "journal_entry_id": key,
        "generation_id": till.generation_id,
        "device_id": till.device_id,
        "store_id": till.store_id,
        "number": upload.day.number,
        "closed_at": upload.day.closed_at or now,
        "receipts_count": upload.day.receipts_count,
        "totals": upload.day.totals,
        "n": upload.n,
        "received_at": now,
        "amended_at": None,
    }
