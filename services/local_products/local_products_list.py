"""The till's own goods as pages show them: on one till, in its bin, on all tills, and what the next sync deletes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.local_products import lost_groups
from domain.names import DeviceStatus, Stream
from domain.sync_rules import Mode
from models import Category, Device, LocalProduct, Product, Store
from services.sync_rules.rules_in_force import read_rules
from services.synchronization.sync_orders import find_open_orders
from services.tills.device_facts import newest_generation, read_report

PAGE = 50


class GoodRow(NamedTuple):
    """One of them, with the till that has it and the product that it became."""

    public_id: str
    name: str
    price: int
    barcodes: list[str]
    group: str
    reported_at: datetime
    gone_at: datetime | None
    product_id: str | None
    product: str | None
    device_id: str
    device: str
    store: str
    timezone: str


@dataclass(frozen=True)
class GoodsPage:
    """One page of a list."""

    rows: list[GoodRow]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Forecast:
    """What the next product sync of a till does with its own goods."""

    #: the POS has a till that works
    has_till: bool
    #: the rule of its products is not *Never*, or somebody pressed *Update now*
    will_fetch: bool
    is_ordered: bool
    #: exist only there: deleted, unless they are adopted before
    only_there: int
    groups: list[str]
    #: in all, and as the till counted when it last reported how it is
    listed: int
    counted: int


#: became a product that is still on sale
ADOPTED = and_(Product.id == LocalProduct.product_id, Product.deleted_at.is_(None))
PRESENT = LocalProduct.gone_at.is_(None)
ONLY_THERE = Product.id.is_(None)


def list_on_till(session: Session, device: Device, word: str = "", page: int = 1) -> GoodsPage:
    """All that a till last reported, also what was adopted and waits to be fetched."""
    return _page(session, [LocalProduct.device_id == device.id, PRESENT], word, page)


def list_in_bin(session: Session, device: Device, word: str = "", page: int = 1) -> GoodsPage:
    """What a till no longer has and nobody adopted, for 30 days."""
    which = [LocalProduct.device_id == device.id, LocalProduct.gone_at.is_not(None), ONLY_THERE]
    return _page(session, which, word, page)


def list_on_all_tills(session: Session, word: str = "", page: int = 1) -> GoodsPage:
    """What exists only on tills, in the whole account."""
    return _page(session, [PRESENT, ONLY_THERE, Device.status != DeviceStatus.DELETED], word, page)


def every_row(session: Session, device: Device | None) -> Iterator[GoodRow]:
    """Everything of a list, for a file."""
    page, pages = 1, 1
    while page <= pages:
        found = list_on_till(session, device, page=page) if device else list_on_all_tills(session, page=page)
        yield from found.rows
        page, pages = page + 1, found.pages


def foresee(session: Session, device: Device, now: datetime) -> Forecast:
    """What the next product sync of this till deletes."""
    rules = read_rules(
        session.connection(),
        account_id=device.account_id,
        store_id=device.store_id,
        device_id=device.id,
    )
    is_ordered = any(one.stream == Stream.PRODUCTS for one in find_open_orders(session, device, now))
    groups, only_there, listed = _groups_on(session, device)
    report = read_report(session, newest_generation(session, device))
    categories = session.scalars(select(Category.name)).all() if groups else []
    return Forecast(
        has_till=device.status == DeviceStatus.ACTIVATED,
        will_fetch=is_ordered or rules[Stream.PRODUCTS].mode != Mode.NEVER,
        is_ordered=is_ordered,
        only_there=only_there,
        groups=lost_groups(groups, categories),
        listed=listed,
        counted=report.local_products if report else 0,
    )


def _groups_on(session: Session, device: Device) -> tuple[list[str], int, int]:
    """The groups of what exists only on a till, how many such goods there are, and how many in all."""
    only_there = func.count().filter(ONLY_THERE)
    query = select(LocalProduct.group, only_there, func.count()).outerjoin(Product, ADOPTED)
    query = query.where(LocalProduct.device_id == device.id, PRESENT).group_by(LocalProduct.group)
    rows = session.execute(query).all()
    groups = [group for group, count, _all in rows if count]
    return groups, sum(row[1] for row in rows), sum(row[2] for row in rows)


def _page(session: Session, which: list[ColumnElement[bool]], word: str, page: int) -> GoodsPage:
    query = _rows().where(*which, *_holding(word.strip()))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    order = (LocalProduct.group, LocalProduct.name, LocalProduct.id)
    rows = session.execute(query.order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    return GoodsPage([GoodRow(*tuple(row)) for row in rows], total, page, pages)


def _rows() -> Select[Any]:
    rows: Any = (
        select(
            LocalProduct.public_id,
            LocalProduct.name,
            LocalProduct.price,
            LocalProduct.barcodes,
            LocalProduct.group,
            LocalProduct.reported_at,
            LocalProduct.gone_at,
            Product.public_id.label("product_id"),
            Product.name.label("product"),
            Device.public_id.label("device_id"),
            Device.name.label("device"),
            Store.name.label("store"),
            Store.timezone,
        )
        .join(Device, Device.id == LocalProduct.device_id)
        .join(Store, Store.id == Device.store_id)
        .outerjoin(Product, ADOPTED)
    )
    return cast(Select[Any], rows)


def _holding(word: str) -> list[ColumnElement[bool]]:
    """Those whose name or group holds the word."""
    if not word:
        return []
    pattern = f"%{word.replace('%', '').replace('_', '')}%"
    # SQLite folds only ASCII letters; comparing more cases finds „Żurek” and «борщ» too
    cases = {pattern, pattern.lower(), pattern.upper(), f"%{word[:1].upper()}{word[1:].lower()}%"}
    columns = (LocalProduct.name, LocalProduct.group)
    return [or_(*(column.ilike(one) for column in columns for one in cases))]
