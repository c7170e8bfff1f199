"""Adopting a till's own goods into the back office: all that were chosen in one transaction, each of them once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from domain.adoption import Candidate, Planned, Way, plan_adoption
from domain.names import DeviceStatus
from models import Barcode, Category, Device, Generation, LocalProduct, Product, Tax, Unit
from models.scope import account_of
from services.catalogue.products import find_or_add_category
from services.history.events import record_event
from services.local_products.local_products_list import ADOPTED, ONLY_THERE, PRESENT
from services.publication.heads import lock_account
from services.publication.projection import in_portions

#: names in an event; the history of the products says all
EXAMPLES = 5


@dataclass(frozen=True)
class Choice:
    """Which of them: some by their ids, be they in the bin; or without ids all that exist only there."""

    #: None: on any till
    device: Device | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Offer:
    """One of the chosen, and what adopting it means."""

    good: LocalProduct
    plan: Planned


@dataclass
class Adopted:
    """What was done: products that are new, goods that became one that was there, goods that had been adopted."""

    new: int = 0
    linked: int = 0
    already: int = 0


@dataclass
class _Shelf:
    """What new products need, read once."""

    session: Session
    tax: Tax | None
    unit: Unit | None
    owners: dict[str, Product]
    categories: dict[str, Category | None] = field(default_factory=dict)

    def category(self, group: str) -> Category | None:
        key = group.casefold()
        if key not in self.categories:
            self.categories[key] = find_or_add_category(self.session, group)
        return self.categories[key]


def offer_adoption(session: Session, choice: Choice, way: Way = Way.LINK) -> list[Offer]:
    """What adopting the chosen would do; those that were adopted already are left out."""
    goods = [good for good in _chosen(session, choice) if not is_adopted(good)]
    owners = {code: product.name for code, product in _owners(session, goods).items()}
    candidates = [Candidate(good.name, tuple(good.barcodes)) for good in goods]
    return [
        Offer(good, plan) for good, plan in zip(goods, plan_adoption(candidates, owners, way), strict=True)
    ]


def adopt_local_products(session: Session, choice: Choice, way: Way, now: datetime) -> Adopted:
    """Make products of the chosen, or link them with those that have their barcodes; repeating is harmless.

    Publishes once, with the transaction. The tills are held meanwhile, so that none throws away what is just
    being adopted; then the account, so that a barcode goes to one product.
    """
    _hold(session, _chosen(session, choice))
    already = sum(is_adopted(good) for good in _chosen(session, choice))
    offers = offer_adoption(session, choice, way)
    shelf = _read_shelf(session, [offer.good for offer in offers])
    adopted = Adopted(already=already)
    for offer in offers:
        _adopt(shelf, offer, way, adopted, now)
    session.flush()
    _record(session, [offer.good for offer in offers], now)
    return adopted


def is_adopted(good: LocalProduct) -> bool:
    """Whether it is a product of the back office now; one that was deleted there may be adopted again."""
    return good.product is not None and good.product.deleted_at is None


def _chosen(session: Session, choice: Choice) -> list[LocalProduct]:
    query = select(LocalProduct).options(joinedload(LocalProduct.product), joinedload(LocalProduct.device))
    query = query.order_by(LocalProduct.id).execution_options(populate_existing=True)
    if choice.device is not None:
        query = query.where(LocalProduct.device_id == choice.device.id)
    if choice.ids is None:
        return list(session.scalars(_only_there(query)))
    return [
        good
        for portion in in_portions(choice.ids)
        for good in session.scalars(query.where(LocalProduct.public_id.in_(portion)))
    ]


def _only_there(query: Select[LocalProduct]) -> Select[LocalProduct]:
    query = query.outerjoin(Product, ADOPTED).where(PRESENT, ONLY_THERE)
    return query.join(Device, Device.id == LocalProduct.device_id).where(
        Device.status != DeviceStatus.DELETED
    )


def _hold(session: Session, goods: Sequence[LocalProduct]) -> None:
    for portion in in_portions(sorted({good.generation_id for good in goods})):
        tills = select(Generation.id).where(Generation.id.in_(portion)).order_by(Generation.id)
        session.execute(tills.with_for_update(key_share=True))
    lock_account(session.connection(), account_of(session))


def _owners(session: Session, goods: Sequence[LocalProduct]) -> dict[str, Product]:
    """Which product has which of their barcodes."""
    codes = {"".join(code.split()) for good in goods for code in good.barcodes}
    found: dict[str, Product] = {}
    for portion in in_portions(codes):
        query = select(Barcode.code, Product).join(Product, Product.id == Barcode.product_id)
        for code, product in session.execute(query.where(Barcode.code.in_(portion))):
            found[code] = product
    return found


def _read_shelf(session: Session, goods: Sequence[LocalProduct]) -> _Shelf:
    tax = session.scalars(select(Tax).where(Tax.is_default.is_(True)).limit(1)).first()
    unit = session.scalars(select(Unit).order_by(Unit.id).limit(1)).first()
    return _Shelf(session, tax, unit, _owners(session, goods))


def _adopt(shelf: _Shelf, offer: Offer, way: Way, adopted: Adopted, now: datetime) -> None:
    good, plan = offer.good, offer.plan
    if plan.taken and way == Way.LINK:
        product = shelf.owners[plan.taken[0].code]
        product.adopted_from = product.adopted_from or good.local_id
        product.updated_at = now
        adopted.linked += 1
    else:
        product = _new_product(shelf, good, now)
        adopted.new += 1
    product.barcodes.extend(Barcode(code=code) for code in plan.free)
    shelf.owners |= dict.fromkeys(plan.free, product)
    good.product, good.adopted_at = product, now


def _new_product(shelf: _Shelf, good: LocalProduct, now: datetime) -> Product:
    product = Product(
        name=good.name,
        price=good.price,
        category=shelf.category(good.group),
        tax=shelf.tax,
        unit=shelf.unit,
        adopted_from=good.local_id,
        barcodes=[],
        created_at=now,
        updated_at=now,
    )
    shelf.session.add(product)
    return product


def _record(session: Session, goods: Sequence[LocalProduct], now: datetime) -> None:
    """One line in the history of each POS whose goods they were."""
    by_device: dict[Device, list[str]] = defaultdict(list)
    for good in goods:
        by_device[good.device].append(good.name)
    for device, names in by_device.items():
        facts = {"count": len(names), "examples": names[:EXAMPLES]}
        record_event(session, "device.local_products_adopted", device, now, **facts)
