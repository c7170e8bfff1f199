"""Sync rules in the reader's words, for the room of synchronization, the card of a POS and the history."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from domain.sync_rules import Mode
from services.sync_rules.sync_rules import rule_facts
from services.sync_rules.sync_scopes import RuleShown, Scope, Source

HOUR, DAY = 60, 1440


def rule_word(one: RuleShown) -> str:
    """When a stream runs."""
    return facts_word(rule_facts(one))


def facts_word(facts: dict[str, Any]) -> str:
    """A rule as an event keeps it."""
    mode = facts["mode"]
    if mode == Mode.EVERY:
        return period_word(facts["period_minutes"])
    if mode == Mode.WINDOW:
        return _("In the window “%(name)s”", name=facts["window"])
    return {
        Mode.DAY_REPORT: _("With the day report"),
        Mode.IMMEDIATELY: _("Immediately"),
        Mode.NEVER: _("Never"),
    }[Mode(mode)]


def period_word(minutes: int) -> str:
    """Every so many minutes, or hours where they are whole."""
    if minutes % HOUR:
        return ngettext("Every %(num)s minute", "Every %(num)s minutes", minutes)
    if minutes == HOUR:
        return _("Every hour")
    return ngettext("Every %(num)s hour", "Every %(num)s hours", minutes // HOUR)


def source_word(one: RuleShown, scope: Scope) -> str:
    """Where the rule of a place comes from; names the store above a POS."""
    if one.source == scope.source:
        return _("chosen here")
    if one.source == Source.STORE and scope.store is not None:
        return _("from the store %(name)s", name=scope.store.name)
    return _("from the business") if one.source == Source.ACCOUNT else _("as delivered")


def as_above_word(above: RuleShown, scope: Scope) -> str:
    """The first choice of the list: go by what holds above."""
    if above.source == Source.STORE and scope.store is not None:
        return _("As in the store %(name)s: %(rule)s", name=scope.store.name, rule=rule_word(above))
    return _("As in the whole business: %(rule)s", rule=rule_word(above))
