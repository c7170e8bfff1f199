"""Sync windows: create, edit, remove, list; a removed one leaves no rule behind that waits for it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.refusal import Refusal, read_all
from domain.sync_choices import CHOSEN_STREAMS
from domain.sync_rules import Mode, Window
from domain.sync_windows import read_window
from domain.text import required_name
from models import Device, Store, SyncRule, SyncWindow
from models.scope import account_of
from services.history.events import changes_between, record_event
from services.stores.stores import find_store
from services.sync_rules.rules_in_force import window_of
from services.sync_rules.sync_rules import AS_ABOVE, Choice, change_rules, reset_rule
from services.sync_rules.sync_scopes import (
    OURS,
    RuleShown,
    RulesShown,
    Scope,
    account_scope,
    device_scope,
    read_all_scopes,
    read_scope,
    store_scope,
)
from services.synchronization.window_runs import follow_new_hours

LONGEST_NAME = 80


@dataclass(frozen=True)
class WindowFields:
    """What a person says of a window. `store`: the public id of its store; without, it opens in every store."""

    name: str
    days: Collection[int]
    opens: str
    closes: str
    store: str = ""
    streams: Collection[Stream] = field(default_factory=tuple)


@dataclass(frozen=True)
class NamingRule:
    """A rule that names a window, and what holds in its place once the window is gone."""

    scope: Scope
    stream: Stream
    then: RuleShown


def create_window(session: Session, fields: WindowFields, now: datetime) -> SyncWindow:
    """A new window; the rules of its store, or of the business, name it for the chosen streams.

    Raises Refusal at the field: required, too_long, window_name_taken, days_missing, time_unknown,
    window_without_end, store_unknown, products_are_off.
    """
    store = _store_of(session, fields.store)
    window = SyncWindow(
        account_id=account_of(session),
        store_id=store.id if store else None,
        created_at=now,
        **_checked(session, fields, None),
    )
    session.add(window)
    session.flush()
    record_event(session, "sync_window.created", window, now)
    _serve(session, window, fields.streams, now)
    return window


def edit_window(session: Session, window: SyncWindow, fields: WindowFields, now: datetime) -> bool:
    """Change a window; its store stays, for rules of that store name it. Whether anything changed.

    Raises as `create_window`.
    """
    wanted = _checked(session, fields, window)
    changes = changes_between({name: getattr(window, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(window, name, value)
    if any(change["field"] != "name" for change in changes):
        window.changed_at = now
        follow_new_hours(session, window, now)
    if changes:
        record_event(session, "sync_window.edited", window, now, changes=changes)
    return _serve(session, window, fields.streams, now) or bool(changes)


def remove_window(session: Session, window: SyncWindow, now: datetime) -> None:
    """End a window; each rule that names it gives way to the one above it. What it did stays to be read."""
    for naming in list_naming(session, window):
        reset_rule(session, naming.scope, naming.stream, now)
    window.deleted_at = now
    follow_new_hours(session, window, now)
    record_event(session, "sync_window.removed", window, now)


def find_window(session: Session, public_id: str) -> SyncWindow | None:
    """A window of the account that was not removed."""
    query = select(SyncWindow).where(SyncWindow.public_id == public_id, SyncWindow.deleted_at.is_(None))
    return session.scalars(query).first()


def find_any_window(session: Session, public_id: str) -> SyncWindow | None:
    """A window of the account, also one that was removed: its openings stay to be read."""
    return session.scalars(select(SyncWindow).where(SyncWindow.public_id == public_id)).first()


def list_all_windows(session: Session) -> list[SyncWindow]:
    """The account's windows by name."""
    query = select(SyncWindow).where(SyncWindow.deleted_at.is_(None))
    return list(session.scalars(query.order_by(func.lower(SyncWindow.name), SyncWindow.id)))


def hours_of(window: SyncWindow) -> Window:
    """Its days and hours, for the rules of the domain."""
    return window_of(window.days, window.opens, window.closes)


