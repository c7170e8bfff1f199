"""Tax numbers as a country gives them out: its own check digits tell a slip of the finger."""

import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret, tva
from stdnum.pl import nip
from stdnum.ru import inn

from domain.refusal import Refusal

LONGEST = 40


class _Kind(NamedTuple):
    """What a country's number may be, the word that people write before it, and how it is refused."""

    checks: tuple[Callable[[str], str], ...]
    word: str
    refusal: str


_FRENCH = _Kind((siret.validate, siren.validate, tva.validate), "SIRET|SIREN|TVA", "siret_invalid")
_KINDS = {
    "PL": _Kind((nip.validate,), "NIP", "nip_invalid"),
    "RU": _Kind((inn.validate,), "ИНН|INN", "inn_invalid"),
    # the overseas departments are in the French register, and Monaco has French VAT numbers
    **dict.fromkeys(("FR", "MC", "GF", "GP", "MQ", "RE"), _FRENCH),
}
#: letters and digits of any script, and what stands between them
_PLAIN = re.compile(r"[\w .\-–/&]{4,}")


def check_tax_number(text: str, country: str) -> None:
    """Raises Refusal at `tax_id`: `nip_invalid`, `inn_invalid`, `siret_invalid`, elsewhere `tax_number_invalid`."""
    kind = _KINDS.get(country)
    if kind is not None:
        bare = re.sub(rf"^({kind.word})\b[\s:]*", "", text, flags=re.IGNORECASE).replace("\u00a0", " ")
        if not any(_passes(check, bare) for check in kind.checks):
            raise Refusal(kind.refusal, "tax_id")
    elif not _PLAIN.fullmatch(text) or "_" in text or not any(sign.isdigit() for sign in text):
        raise Refusal("tax_number_invalid", "tax_id")


def _passes(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except ValidationError:
        return False
    return True
