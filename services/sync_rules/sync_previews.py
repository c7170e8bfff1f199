"""What a rule for products would do to the goods that exist only on tills, before it is stored (guide D)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.sync_choices import Consequence, consequence_of
from models import Device, LocalProduct, SyncRule
from services.sync_rules.sync_rules import Choice, read_choice
from services.sync_rules.sync_scopes import RuleShown, Scope, read_scope

#: goods named before a change; the till's own list says all
EXAMPLES = 5


@dataclass(frozen=True)
class TillsGoods:
    """A POS whose own goods a change concerns, and how many they are."""

    public_id: str
    name: str
    goods: int


@dataclass(frozen=True)
class Preview:
    """What a change would do to goods that exist only on tills; `is_first`: nothing was chosen here before."""

    consequence: Consequence
    is_first: bool
    count: int
    examples: list[str]
    tills: list[TillsGoods]

    @property
    def seal(self) -> str:
        """What somebody confirms: another consequence, or other goods, and they are asked again."""
        return f"{self.consequence}:{self.count}"


def preview_rules(session: Session, scope: Scope, choices: Mapping[Stream, Choice]) -> Preview | None:
    """What somebody has to confirm before these rules are stored; None: nothing.

    Raises Refusal at `mode`, `period_minutes` or `window`: rule_unknown, period_unknown, window_unknown.
    """
    rules = read_scope(session, scope)
    wanted = {
        stream: read_choice(session, scope, rules, stream, choice) for stream, choice in choices.items()
    }
    if Stream.PRODUCTS not in wanted:
        return None
    before, after = rules.in_force[Stream.PRODUCTS], wanted[Stream.PRODUCTS]
    return preview_products(session, scope, before, after, is_first=Stream.PRODUCTS not in rules.own)


def preview_products(
    session: Session, scope: Scope, before: RuleShown, after: RuleShown, *, is_first: bool = False
) -> Preview | None:
    """What another rule for products does to the goods of the tills of a place; None: it only changes when.

    `is_first`: somebody chooses here for the first time, and reads what holds from now on.
    """
    tills = _tills_concerned(session, scope)
    consequence = consequence_of(before.rule, after.rule)
    if consequence is None and is_first and scope.device is not None and tills and before.rule != after.rule:
        consequence = consequence_of(before.rule, after.rule, is_first=True)
    if consequence is None:
        return None
    return Preview(consequence, is_first, sum(till.goods for till in tills), _examples(session, tills), tills)


def _tills_concerned(session: Session, scope: Scope) -> list[TillsGoods]:
    """The POS for which a products rule of this place holds and whose till has goods of its own."""
    query = (
        select(Device.public_id, Device.name, func.count(LocalProduct.id))
        .join(LocalProduct, LocalProduct.device_id == Device.id)
        .where(*_without_product(), *_concerned(scope), Device.status != DeviceStatus.DELETED)
        .group_by(Device.id, Device.public_id, Device.name)
        .order_by(Device.name, Device.id)
    )
    return [TillsGoods(*row) for row in session.execute(query)]


def _examples(session: Session, tills: list[TillsGoods]) -> list[str]:
    if not tills:
        return []
    names = (
        select(LocalProduct.name)
        .join(Device, Device.id == LocalProduct.device_id)
        .where(*_without_product(), Device.public_id.in_([till.public_id for till in tills]))
        .order_by(LocalProduct.name, LocalProduct.id)
        .limit(EXAMPLES)
    )
    return list(session.scalars(names))


def _without_product() -> tuple[Any, ...]:
    """What is on the till now and was not adopted into the back office."""
    return LocalProduct.gone_at.is_(None), LocalProduct.product_id.is_(None)


def _concerned(scope: Scope) -> list[Any]:
    """A rule of its own, or of its store, keeps a POS out."""
    if scope.device is not None:
        return [Device.id == scope.device.id]
    own = select(SyncRule.device_id).where(
        SyncRule.stream == Stream.PRODUCTS, SyncRule.device_id.is_not(None)
    )
    conditions: list[Any] = [Device.id.not_in(own)]
    if scope.store is not None:
        return [*conditions, Device.store_id == scope.store.id]
    stores = select(SyncRule.store_id).where(
        SyncRule.stream == Stream.PRODUCTS, SyncRule.store_id.is_not(None)
    )
    return [*conditions, Device.account_id == scope.account.id, Device.store_id.not_in(stores)]
