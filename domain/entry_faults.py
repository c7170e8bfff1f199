"""Why an entry of a till's journal could not be read: a stable code, and which field of it is meant."""

from enum import StrEnum
from typing import NamedTuple


class Fault(StrEnum):
    """What is wrong with an entry, or with one of its fields."""

    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    WRONG_FORM = "wrong_form"
    UNKNOWN_WORD = "unknown_word"
    NO_TIME = "no_time"
    #: wrong in a way that has no code of its own
    UNREADABLE = "unreadable"
    NOT_AN_OBJECT = "not_an_object"
    ID_UNUSABLE = "id_unusable"
    N_UNUSABLE = "n_unusable"
    KIND_UNKNOWN = "kind_unknown"
    ID_REUSED = "id_reused"
    N_REUSED = "n_reused"


class EntryFault(NamedTuple):
    """A fault and the path of the field, `lines[0].price`; without one, the whole entry is meant."""

    fault: Fault
    field: str = ""


#: how the reader of JSON words it → what that is; the first that fits
_WORDINGS = (
    ("Object missing required field", Fault.MISSING_FIELD),
    ("datetime", Fault.NO_TIME),
    ("Not a time", Fault.NO_TIME),
    ("out of range", Fault.OUT_OF_RANGE),
    ("of length <=", Fault.TOO_LONG),
    ("of length >=", Fault.TOO_SHORT),
    ("matching regex", Fault.WRONG_FORM),
    ("Invalid enum value", Fault.UNKNOWN_WORD),
    ("` <= ", Fault.OUT_OF_RANGE),
    ("` >= ", Fault.OUT_OF_RANGE),
    (", got ", Fault.WRONG_TYPE),
)
#: how entries were kept before there were codes
_BEFORE_CODES, _NO_OBJECT_BEFORE = "shape", "shape: not an object"
_CODES = frozenset[str](Fault)


def fault_in(message: str) -> Fault:
    """What the words of the JSON reader mean."""
    return next((fault for words, fault in _WORDINGS if words in message), Fault.UNREADABLE)


def write_fault(message: str, field: str) -> str:
    """A reason as it is answered and kept: `wrong_type: lines[0].price: Expected `int`, got `str``.

    The code and the field come first: only the words for a developer may be cut off.
    """
    return f"{fault_in(message)}: {field}: {message}" if field else Fault.UNREADABLE.value


def read_fault(reason: str) -> EntryFault:
    """The fault in a reason that was kept, also from before there were codes; its end may be cut off."""
    code, _sign, rest = reason.partition(": ")
    field, _sign, message = rest.partition(": ")
    if reason == _NO_OBJECT_BEFORE:
        return EntryFault(Fault.NOT_AN_OBJECT)
    if code == _BEFORE_CODES:
        return EntryFault(fault_in(message) if field else Fault.UNREADABLE, field)
    return EntryFault(Fault(code) if code in _CODES else Fault.UNREADABLE, field)
