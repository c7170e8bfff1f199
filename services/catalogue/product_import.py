"""Importing a product list: kept between preview and confirmation, then applied in one go, and taken back at will."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from domain.product_file import ProductFile, ProductLine, read_product_file
from domain.refusal import Refusal
from domain.table_file import BadLine
from models import Category, Product, ProductImport, Store, Tax, Unit, new_public_id
from models.scope import account_of
from services.catalogue.catalogue_lock import lock_catalogue
from services.catalogue.catalogue_undo import IMPORT, FormerStates, keep_states, remember_deed
from services.catalogue.price_lists import list_stores
from services.catalogue.product_states import ProductState, insert_states, read_states, update_states
from services.catalogue.products import currency_of, list_categories, list_taxes, list_units
from services.catalogue.spreadsheet_files import as_csv
from services.catalogue.words_of_files import Keys, NamedProducts, find_named, keys_of_taxes, keys_of_units
from services.database.keys import among
from services.history.events import record_event
from services.publication.foresight import Foreseen, foresee, read_goods_revision, rely_on
from services.publication.goods import FutureProduct, project_future

K = TypeVar("K", int, str)
KEEP = timedelta(days=1)
#: column → what is said of a word in it that the catalogue does not know
_UNKNOWN = {"unit": "unit_unknown", "tax": "tax_unknown"}
KEEP_DONE = timedelta(days=30)


@dataclass(frozen=True)
class PlannedLine:
    """What importing a line will do: add, change or nothing. A new product is known by no key."""

    line: ProductLine
    product: int | None
    before: ProductState | None
    after: ProductState

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class ImportPlan:
    """What a file would do to the catalogue."""

    encoding: str
    lines: list[PlannedLine]
    bad: list[BadLine]
    #: names that no category has yet, by a number below zero that stands for its key
    new_categories: dict[int, str] = field(default_factory=dict)

    @property
    def new(self) -> int:
        return sum(planned.product is None for planned in self.lines)

    @property
    def changed(self) -> int:
        return sum(planned.product is not None and planned.changes for planned in self.lines)

    @property
    def unchanged(self) -> int:
        return sum(planned.product is not None and not planned.changes for planned in self.lines)


class Basis(NamedTuple):
    """What an import was planned on: an account's goods, and what else a line is read by."""

    goods: int
    currency: str
    usual_tax: int | None


@dataclass(frozen=True)
class ForeseenImport:
    """An import worked out beforehand: what it will write, and how that will be published."""

    basis: Basis
    plan: ImportPlan
    #: ids of the new categories, by the number that stands for their key
    categories: dict[int, str]
    #: new products by their public ids, and others by their keys as they are and as they will be
    new: dict[str, ProductState]
    changed: dict[int, tuple[ProductState, ProductState]]
    publication: Foreseen
    #: the changed products as they are, to be kept
    former: FormerStates


@dataclass(frozen=True)
class Applied:
    """What an import did, for whoever wants to take it back."""

    plan: ImportPlan
    added: list[int]
    changed: FormerStates
    categories: list[int]


def keep_upload(session: Session, file_name: str, content: bytes, now: datetime) -> ProductImport:
    """Keep a file until it is confirmed; forgets yesterday's, and what was done a month ago."""
    done = ProductImport.imported_at.is_not(None)
    old = or_(ProductImport.created_at < now - KEEP_DONE, (ProductImport.created_at < now - KEEP) & ~done)
    session.execute(delete(ProductImport).where(ProductImport.kind == "products", old))
    upload = ProductImport(file_name=file_name[:160], content=content, created_at=now)
    session.add(upload)
    session.flush()
    return upload


def find_upload(session: Session, public_id: str) -> ProductImport | None:
    """A product list that was kept."""
    query = select(ProductImport).where(ProductImport.public_id == public_id, ProductImport.kind == IMPORT)
    return session.scalars(query).first()


def plan_import(session: Session, content: bytes, language: str) -> ImportPlan:
    """What the file would do. Products are recognized by barcode, else by name.

    Raises Refusal at `file` as `read_product_file`.
    """
    stores = {store.public_id: store.name for store in list_stores(session)}  # in the order of the export
    file = read_product_file(as_csv(content), currency_of(session), language, stores)
    return _Planner(session).plan(file)


