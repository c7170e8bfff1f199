"""What happened to POS devices, as sentences of the history."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.event_texts.texts import Texts


def _activated(way: str, generation: int, who: str = "", **_f: object) -> str:
    if who:
        return _(
            "%(who)s logged in on the till and activated it, generation %(number)d.",
            who=who,
            number=generation,
        )
    if way == "login":
        return _("Activated by a login on the till, generation %(number)d.", number=generation)
    return _("Activated with a code, generation %(number)d.", number=generation)


def _deactivated(unsent: int = 0, **_f: object) -> str:
    if not unsent:
        return _("Deactivated.")
    return ngettext(
        "Deactivated while the till still held %(num)d unsent receipt.",
        "Deactivated while the till still held %(num)d unsent receipts.",
        unsent,
    )


def _signed_off(unsent: int = 0, **_f: object) -> str:
    if not unsent:
        return _("The till signed off by itself.")
    return ngettext(
        "The till signed off by itself and gave up %(num)d unsent entry.",
        "The till signed off by itself and gave up %(num)d unsent entries.",
        unsent,
    )


def _handed_over(employee: str, before: str | None = None, **_f: object) -> str:
    if not before:
        return _("The till was handed to %(employee)s.", employee=employee)
    return _("The till was handed from %(before)s to %(employee)s.", before=before, employee=employee)


def _stores_changed(changes: list[dict[str, str]], **_f: object) -> str:
    after = changes[0]["after"]
    return (
        _("It also serves now: %(stores)s.", stores=after)
        if after
        else _("It serves only its own store now.")
    )


def _late_reviewed(count: int, **_f: object) -> str:
    return ngettext("%(num)d late receipt was looked at.", "%(num)d late receipts were looked at.", count)


def _local_products_adopted(count: int, examples: list[str], **_f: object) -> str:
    return ngettext(
        "%(num)d product that existed only on the till was adopted: %(names)s.",
        "%(num)d products that existed only on the till were adopted: %(names)s.",
        count,
        names=_some(examples, count),
    )


def _local_products_gone(count: int, examples: list[str], **_f: object) -> str:
    return ngettext(
        "%(num)d product that existed only on the till is gone from it: %(names)s.",
        "%(num)d products that existed only on the till are gone from it: %(names)s.",
        count,
        names=_some(examples, count),
    )


def _some(examples: list[str], count: int) -> str:
    """The first names; three dots for the others."""
    return ", ".join(examples) + (", …" if count > len(examples) else "")


TEXTS: Texts = {
    "device.created": lambda store, **_f: _("Created in the store %(store)s.", store=store),
    "device.renamed": lambda before, after, **_f: _(
        "Renamed from %(before)s to %(after)s.", before=before, after=after
    ),
    "device.moved": lambda before, after, **_f: _(
        "Moved from the store %(before)s to %(after)s.", before=before, after=after
    ),
    "device.stores_changed": _stores_changed,
    "device.handed_over": _handed_over,
    "device.late_reviewed": _late_reviewed,
    "device.local_products_adopted": _local_products_adopted,
    "device.local_products_gone": _local_products_gone,
    "device.receipt_copied": lambda number, printer, **_f: _(
        "A copy of receipt %(number)s was sent to %(printer)s.", number=number, printer=printer
    ),
    "device.entry_repaired": lambda number, **_f: _(
        "An entry that could not be read was repaired: %(number)s.", number=number
    ),
    "device.entry_set_aside": lambda note, **_f: _(
        "An entry that could not be read was set aside: %(note)s", note=note
    ),
    "device.code_offered": lambda **_f: _("An activation code was made."),
    "device.code_withdrawn": lambda **_f: _("The activation code was revoked."),
    "device.activated": _activated,
    "device.draining": lambda **_f: _("Deactivation begun: the till first sends what it still holds."),
    "device.drained": lambda **_f: _("The till has sent everything and was deactivated by itself."),
    "device.deactivated": _deactivated,
    "device.signed_off": _signed_off,
    "device.deleted": lambda **_f: _("Deleted. Its receipts stay."),
}
