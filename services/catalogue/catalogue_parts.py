"""What products are sorted and counted by: categories, units and taxes; add, change, remove."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.colors import read_color
from domain.refusal import Refusal
from domain.text import required_name
from models import Category, Product, Tax, Unit
from models.scope import account_of
from services.catalogue.catalogue_lock import lock_catalogue
from services.catalogue.products import read_position
from services.history.events import changes_between, record_event

Part = Category | Unit | Tax


class PartKind(StrEnum):
    """Which of them; the word that the address has."""

    CATEGORIES = "categories"
    UNITS = "units"
    TAXES = "taxes"


@dataclass(frozen=True)
class PartFields:
    """What a person says of one, as typed; each kind reads its own."""

    name: str
    code: str = ""
    rate: str = ""
    color: str = ""
    position: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class PartRow:
    """One of them and how many products on sale use it."""

    part: Part
    products: int


_MODELS: dict[PartKind, Any] = {
    PartKind.CATEGORIES: Category,
    PartKind.UNITS: Unit,
    PartKind.TAXES: Tax,
}
_COLUMNS: dict[PartKind, Any] = {
    PartKind.CATEGORIES: Product.category_id,
    PartKind.UNITS: Product.unit_id,
    PartKind.TAXES: Product.tax_id,
}
_ORDER: dict[PartKind, tuple[Any, ...]] = {
    PartKind.CATEGORIES: (Category.position, Category.name),
    PartKind.UNITS: (Unit.id,),
    PartKind.TAXES: (Tax.rate.desc(), Tax.id),
}
#: what the history calls each deed
_CREATED = dict(zip(PartKind, ("category.created", "unit.created", "tax.created"), strict=True))
_EDITED = dict(zip(PartKind, ("category.edited", "unit.edited", "tax.edited"), strict=True))
_REMOVED = dict(zip(PartKind, ("category.removed", "unit.removed", "tax.removed"), strict=True))
_RATE = re.compile(r"\d{1,3}([.,]\d{1,3})?\s*%?", re.ASCII)


def list_parts(session: Session, kind: PartKind) -> list[PartRow]:
    """All of a kind in their order, each with the number of its products."""
    column = _COLUMNS[kind]
    counts: Any = select(column, func.count()).where(Product.deleted_at.is_(None)).group_by(column)
    used = dict(session.execute(counts.where(Product.account_id == account_of(session))).all())
    parts = session.scalars(select(_MODELS[kind]).order_by(*_ORDER[kind]))
    return [PartRow(part, used.get(part.id, 0)) for part in parts]


def find_part(session: Session, kind: PartKind, public_id: str) -> Any:
    """One of them, or None."""
    model = _MODELS[kind]
    return session.scalars(select(model).where(model.public_id == public_id)).first()


def products_of(session: Session, kind: PartKind, part: Part, limit: int = 10) -> tuple[int, Sequence[str]]:
    """How many products on sale use it, and the names of the first."""
    here = (_COLUMNS[kind] == part.id, Product.deleted_at.is_(None))
    count = session.scalar(select(func.count()).select_from(Product).where(*here)) or 0
    names = session.scalars(select(Product.name).where(*here).order_by(Product.name).limit(limit)).all()
    return count, names


def add_part(session: Session, kind: PartKind, fields: PartFields, now: datetime) -> Part:
    """A new one.

    Raises Refusal at the field: required, too_long, name_twice, rate_invalid, color_invalid, position_invalid.
    """
    lock_catalogue(session.connection(), account_of(session))
    usual = len(list_parts(session, kind)) if kind is PartKind.CATEGORIES else 0
    part: Part = _MODELS[kind](**_checked(session, kind, fields, None, usual))
    session.add(part)
    record_event(session, _CREATED[kind], part, now)
    _keep_one_usual(session, part)
    return part


def edit_part(session: Session, kind: PartKind, part: Part, fields: PartFields, now: datetime) -> None:
    """Change one; refusals as `add_part`."""
    lock_catalogue(session.connection(), account_of(session))
    wanted = _checked(session, kind, fields, part, getattr(part, "position", 0))
    before = {name: getattr(part, name) for name in wanted}
    if before.get("is_default"):
        wanted["is_default"] = True  # there is always a usual rate; another one takes its place
    changes = [
        change | {side: _plain(change[side]) for side in ("before", "after")}
        for change in changes_between(before, wanted)
    ]
    for name, value in wanted.items():
        setattr(part, name, value)
    if changes:
        record_event(session, _EDITED[kind], part, now, changes=changes)
    _keep_one_usual(session, part)


def remove_part(
    session: Session, kind: PartKind, part: Part, now: datetime, *, replaced_by: str = ""
) -> None:
    """Remove one; products that use it get another one (its public id), or, of categories, none.

    Raises Refusal `in_use` (fact `count`) at `replaced_by` for a unit or tax that needs another one,
    `last_unit` or `last_tax`.
    """
    others = [row.part for row in list_parts(session, kind) if row.part.id != part.id]
    if kind is not PartKind.CATEGORIES and not others:
        raise Refusal("last_unit" if kind is PartKind.UNITS else "last_tax")
    other = next((one for one in others if one.public_id == replaced_by), None)
    count, _names = products_of(session, kind, part)
    if count and other is None and kind is not PartKind.CATEGORIES:
        raise Refusal("in_use", "replaced_by", count=count)
    column = _COLUMNS[kind]
    # those taken off sale point to it, too
    moved = update(Product).where(column == part.id).values({column.key: other.id if other else None})
    session.execute(moved, execution_options={"synchronize_session": False})
    record_event(session, _REMOVED[kind], part, now)
    was_usual = isinstance(part, Tax) and part.is_default
    session.delete(part)
    session.flush()
    if was_usual and isinstance(others[0], Tax):
        (other if isinstance(other, Tax) else others[0]).is_default = True
    session.expire_all()


def _checked(
    session: Session, kind: PartKind, fields: PartFields, part: Part | None, usual: int
) -> dict[str, Any]:
    longest = 80 if kind is PartKind.CATEGORIES else 40
    name = required_name(fields.name, "name", longest)
    for row in list_parts(session, kind):
        if row.part is not part and row.part.name.casefold() == name.casefold():
            raise Refusal("name_twice", "name")
    if kind is PartKind.CATEGORIES:
        return {
            "name": name,
            "color": read_color(fields.color),
            "position": read_position(fields.position, usual),
        }
    if kind is PartKind.UNITS:
        return {"name": name, "code": required_name(fields.code, "code", 10)}
    return {"name": name, "rate": _read_rate(fields.rate), "is_default": fields.is_default}


def _read_rate(typed: str) -> Decimal:
    text = typed.strip()
    if not text:
        raise Refusal("required", "rate")
    if not _RATE.fullmatch(text):
        raise Refusal("rate_invalid", "rate")
    rate = Decimal(text.rstrip("% ").replace(",", "."))
    if rate > 100:
        raise Refusal("rate_invalid", "rate")
    return rate


def _keep_one_usual(session: Session, part: Part) -> None:
    if isinstance(part, Tax) and part.is_default:
        session.flush()
        others = update(Tax).where(Tax.id != part.id, Tax.account_id == account_of(session))
        session.execute(others.values(is_default=False), execution_options={"synchronize_session": False})
        session.expire_all()


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
