"""What an order could not bring, because a rule switches it off, and where it is switched on."""

from collections.abc import Collection

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.sync_words import stream_word
from models import Device
from services.synchronization.sync_orders import Ordered


def tell_left_out(ordered: Ordered, tills: Collection[Device]) -> None:
    """Say which streams were left out on how many tills; nothing where none was."""
    if ordered.off:
        flash(" ".join(_left_out(ordered, tills)), "warning")


def _left_out(ordered: Ordered, tills: Collection[Device]) -> list[str]:
    sentences = [] if ordered.batch else [_("Nothing was ordered.")]
    if len(tills) > 1:
        return [*sentences, *_on_tills(ordered), _("Switch it on under “Synchronization”, “Rules”.")]
    name = next(iter(tills)).name
    said = (
        _("“%(stream)s” is switched off on %(name)s and was left out.", stream=stream_word(stream), name=name)
        for stream in ordered.off
    )
    return [*sentences, *said, _("Switch it on in the tab “Synchronization” of the POS.")]


def _on_tills(ordered: Ordered) -> list[str]:
    return [
        ngettext(
            "“%(stream)s” is switched off on %(num)s till and was left out there.",
            "“%(stream)s” is switched off on %(num)s tills and was left out there.",
            count,
            stream=stream_word(stream),
        )
        for stream, count in ordered.off.items()
    ]
