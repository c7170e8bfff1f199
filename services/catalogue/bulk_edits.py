"""Changing many products in one go: planned for a preview, applied as one revision, taken back at will."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.prices import Adjustment
from domain.refusal import Refusal
from models import Category, Product, ProductImport, Store, Tax
from models.scope import account_of
from services.catalogue.catalogue_lock import lock_catalogue
from services.catalogue.catalogue_undo import BULK_EDIT, keep_states, remember_deed
from services.catalogue.product_list import find_ids
from services.catalogue.product_states import ProductState, read_states, write_states
from services.history.events import record_event

LONGEST_NAME = 160


@dataclass(frozen=True)
class Chosen:
    """Which products: some by their public ids, or all that a search finds."""

    ids: tuple[str, ...] = ()
    everything: bool = False
    word: str = ""
    category: str = ""


@dataclass(frozen=True)
class BulkEdit:
    """What changes; None: nothing. An empty category means none; stores are public ids."""

    price: Adjustment | None = None
    category: str | None = None
    tax: str | None = None
    sold_in: str | None = None
    withheld_from: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == BulkEdit()


@dataclass(frozen=True)
class EditPlan:
    """Products as they are and as they would be."""

    before: dict[int, ProductState]
    after: dict[int, ProductState]

    @property
    def changed(self) -> dict[int, tuple[ProductState, ProductState]]:
        return {key: (old, self.after[key]) for key, old in self.before.items() if old != self.after[key]}


def find_chosen(session: Session, chosen: Chosen) -> list[int]:
    """Keys of the chosen products that are on sale."""
    if chosen.everything:
        return find_ids(session, word=chosen.word, category=chosen.category)
    query = select(Product.id).where(Product.public_id.in_(chosen.ids), Product.deleted_at.is_(None))
    return list(session.scalars(query))


def plan_bulk_edit(session: Session, chosen: Chosen, edit: BulkEdit) -> EditPlan:
    """What an edit would do.

    Raises Refusal nothing_chosen; nothing_to_change; price_negative, price_too_high at `value`.
    """
    keys = find_chosen(session, chosen)
    if not keys:
        raise Refusal("nothing_chosen")
    if edit.is_empty:
        raise Refusal("nothing_to_change")
    before = read_states(session, keys)
    change = _Change(session, edit)
    return EditPlan(before, {key: change.of(state) for key, state in before.items()})


def apply_bulk_edit(session: Session, chosen: Chosen, edit: BulkEdit, now: datetime) -> int:
    """Change the chosen products; returns how many differ. Refusals as `plan_bulk_edit`."""
    lock_catalogue(session.connection(), account_of(session))
    plan = plan_bulk_edit(session, chosen, edit)
    changed = plan.changed
    if not changed:
        return 0
    before = {key: old for key, (old, _new) in changed.items()}
    write_states(session, before, {key: new for key, (_old, new) in changed.items()}, now)
    names = ", ".join(sorted(old.name for old in before.values())[:5])[:LONGEST_NAME]
    deed = ProductImport(kind=BULK_EDIT, file_name=names, content=b"", created_at=now)
    session.add(deed)
    remember_deed(deed, now, added=(), changed=keep_states(before))
    record_event(session, "catalogue.bulk_edited", deed, now, count=len(changed))
    return len(changed)


class _Change:
    """An edit with the things that it names looked up."""

    def __init__(self, session: Session, edit: BulkEdit) -> None:
        self.edit = edit
        self.category = _key(session, Category, edit.category)
        self.tax = _key(session, Tax, edit.tax)
        self.sold_in = _key(session, Store, edit.sold_in)
        self.withheld_from = _key(session, Store, edit.withheld_from)

    def of(self, state: ProductState) -> ProductState:
        """The product as it would be."""
        changes: dict[str, object] = {}
        if self.edit.price is not None:
            changes["price"] = self.edit.price.of(state.price)
        if self.edit.category is not None:
            changes["category_id"] = self.category
        if self.tax is not None:
            changes["tax_id"] = self.tax
        withheld = set(state.withheld) - {self.sold_in}
        if self.withheld_from is not None:
            withheld.add(self.withheld_from)
        return msgspec.structs.replace(state, **changes, withheld=sorted(withheld))


def _key(session: Session, model: type[Category | Tax | Store], public_id: str | None) -> int | None:
    if not public_id:
        return None
    key: int | None = session.scalars(select(model.id).where(model.public_id == public_id)).first()
    return key


def examples_of(plan: EditPlan, limit: int = 20) -> Collection[tuple[ProductState, ProductState]]:
    """The first products that change, by name, for the preview."""
    return sorted(plan.changed.values(), key=lambda both: both[0].name.casefold())[:limit]