def foresee_import(session: Session, content: bytes, language: str) -> ForeseenImport:
    """All of an import that nobody has to wait for; to be called in a transaction that only reads.

    Refusals as `plan_import`.
    """
    basis = _read_basis(session)  # first: what is read later may only be newer
    plan = plan_import(session, content, language)
    categories = {number: new_public_id() for number in plan.new_categories}
    new = {new_public_id(): one.after for one in plan.lines if one.product is None}
    changed = {
        one.product: (one.before, one.after)
        for one in plan.lines
        if one.product is not None and one.before is not None and one.changes
    }
    connection, account_id = session.connection(), account_of(session)
    future = _future_products(
        session, {**categories}, new, {key: after for key, (_, after) in changed.items()}
    )
    goods = project_future(connection, account_id, future)
    named = frozenset(one.id for one in future)
    publication = foresee(connection, account_id, basis.goods, goods, named)
    former = keep_states({key: before for key, (before, _) in changed.items()})
    return ForeseenImport(basis, plan, categories, new, changed, publication, former)


def import_products(
    session: Session, content: bytes, language: str, now: datetime, foreseen: ForeseenImport | None = None
) -> ImportPlan:
    """Apply the usable lines; returns what was done. Refusals as `plan_import`.

    One import at a time: of two at once the second finds the products of the first. `foreseen`: what
    `foresee_import` said of the same content before; used if it still holds.
    """
    return _apply(session, content, language, now, foreseen).plan


def finish_upload(
    session: Session,
    upload: ProductImport,
    language: str,
    now: datetime,
    foreseen: ForeseenImport | None = None,
) -> ImportPlan:
    """Import a kept file once, so that it can be undone; `foreseen` as for `import_products`.

    Raises Refusal `import_done` at `file` the second time.
    """
    session.refresh(upload, with_for_update=True)
    if upload.imported_at is not None:
        raise Refusal("import_done", "file")
    applied = _apply(session, upload.content, language, now, foreseen)
    remember_deed(upload, now, added=applied.added, changed=applied.changed, categories=applied.categories)
    upload.content = b""
    facts = {"new": len(applied.added), "changed": len(applied.changed)}
    record_event(session, "catalogue.imported", upload, now, **facts)
    session.flush()
    return applied.plan


def _apply(
    session: Session, content: bytes, language: str, now: datetime, foreseen: ForeseenImport | None
) -> Applied:
    lock_catalogue(session.connection(), account_of(session))
    if foreseen is None or foreseen.basis != _read_basis(session):
        foreseen = foresee_import(session, content, language)
    categories = _add_categories(session, foreseen)
    new = _with_categories(foreseen.new, categories)
    before = {key: old for key, (old, _) in foreseen.changed.items()}
    after = _with_categories({key: state for key, (_, state) in foreseen.changed.items()}, categories)
    added = insert_states(session, new, now)
    update_states(session, before, after, now)
    rely_on(session, foreseen.publication)
    return Applied(foreseen.plan, added, foreseen.former, list(categories.values()))


def _read_basis(session: Session) -> Basis:
    revision = read_goods_revision(session.connection(), account_of(session))
    usual = select(Tax.id).where(Tax.is_default).order_by(Tax.rate.desc(), Tax.id).limit(1)
    return Basis(revision, currency_of(session), session.scalar(usual))


def _add_categories(session: Session, foreseen: ForeseenImport) -> dict[int, int]:
    """The keys of new categories, by the number that stood for them."""
    position = len(list_categories(session))
    new = {
        number: Category(name=name, public_id=foreseen.categories[number], position=position + at)
        for at, (number, name) in enumerate(foreseen.plan.new_categories.items())
    }
    session.add_all(new.values())
    session.flush()
    return {number: category.id for number, category in new.items()}


def _with_categories(states: dict[K, ProductState], made: Mapping[int, int]) -> dict[K, ProductState]:
    """New categories have their keys now."""
    waiting = {key: state for key, state in states.items() if (state.category_id or 0) < 0} if made else {}
    return states | {
        key: msgspec.structs.replace(state, category_id=made[state.category_id or 0])
        for key, state in waiting.items()
    }


