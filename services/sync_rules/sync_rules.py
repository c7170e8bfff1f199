"""Changing when a stream runs: for the business, a store, a POS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.refusal import Refusal
from domain.sync_choices import check_period, read_mode
from domain.sync_rules import Mode, Rule
from models import SyncRule, SyncWindow
from services.history.events import record_event
from services.sync_rules.rules_in_force import window_of
from services.sync_rules.sync_scopes import RuleShown, Scope, ScopeRules, read_scope
from services.sync_rules.withdrawn_orders import withdraw_where_off


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a stream; without a mode: whatever holds above."""

    mode: str | None = None
    period_minutes: int | None = None
    #: the public id of a window
    window: str | None = None


AS_ABOVE = Choice()


def change_rules(session: Session, scope: Scope, choices: Mapping[Stream, Choice], now: datetime) -> bool:
    """Store what was chosen, stream by stream; whether anything changed. Raises as `set_rule`."""
    changed = [
        reset_rule(session, scope, stream, now)
        if choice == AS_ABOVE
        else set_rule(session, scope, stream, choice, now)
        for stream, choice in choices.items()
    ]
    return any(changed)


def set_rule(session: Session, scope: Scope, stream: Stream, choice: Choice, now: datetime) -> bool:
    """Give a stream a rule of this place's own; whether that changed anything.

    Raises Refusal: rule_unknown (also for a stream whose rule nobody chooses), period_unknown, window_unknown.
    """
    rules = read_scope(session, scope)
    wanted = read_choice(session, scope, rules, stream, choice)
    if rules.own.get(stream) == wanted:
        return False
    window = find_window(session, scope, wanted.window) if wanted.window else None
    row = _own_row(session, scope, stream) or _new_row(session, scope, stream)
    row.mode, row.period_minutes = wanted.rule.mode.value, wanted.rule.period_minutes
    row.window, row.changed_at = window, now
    _record(session, scope, rules.in_force[stream], wanted, now)
    _end_orders(session, scope, wanted, now)
    return True


def reset_rule(session: Session, scope: Scope, stream: Stream, now: datetime) -> bool:
    """Let a stream go by the rule above again; whether it had one of its own."""
    rules = read_scope(session, scope)
    row = _own_row(session, scope, stream)
    if row is None:
        return False
    session.delete(row)
    _record(session, scope, rules.in_force[stream], rules.above[stream], now)
    _end_orders(session, scope, rules.above[stream], now)
    return True


def list_windows(session: Session, scope: Scope) -> list[SyncWindow]:
    """The windows that a rule of this place may name: those of all stores and those of its store, by name."""
    theirs: Any = SyncWindow.store_id.is_(None)
    if scope.home_id is not None:
        theirs = or_(theirs, SyncWindow.store_id == scope.home_id)
    query = select(SyncWindow).where(theirs, SyncWindow.deleted_at.is_(None))
    return list(session.scalars(query.order_by(SyncWindow.name, SyncWindow.id)))


def find_window(session: Session, scope: Scope, public_id: str | None) -> SyncWindow:
    """A window that a rule of this place may name. Raises Refusal `window_unknown` at `window`."""
    for window in list_windows(session, scope):
        if window.public_id == public_id:
            return window
    raise Refusal("window_unknown", "window")


def read_choice(
    session: Session, scope: Scope, rules: ScopeRules, stream: Stream, choice: Choice
) -> RuleShown:
    """What a choice means in a place. Raises Refusal: rule_unknown, period_unknown, window_unknown."""
    if stream not in rules.above:
        raise Refusal("rule_unknown", "mode")
    if choice == AS_ABOVE:
        return rules.above[stream]
    mode = read_mode(choice.mode or "")
    if mode == Mode.EVERY:
        return RuleShown(stream, Rule(mode, check_period(choice.period_minutes)), scope.source)
    if mode != Mode.WINDOW:
        return RuleShown(stream, Rule(mode), scope.source)
    window = find_window(session, scope, choice.window)
    hours = window_of(window.days, window.opens, window.closes)
    return RuleShown(stream, Rule(mode, window=hours), scope.source, window.public_id, window.name)


def _own_row(session: Session, scope: Scope, stream: Stream) -> SyncRule | None:
    store_id, device_id = _keys(scope)
    query = select(SyncRule).where(
        SyncRule.account_id == scope.account.id,
        SyncRule.store_id == store_id if store_id else SyncRule.store_id.is_(None),
        SyncRule.device_id == device_id if device_id else SyncRule.device_id.is_(None),
        SyncRule.stream == stream,
    )
    return session.scalars(query).first()


def _new_row(session: Session, scope: Scope, stream: Stream) -> SyncRule:
    store_id, device_id = _keys(scope)
    row = SyncRule(account_id=scope.account.id, store_id=store_id, device_id=device_id, stream=stream.value)
    session.add(row)
    return row


def _keys(scope: Scope) -> tuple[int | None, int | None]:
    """A rule of a POS belongs to the POS alone, wherever it stands."""
    if scope.device is not None:
        return None, scope.device.id
    return (scope.store.id if scope.store is not None else None), None


def _record(session: Session, scope: Scope, before: RuleShown, after: RuleShown, now: datetime) -> None:
    verb = "sync_rule.changed" if after.source == scope.source else "sync_rule.reset"
    facts = {"stream": after.stream.value, "before": rule_facts(before), "after": rule_facts(after)}
    record_event(session, verb, scope.subject, now, **facts)


def _end_orders(session: Session, scope: Scope, after: RuleShown, now: datetime) -> None:
    """Off is off at once, also for what was ordered before."""
    if after.rule.mode == Mode.NEVER:
        withdraw_where_off(session, scope.subject, [after.stream], now)


def rule_facts(one: RuleShown) -> dict[str, object]:
    """A rule as an event keeps it: the window by the name that it had."""
    facts: dict[str, object] = {"mode": one.rule.mode.value}
    if one.rule.period_minutes is not None:
        facts["period_minutes"] = one.rule.period_minutes
    if one.window_name is not None:
        facts["window"] = one.window_name
    return facts
