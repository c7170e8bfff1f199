"""Which letters a receipt printer can write: the code pages of each model, and what no page of them has."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_DOS = frozenset({"CP437", "CP850", "CP852", "CP858", "CP866"})
_ALL = _DOS | {"CP775", "CP855", "CP1250", "CP1251", "CP1252", "CP1257"}
_WINDOWS = _DOS | {"CP855", "CP1250", "CP1251", "CP1252"}
_MOST = _DOS | {"CP775", "CP1250", "CP1252", "CP1257"}
#: model → its code pages; a model that is not named here has all of them, as most have
_FEWER: dict[str, frozenset[str]] = {
    "TM-T88II": _ALL - {"CP858"},
    "TM-T88III": (_DOS - {"CP852"}) | {"CP1252"},
    "TM-T88IV": _DOS | {"CP1252"},
    "CT-S651": _DOS | {"CP1252"},
    "TM-T88IV-SA": frozenset({"CP437"}),
    "simple": frozenset({"CP437"}),
    "KR-306": _WINDOWS,
    "RP-F10-58mm": _WINDOWS,
    "RP-F10-80mm": _WINDOWS,
    "P822D": _WINDOWS | {"CP1257"},
    "Sunmi-V2": _DOS | {"CP775", "CP855", "CP1252"},
    "T-1": frozenset({"CP437", "CP850", "CP858"}),
    "TH230": _MOST,
    "TH230Plus": _MOST,
    "ZJ-5870": (_DOS - {"CP858"}) | {"CP1252"},
}
#: what may stand for a letter without changing what is read, as the store server prints it
STAND_INS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    "\u2026": "...",
    "\u00d7": "x",
    "\u2022": "*",
    "\u20bd": "руб.",
    "\u0153": "oe",
    "\u0152": "OE",
}
#: never on paper: what a printer would obey, and what has no letter
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})


def pages_of(profile: str, found: Iterable[str] = ()) -> frozenset[str]:
    """The code pages of a printer: its model's, and those that a person found on it by calibration."""
    return _FEWER.get(profile, _ALL) | (frozenset(found) & _ALL)


@lru_cache(maxsize=64)
def beyond(pages: frozenset[str]) -> re.Pattern[str]:
    """Matches every letter that no page has, not even through a stand-in. For composed (NFC) texts."""
    letters = {chr(number) for number in range(128)} | {letter for page in pages for letter in _letters(page)}
    known = letters | {one for one, other in STAND_INS.items() if letters.issuperset(other)}
    return re.compile("[^" + re.escape("".join(sorted(known))) + "]")


def unwritable(text: str, pages: frozenset[str]) -> list[str]:
    """The letters of a text that a printer with these pages cannot write, each once, in their order."""
    composed = unicodedata.normalize("NFC", text)
    return [letter for letter in dict.fromkeys(beyond(pages).findall(composed)) if _is_printed(letter)]


def _letters(page: str) -> str:
    return bytes(range(128, 256)).decode(page.lower(), errors="ignore")


def _is_printed(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category != "Zs" and category not in _DROPPED
