"""Why an entry that a till handed in could not be taken in, as a whole sentence in the reader's language."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from domain.entry_faults import Fault, read_fault

#: what is wrong with the whole entry
_OF_ENTRY = {
    Fault.NOT_AN_OBJECT: _l("It is not written as an entry at all."),
    Fault.UNREADABLE: _l("Its contents cannot be read."),
    Fault.ID_UNUSABLE: _l("It has no usable id."),
    Fault.N_UNUSABLE: _l("It has no usable number, so its place in the journal is unknown."),
    Fault.KIND_UNKNOWN: _l("Its kind is none that the office knows."),
    Fault.ID_REUSED: _l("Its id already belongs to another entry of this till."),
    Fault.N_REUSED: _l("Its number already belongs to another entry of this till."),
}
#: what is wrong with one field, which is named as the till wrote it
_OF_FIELD: dict[Fault, Callable[[str], str]] = {
    Fault.MISSING_FIELD: lambda field: _("The field “%(field)s” is missing.", field=field),
    Fault.WRONG_TYPE: lambda field: _(
        "The field “%(field)s” is of the wrong type, for example a text where a number belongs.", field=field
    ),
    Fault.OUT_OF_RANGE: lambda field: _(
        "The number in the field “%(field)s” is too large or too small.", field=field
    ),
    Fault.TOO_LONG: lambda field: _("The field “%(field)s” is too long.", field=field),
    Fault.TOO_SHORT: lambda field: _("The field “%(field)s” is empty or too short.", field=field),
    Fault.WRONG_FORM: lambda field: _(
        "The field “%(field)s” is not written in the agreed form.", field=field
    ),
    Fault.UNKNOWN_WORD: lambda field: _(
        "The field “%(field)s” holds a word that the office does not know.", field=field
    ),
    Fault.NO_TIME: lambda field: _(
        "The field “%(field)s” must be a date and time with a time zone.", field=field
    ),
    Fault.UNREADABLE: lambda field: _("The field “%(field)s” cannot be read.", field=field),
}


def reason_words(reason: str | None) -> str:
    """The sentence for a reason as it was kept."""
    fault, field = read_fault(reason or "")
    if field and fault in _OF_FIELD:
        return _OF_FIELD[fault](field)
    return str(_OF_ENTRY.get(fault, _OF_ENTRY[Fault.UNREADABLE]))