def streams_of(session: Session, window: SyncWindow) -> list[Stream]:
    """What the rule of its store, or of the business, says is fetched in it."""
    own = read_scope(session, scope_of(session, window)).own
    return [stream for stream in CHOSEN_STREAMS if stream in own and own[stream].window == window.public_id]


def scope_of(session: Session, window: SyncWindow) -> Scope:
    """The place whose rules name it when its streams are chosen."""
    if window.store is not None:
        return store_scope(session, window.store)
    return account_scope(session, window.account_id)


def list_naming(session: Session, window: SyncWindow) -> list[NamingRule]:
    """All rules that name a window: of the business, of stores, of POS, in this order."""
    business, stores = read_all_scopes(session)
    business = _without(business, window)
    above = {store_id: _without(own, window) for store_id, own in stores.items()}
    found = [_naming(session, rule, business, above) for rule in session.scalars(_rules_of(window))]
    return sorted(found, key=lambda naming: _order(naming.scope))


def _rules_of(window: SyncWindow) -> Any:
    return select(SyncRule).where(SyncRule.window_id == window.id, SyncRule.mode == Mode.WINDOW)


def _order(scope: Scope) -> tuple[bool, bool, str]:
    return scope.device is not None, scope.store is not None, scope.subject.name


def _naming(
    session: Session, rule: SyncRule, business: RulesShown, stores: dict[int, RulesShown]
) -> NamingRule:
    stream = Stream(rule.stream)
    then = business.get(stream, OURS[stream])
    if rule.device_id is not None:
        device = session.get_one(Device, rule.device_id)
        then = stores.get(device.store_id, {}).get(stream, then)
        return NamingRule(device_scope(session, device), stream, then)
    if rule.store_id is not None:
        return NamingRule(store_scope(session, session.get_one(Store, rule.store_id)), stream, then)
    return NamingRule(account_scope(session, rule.account_id), stream, OURS[stream])


def _without(rules: RulesShown, window: SyncWindow) -> RulesShown:
    return {stream: one for stream, one in rules.items() if one.window != window.public_id}


def _serve(session: Session, window: SyncWindow, streams: Collection[Stream], now: datetime) -> bool:
    """Let the rules of the window's place name it for these streams, and no longer for the others."""
    scope, before = scope_of(session, window), streams_of(session, window)
    named = Choice(Mode.WINDOW.value, window=window.public_id)
    choices = {stream: named for stream in CHOSEN_STREAMS if stream in streams}
    choices |= {stream: AS_ABOVE for stream in before if stream not in streams}
    in_force = read_scope(session, scope).in_force
    if Stream.PRODUCTS in streams and in_force[Stream.PRODUCTS].rule.mode == Mode.NEVER:
        raise Refusal(
            "products_are_off", "streams"
        )  # switching them on deletes goods: that has a page of its own
    return change_rules(session, scope, choices, now)


def _checked(session: Session, fields: WindowFields, window: SyncWindow | None) -> dict[str, Any]:
    return read_all(
        lambda: {"name": _read_name(session, fields.name, window)},
        lambda: _read_hours(fields),
    )


def _read_name(session: Session, text: str, window: SyncWindow | None) -> str:
    """Rules are chosen by the names of windows, so no two have the same."""
    name = required_name(text, "name", LONGEST_NAME)
    others = (other for other in list_all_windows(session) if other is not window)
    if any(other.name.casefold() == name.casefold() for other in others):
        raise Refusal("window_name_taken", "name")
    return name


def _read_hours(fields: WindowFields) -> dict[str, Any]:
    hours = read_window(fields.days, fields.opens, fields.closes)
    return {"days": sorted(hours.days), "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}


def _store_of(session: Session, public_id: str) -> Store | None:
    if not public_id:
        return None
    store = find_store(session, public_id)
    if store is None:
        raise Refusal("store_unknown", "store")
    return store
