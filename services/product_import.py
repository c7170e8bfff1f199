"""Importing a product list: kept between preview and confirmation, then applied in one go, and taken back at will."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from domain.product_file import ProductFile, ProductLine, read_product_file
from domain.refusal import Refusal
from domain.table_file import BadLine
from models import Category, ProductImport, Store
from models.scope import account_of
from services.catalogue_lock import lock_catalogue
from services.catalogue_undo import IMPORT, remember_deed
from services.events import record_event
from services.product_states import ProductState, add_products, read_states, write_states
from services.products import currency_of, list_categories, list_taxes, list_units
from services.spreadsheet_files import as_csv

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


@dataclass(frozen=True)
class Applied:
    """What an import did, for whoever wants to take it back."""

    plan: ImportPlan
    added: list[int]
    changed: dict[int, ProductState]
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
    stores = {store.public_id: store.name for store in session.scalars(select(Store).order_by(Store.id))}
    file = read_product_file(as_csv(content), currency_of(session), language, stores)
    return _Planner(session).plan(file)


def import_products(session: Session, content: bytes, language: str, now: datetime) -> ImportPlan:
    """Apply the usable lines; returns what was done. Refusals as `plan_import`.

    One import at a time: of two at once the second finds the products of the first.
    """
    return _apply(session, content, language, now).plan


def finish_upload(session: Session, upload: ProductImport, language: str, now: datetime) -> ImportPlan:
    """Import a kept file once, so that it can be undone. Raises Refusal `import_done` at `file` the second time."""
    session.refresh(upload, with_for_update=True)
    if upload.imported_at is not None:
        raise Refusal("import_done", "file")
    applied = _apply(session, upload.content, language, now)
    remember_deed(upload, now, added=applied.added, changed=applied.changed, categories=applied.categories)
    upload.content = b""
    plan = applied.plan
    facts = {"new": plan.new, "changed": plan.changed}
    record_event(session, "catalogue.imported", upload, now, **facts)
    session.flush()
    return plan


def _apply(session: Session, content: bytes, language: str, now: datetime) -> Applied:
    lock_catalogue(session.connection(), account_of(session))
    plan = plan_import(session, content, language)
    categories = _add_categories(session, plan.new_categories)
    after = [_with_category(planned.after, categories) for planned in plan.lines]
    both = list(zip(plan.lines, after, strict=True))
    new = [state for planned, state in both if planned.product is None]
    changed = {
        planned.product: (planned.before, state)
        for planned, state in both
        if planned.product is not None and planned.before is not None and planned.changes
    }
    before = {key: old for key, (old, _) in changed.items()}
    added = add_products(session, new, now)
    write_states(session, before, {key: state for key, (_, state) in changed.items()}, now)
    return Applied(plan, added, before, list(categories.values()))


def _add_categories(session: Session, names: Mapping[int, str]) -> dict[int, int]:
    """The keys of new categories, by the number that stood for them."""
    position = len(list_categories(session))
    new = {
        number: Category(name=name, position=position + at) for at, (number, name) in enumerate(names.items())
    }
    session.add_all(new.values())
    session.flush()
    return {number: category.id for number, category in new.items()}


def _with_category(state: ProductState, categories: Mapping[int, int]) -> ProductState:
    made = categories.get(state.category_id or 0)
    return state if made is None else msgspec.structs.replace(state, category_id=made)


class _Planner:
    """Compares lines with the catalogue as it is."""

    def __init__(self, session: Session) -> None:
        self.states = read_states(session)
        self.by_barcode = {code: key for key, state in self.states.items() for code in state.barcodes}
        self.by_name = {state.name.casefold(): key for key, state in reversed(self.states.items())}
        self.categories = {one.name.casefold(): one.id for one in reversed(list_categories(session))}
        self.new_categories: dict[int, str] = {}
        units, taxes = list_units(session), list_taxes(session)
        self.units = {_plain(word): one.id for one in units for word in (one.name, one.code)}
        self.taxes = {_plain(word): one.id for one in taxes for word in (one.name, _rate_word(one.rate))}
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
        key = known[0] if known else self.by_name.get(line.name.casefold())
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


def _rate_word(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _plain(word: str) -> str:
    """ "23,0 %" and "23" are the same tax, "kg." and "kg" the same unit."""
    plain = word.casefold().replace("%", "").replace(",", ".").strip().rstrip(".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _named(keys: Mapping[str, int], word: str, column: str) -> int:
    key = keys.get(_plain(word))
    if key is None:
        raise Refusal(_UNKNOWN[column], column, word=word)
    return key
