"""Sync rules as people see them: what holds for the business, in a store, on a POS, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_choices import CHOSEN_STREAMS
from domain.sync_rules import DEFAULT_RULES, Rule
from models import Account, Device, Store, SyncRule, SyncWindow
from services.sync_rules.rules_in_force import rule_of


class Source(StrEnum):
    """Whose rule it is; the last of them that has one wins."""

    OURS = "ours"
    ACCOUNT = "account"
    STORE = "store"
    DEVICE = "device"


@dataclass(frozen=True)
class Scope:
    """Where a rule holds: the whole business, a store, or a POS."""

    account: Account
    store: Store | None = None
    device: Device | None = None

    @property
    def source(self) -> Source:
        """What a rule of this place is called."""
        if self.device is not None:
            return Source.DEVICE
        return Source.ACCOUNT if self.store is None else Source.STORE

    @property
    def subject(self) -> Account | Store | Device:
        """What the history says was changed."""
        return self.device or self.store or self.account

    @property
    def home_id(self) -> int | None:
        """The store whose windows and rules hold here."""
        if self.device is not None:
            return self.device.store_id
        return self.store.id if self.store is not None else None


@dataclass(frozen=True)
class RuleShown:
    """A rule with where it comes from; `window` and `window_name` are those of a rule that names one."""

    stream: Stream
    rule: Rule
    source: Source
    window: str | None = None
    window_name: str | None = None


RulesShown = dict[Stream, RuleShown]
OURS: RulesShown = {
    stream: RuleShown(stream, DEFAULT_RULES[stream], Source.OURS) for stream in (*CHOSEN_STREAMS,)
}


@dataclass(frozen=True)
class ScopeRules:
    """The rules that a place has of its own, and those that hold where it has none."""

    own: RulesShown
    above: RulesShown

    @property
    def in_force(self) -> RulesShown:
        """What holds here."""
        return {**self.above, **self.own}


def account_scope(session: Session, account_id: int) -> Scope:
    """The whole business."""
    return Scope(session.get_one(Account, account_id))


def store_scope(session: Session, store: Store) -> Scope:
    """A store."""
    return Scope(session.get_one(Account, store.account_id), store)


def device_scope(session: Session, device: Device) -> Scope:
    """A POS, with the rules of its home store above it."""
    return Scope(session.get_one(Account, device.account_id), device.store, device)


def read_scope(session: Session, scope: Scope) -> ScopeRules:
    """What holds in a place and where it comes from: one query."""
    places = [_of_account()]
    if scope.store is not None:
        places.append(SyncRule.store_id == scope.store.id)
    if scope.device is not None:
        places.append(SyncRule.device_id == scope.device.id)
    rows = session.execute(shown_rules().where(or_(*places))).all()
    by_source = {source: _shown(rows, source) for source in Source}
    above = {**OURS}
    for source in list(Source)[: list(Source).index(scope.source)]:
        above |= by_source[source]
    return ScopeRules(own=by_source[scope.source], above=above)


def read_all_scopes(session: Session) -> tuple[RulesShown, dict[int, RulesShown]]:
    """What holds for the business, and what each store has of its own by its key: one query."""
    rows = session.execute(shown_rules().where(SyncRule.device_id.is_(None))).all()
    stores: dict[int, RulesShown] = {}
    for row in rows:
        if row.store_id is not None and row.stream in CHOSEN_STREAMS:
            stores.setdefault(row.store_id, {})[Stream(row.stream)] = shown(row)
    return {**OURS, **_shown(rows, Source.ACCOUNT)}, stores


def shown_rules() -> Any:
    """The query for rules with their windows."""
    window = and_(SyncWindow.id == SyncRule.window_id, SyncWindow.deleted_at.is_(None))
    return select(
        SyncRule.store_id,
        SyncRule.device_id,
        SyncRule.stream,
        SyncRule.mode,
        SyncRule.period_minutes,
        SyncWindow.days,
        SyncWindow.opens,
        SyncWindow.closes,
        SyncWindow.public_id.label("window"),
        SyncWindow.name.label("window_name"),
    ).outerjoin(SyncWindow, window)


def shown(row: Row[Any]) -> RuleShown:
    """A stored rule as people see it."""
    return RuleShown(Stream(row.stream), rule_of(row), _source_of(row), row.window, row.window_name)


def _shown(rows: Iterable[Row[Any]], source: Source) -> RulesShown:
    found = {Stream(row.stream): shown(row) for row in rows if _source_of(row) == source}
    return {stream: found[stream] for stream in CHOSEN_STREAMS if stream in found}


def _source_of(row: Row[Any]) -> Source:
    if row.device_id is not None:
        return Source.DEVICE
    return Source.ACCOUNT if row.store_id is None else Source.STORE


def _of_account() -> Any:
    return and_(SyncRule.store_id.is_(None), SyncRule.device_id.is_(None))
