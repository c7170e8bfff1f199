"""What happened to sync rules, as sentences of the history."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.event_texts.texts import Texts
from blueprints.sync_rule_words import facts_word
from blueprints.sync_words import stream_word


def _changed(stream: str, before: dict[str, Any], after: dict[str, Any], **_f: object) -> str:
    return _(
        "Synchronization of “%(stream)s”: %(before)s → %(after)s.",
        stream=stream_word(stream),
        before=facts_word(before),
        after=facts_word(after),
    )


def _reset(stream: str, before: dict[str, Any], after: dict[str, Any], **_f: object) -> str:
    return _(
        "Synchronization of “%(stream)s” has no rule of its own any more: %(before)s → %(after)s.",
        stream=stream_word(stream),
        before=facts_word(before),
        after=facts_word(after),
    )


def _left(stream: str, store: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    return _(
        "Synchronization of “%(stream)s” follows the new store, because its window belongs to %(store)s: "
        "%(before)s → %(after)s.",
        stream=stream_word(stream),
        store=store,
        before=facts_word(before),
        after=facts_word(after),
    )


def _withdrawn(stream: str, count: int) -> str:
    return ngettext(
        "%(num)s order to update “%(stream)s” now was withdrawn, because it is switched off.",
        "%(num)s orders to update “%(stream)s” now were withdrawn, because it is switched off.",
        count,
        stream=stream_word(stream),
    )


TEXTS: Texts = {
    "sync_rule.changed": _changed,
    "sync_rule.left": _left,
    "sync_rule.reset": _reset,
    "sync_order.withdrawn": _withdrawn,
}
