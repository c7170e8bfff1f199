"""The till's own goods as it last reported them, the bin for those it no longer has, and its end after 30 days."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from domain.local_products import BIN_PERIOD, Difference, Known, LocalGood, compare
from domain.refusal import Refusal
from models import DeviceReport, Generation, LocalProduct, new_public_id
from services.history.events import record_event
from services.publication.projection import in_portions
from services.tills.tills import lock_till

#: names in an event; the list itself says all
EXAMPLES = 5


def report_local_products(
    session: Session, generation_id: int, listed: Sequence[LocalGood], now: datetime
) -> Difference:
    """Replace what the office knows of a till's own goods by this list; saying the same again changes nothing.

    What is missing goes to the bin, also what an earlier till of the same POS had. Raises Refusal
    device_inactive for a till that was replaced or deactivated meanwhile.
    """
    if lock_till(session.connection(), generation_id).closed_since is not None:
        raise Refusal("device_inactive")
    generation = session.get_one(Generation, generation_id)
    rows = _rows_of(session, generation_id)
    difference = compare({key: _known(row) for key, row in rows.items()}, listed)
    _add(session, generation, difference.new, now)
    _change(session, rows, difference.changed)
    _bin(session, generation, [rows[key] for key in difference.gone], now)
    _note(session, generation, len(listed), now)
    session.expire_all()
    return difference


def purge_bin(session: Session, now: datetime) -> int:
    """Forget what has lain in a bin for 30 days; what was adopted keeps saying which product it became."""
    old = delete(LocalProduct).where(
        LocalProduct.gone_at < now - BIN_PERIOD, LocalProduct.product_id.is_(None)
    )
    result: Any = session.execute(old, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def _rows_of(session: Session, generation_id: int) -> dict[str, Any]:
    columns = (
        LocalProduct.id,
        LocalProduct.local_id,
        LocalProduct.name,
        LocalProduct.price,
        LocalProduct.barcodes,
        LocalProduct.group,
        LocalProduct.gone_at,
        LocalProduct.product_id,
    )
    query = select(*columns).where(LocalProduct.generation_id == generation_id).order_by(LocalProduct.id)
    return {row.local_id: row for row in session.execute(query)}


def _known(row: Any) -> Known:
    good = LocalGood(row.local_id, row.name, row.price, tuple(row.barcodes), row.group)
    return Known(good, is_gone=row.gone_at is not None)


def _add(session: Session, generation: Generation, goods: Sequence[LocalGood], now: datetime) -> None:
    """A restored tablet may bring goods that its predecessor had, of which some were adopted."""
    if not goods:
        return
    adopted = _adopted_before(session, generation, [good.local_id for good in goods])
    whose = {
        "account_id": generation.account_id,
        "device_id": generation.device_id,
        "generation_id": generation.id,
        "reported_at": now,
    }
    rows = [
        {"public_id": new_public_id(), **whose, **_values(good), **adopted.get(good.local_id, {})}
        for good in goods
    ]
    session.execute(insert(LocalProduct.__table__), rows)  # type: ignore[arg-type]


def _adopted_before(
    session: Session, generation: Generation, local_ids: Sequence[str]
) -> Mapping[str, dict[str, Any]]:
    found = dict[str, dict[str, Any]]()
    for portion in in_portions(local_ids):
        query = select(LocalProduct.local_id, LocalProduct.product_id, LocalProduct.adopted_at).where(
            LocalProduct.device_id == generation.device_id,
            LocalProduct.product_id.is_not(None),
            LocalProduct.local_id.in_(portion),
        )
        for row in session.execute(query):
            found[row.local_id] = {"product_id": row.product_id, "adopted_at": row.adopted_at}
    return {key: found.get(key, {"product_id": None, "adopted_at": None}) for key in local_ids}


def _values(good: LocalGood) -> dict[str, Any]:
    return {
        "local_id": good.local_id,
        "name": good.name,
        "price": good.price,
        "barcodes": list(good.barcodes),
        "group": good.group,
    }


def _change(session: Session, rows: Mapping[str, Any], goods: Sequence[LocalGood]) -> None:
    if goods:
        values = [{"id": rows[good.local_id].id, "gone_at": None, **_values(good)} for good in goods]
        session.execute(update(LocalProduct), values)


def _bin(session: Session, generation: Generation, gone: Sequence[Any], now: datetime) -> None:
    """What vanished without having been adopted is worth a line in the history of the POS."""
    lost = [row.name for row in gone if row.product_id is None]
    earlier = (
        LocalProduct.device_id == generation.device_id,
        LocalProduct.generation_id != generation.id,
        LocalProduct.gone_at.is_(None),
    )
    for portion in in_portions([row.id for row in gone]):
        _throw(session, (LocalProduct.id.in_(portion),), now)
    _throw(session, earlier, now)
    if lost:
        facts = {"count": len(lost), "examples": lost[:EXAMPLES]}
        record_event(session, "device.local_products_gone", generation.device, now, **facts)


def _throw(session: Session, which: Sequence[Any], now: datetime) -> None:
    statement = update(LocalProduct).where(*which).values(gone_at=now)
    session.execute(statement, execution_options={"synchronize_session": False})


def _note(session: Session, generation: Generation, count: int, now: datetime) -> None:
    """Keep the till's number in step, and when it last said what they are."""
    report = session.get(DeviceReport, generation.id)
    if report is None:
        # of its journal it has said nothing yet: until then it has what it was activated with
        report = DeviceReport(
            account_id=generation.account_id,
            generation=generation,
            reported_at=generation.activated_at,
            peripherals={},
        )
        session.add(report)
    report.local_products = count
    present = (LocalProduct.generation_id == generation.id, LocalProduct.gone_at.is_(None))
    statement = update(LocalProduct).where(*present).values(reported_at=now)
    session.execute(statement, execution_options={"synchronize_session": False})
    session.flush()