def _future_products(
    session: Session,
    categories: Mapping[int, str],
    new: Mapping[str, ProductState],
    changed: Mapping[int, ProductState],
) -> list[FutureProduct]:
    """The products of an import as they will be; new ones get keys below zero."""
    names = {model: _public_ids(session, model) for model in (Category, Unit, Tax)}
    for number, public_id in categories.items():
        names[Category][number] = public_id
    query = select(Product.id, Product.public_id, Product.adopted_from)
    known = session.execute(query.where(among(session.connection(), Product.id, changed))).all()
    rows = [(key, public_id, adopted, changed[key]) for key, public_id, adopted in known]
    rows += [(-at, public_id, None, state) for at, (public_id, state) in enumerate(new.items(), start=1)]
    return [
        FutureProduct(
            key=key,
            id=public_id,
            name=one.name,
            category_id=names[Category].get(one.category_id),
            sku=one.sku,
            unit_id=names[Unit].get(one.unit_id),
            price=one.price,
            tax_id=names[Tax].get(one.tax_id),
            made_to_order=one.made_to_order,
            sold_by_weight=one.sold_by_weight,
            position=one.position,
            color=one.color,
            adopted_from=adopted,
            barcodes=one.barcodes,
            store_prices=one.store_prices,
            withheld=one.withheld,
        )
        for key, public_id, adopted, one in rows
    ]


def _public_ids(session: Session, model: Any) -> dict[int | None, str]:
    return dict(session.execute(select(model.id, model.public_id)).all())


class _Planner:
    """Compares lines with the catalogue as it is."""

    def __init__(self, session: Session) -> None:
        self.states = read_states(session)
        self.by_barcode = {code: key for key, state in self.states.items() for code in state.barcodes}
        self.by_name = NamedProducts(self.states)
        self.categories = {one.name.casefold(): one.id for one in reversed(list_categories(session))}
        self.new_categories: dict[int, str] = {}
        units, taxes = list_units(session), list_taxes(session)
        self.units, self.taxes = keys_of_units(units), keys_of_taxes(taxes)
        usual = next((tax.id for tax in taxes if tax.is_default), None)
        self.blank = ProductState(name="", price=0, tax_id=usual, unit_id=units[0].id if units else None)
        self.stores = {store.public_id: store.id for store in session.scalars(select(Store))}

    def plan(self, file: ProductFile) -> ImportPlan:
        planned: list[PlannedLine] = []
        bad = list(file.bad)
        claimed: dict[object, int] = {}
        for line in file.lines:
            try:
                planned.append(self._line(line, claimed))
            except Refusal as refusal:
                bad.append(BadLine(line.number, refusal.code, refusal.field, line.name, refusal.facts))
        bad.sort(key=lambda one: one.number)
        return ImportPlan(file.encoding, planned, bad, self.new_categories)

    def _line(self, line: ProductLine, claimed: dict[object, int]) -> PlannedLine:
        known = [self.by_barcode[code] for code in line.barcodes if code in self.by_barcode]
        key = known[0] if known else self.by_name.find(line.name, claimed)
        claim = line.name.casefold() if key is None else key
        if len(set(known)) > 1 or claim in claimed:
            raise Refusal("product_twice", "name", line=claimed.get(claim, line.number))
        before = None if key is None else self.states[key]
        after = self._after(before or self.blank, line)
        claimed[claim] = line.number
        return PlannedLine(line, key, before, after)

    def _after(self, state: ProductState, line: ProductLine) -> ProductState:
        changes: dict[str, object] = {"name": line.name, "price": line.price}
        if line.unit is not None:
            changes["unit_id"] = _named(self.units, line.unit, "unit")
        if line.tax is not None:
            changes["tax_id"] = _named(self.taxes, line.tax, "tax")
        if line.category:
            changes["category_id"] = self._category(line.category)
        given = {name: getattr(line, name) for name in ("sku", "made_to_order", "sold_by_weight")}
        changes |= {name: value for name, value in given.items() if value is not None}
        changes["barcodes"] = list(dict.fromkeys([*state.barcodes, *line.barcodes]))
        prices = dict(state.store_prices)
        for store, price in line.store_prices:
            prices.pop(self.stores[store], None)
            if price is not None:
                prices[self.stores[store]] = price
        return msgspec.structs.replace(state, **changes, store_prices=prices, withheld=list(state.withheld))

    def _category(self, name: str) -> int:
        word = name.casefold()
        if word not in self.categories:
            self.categories[word] = -1 - len(self.new_categories)
            self.new_categories[self.categories[word]] = name
        return self.categories[word]


def _named(keys: Keys, word: str, column: str) -> int:
    key = find_named(keys, word)
    if key is None:
        raise Refusal(_UNKNOWN[column], column, word=word)
    return key
