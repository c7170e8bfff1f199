"""What happened to peripherals, and to the usage mode of devices, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts
from blueprints.languages import NAMES
from blueprints.peripheral_words import JOB_KINDS, LAYOUTS, OPTIONS, ROLES
from domain.names import Role


def _role(role: str) -> str:
    return str(ROLES[Role(role)])


def _document(kind: str) -> str:
    return str(JOB_KINDS.get(kind, kind))


def _opened(reason: str) -> str:
    if reason == "till":
        return _("Drawer opened by a till")
    return _("Drawer opened with a receipt") if reason == "receipt" else _("Drawer opened to try it out")


def _paper_language(role: str, language: str | None) -> str:
    if language is None:
        return _("%(role)s: language of the paper as the printer has it", role=_role(role))
    return _(
        "%(role)s: language of the paper is %(language)s now",
        role=_role(role),
        language=NAMES.get(language, language),
    )


def _switched(role: str, option: str, on: bool) -> str:
    switch = str(OPTIONS[option])
    if on:
        return _("%(role)s: “%(switch)s” turned on", role=_role(role), switch=switch)
    return _("%(role)s: “%(switch)s” turned off", role=_role(role), switch=switch)


def _assigned(role: str, peripheral: str, before: str | None = None, **_f: object) -> str:
    if before is None:
        return _("%(role)s: %(peripheral)s chosen", role=_role(role), peripheral=peripheral)
    return _(
        "%(role)s: %(peripheral)s chosen instead of %(before)s",
        role=_role(role),
        peripheral=peripheral,
        before=before,
    )


TEXTS: Texts = {
    "peripheral.added": lambda **_f: _("Added"),
    "peripheral.edited": lambda **_f: _("Changed"),
    "peripheral.moved": lambda before, after, **_f: _(
        "Found again at another address: %(before)s became %(after)s", before=before, after=after
    ),
    "peripheral.stand_in_set": lambda after, **_f: (
        _("Stand-in: %(peripheral)s", peripheral=after) if after else _("No stand-in any more")
    ),
    "peripheral.unconfirmed_set": lambda on, **_f: (
        _("Prints all the same when it never answers") if on else _("Its papers wait when it never answers")
    ),
    "peripheral.removed": lambda **_f: _("Removed"),
    "peripheral.calibration_printed": lambda sheet, **_f: _(
        "Lines to compare printed: sheet %(sheet)s", sheet=sheet
    ),
    "peripheral.calibrated": lambda page, table, number, **_f: _(
        "Letters calibrated: line %(number)s is readable (code page %(page)s, table %(table)s)",
        number=number,
        page=page,
        table=table,
    ),
    "peripheral.as_image_set": lambda on, **_f: _("Prints as pictures") if on else _("Prints in letters"),
    "peripheral.calibration_forgotten": lambda **_f: _("Calibration of letters forgotten"),
    "peripheral.test_printed": lambda **_f: _("Test print"),
    "peripheral.drawer_opened": lambda reason="", **_f: _opened(reason),
    "peripheral.contact_learned": lambda state, **_f: (
        _("Its contact tells whether it is open: it was open when asked")
        if state == "open"
        else _("Its contact tells whether it is open: it was closed when asked")
    ),
    "peripheral.job_reprinted": lambda kind, **_f: _(
        "Printed again, marked as a duplicate: %(document)s", document=_document(kind)
    ),
    "peripheral.job_withdrawn": lambda kind, **_f: _(
        "Withdrawn before it was printed: %(document)s", document=_document(kind)
    ),
    "peripheral.weighed": lambda **_f: _("Weighing tried out"),
    "peripheral.scan_tried": lambda **_f: _("Scan tried out"),
    "peripheral.reach_tried": lambda **_f: _("Tried whether it can be reached"),
    "peripheral.keyboard_set": lambda after, **_f: _(
        "Keyboard of the scanner: %(layout)s", layout=LAYOUTS.get(after, after)
    ),
    "device.role_assigned": _assigned,
    "device.role_cleared": lambda role, peripheral, **_f: _(
        "%(role)s: %(peripheral)s cleared", role=_role(role), peripheral=peripheral
    ),
    "device.print_refused": lambda role, **_f: _(
        "%(role)s: the till wanted to print, but none is chosen", role=_role(role)
    ),
    "device.role_taken": lambda role, peripheral, taker, **_f: _(
        "%(role)s: %(peripheral)s taken over by %(taker)s",
        role=_role(role),
        peripheral=peripheral,
        taker=taker,
    ),
    "device.slip_language_set": lambda role, language, **_f: _paper_language(role, language),
    "device.option_set": lambda role, option, on, **_f: _switched(role, option, on),
}
