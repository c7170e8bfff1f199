"""What a move to another store does to the sync rules of a POS: windows of the old store never open for it there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_choices import CHOSEN_STREAMS
from domain.sync_rules import Mode
from models import Device, Store, SyncRule, SyncWindow
from services.history.events import record_event
from services.sync_rules.sync_previews import Preview, preview_products
from services.sync_rules.sync_rules import rule_facts
from services.sync_rules.sync_scopes import RuleShown, device_scope, read_scope, store_scope
from services.sync_rules.withdrawn_orders import withdraw_where_off


@dataclass(frozen=True)
class MovedRule:
    """A stream that runs otherwise after the move. `window_stays`: its own rule names a window of the old store."""

    stream: Stream
    before: RuleShown
    after: RuleShown
    window_stays: bool


@dataclass(frozen=True)
class Move:
    """What somebody has to read before a POS moves; `goods`: what becomes of goods that exist only on its till."""

    store: Store
    rules: list[MovedRule]
    goods: Preview | None

    @property
    def seal(self) -> str:
        """What somebody confirms: another store, other rules or other goods, and they are asked again."""
        rules = (f"{one.stream}:{sorted(rule_facts(one.after).items())}" for one in self.rules)
        return ";".join((self.store.public_id, *rules, self.goods.seal if self.goods else ""))


def preview_move(session: Session, device: Device, store: Store) -> Move | None:
    """What else changes when the POS moves to this store; None: nothing of its rules."""
    if store.id == device.store_id:
        return None
    scope = device_scope(session, device)
    here, there = read_scope(session, scope), read_scope(session, store_scope(session, store)).in_force
    staying = _windows_that_stay(session, device, store)
    rules = []
    for stream in CHOSEN_STREAMS:
        own, before = here.own.get(stream), here.in_force[stream]
        after = own if own is not None and stream not in staying else there[stream]
        if (before.rule, before.window) != (after.rule, after.window):
            rules.append(MovedRule(stream, before, after, stream in staying))
    if not rules:
        return None
    products = next((one for one in rules if one.stream == Stream.PRODUCTS), None)
    goods = preview_products(session, scope, products.before, products.after) if products else None
    return Move(store, rules, goods)


def follow_new_store(session: Session, device: Device, before: Store, now: datetime) -> None:
    """The POS stands in another store now: where its rule named a window of the old one, the new store's rule holds.

    What was ordered before and is off there does not reach its till any more.
    """
    _leave_windows(session, device, before, now)
    withdraw_where_off(session, device, CHOSEN_STREAMS, now)


def _leave_windows(session: Session, device: Device, before: Store, now: datetime) -> None:
    staying = _windows_that_stay(session, device, device.store)
    if not staying:
        return
    scope = device_scope(session, device)
    rules = read_scope(session, scope)
    for stream in (one for one in CHOSEN_STREAMS if one in staying):
        facts = {"before": rule_facts(rules.own[stream]), "after": rule_facts(rules.above[stream])}
        session.delete(staying[stream])
        record_event(session, "sync_rule.left", device, now, stream=stream.value, store=before.name, **facts)
    session.flush()


def _windows_that_stay(session: Session, device: Device, store: Store) -> dict[Stream, SyncRule]:
    """The rules of the POS that name a window of another store than this one, by stream."""
    query = (
        select(SyncRule)
        .join(SyncWindow, SyncWindow.id == SyncRule.window_id)
        .where(SyncRule.device_id == device.id, SyncRule.mode == Mode.WINDOW)
        .where(SyncWindow.store_id.is_not(None), SyncWindow.store_id != store.id)
        .where(SyncWindow.deleted_at.is_(None))
    )
    return {Stream(rule.stream): rule for rule in session.scalars(query)}
