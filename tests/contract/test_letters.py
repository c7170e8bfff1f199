"""The office and the box agree on what a printer can write."""

import pytest
from comptoir_store_server import profiles
from comptoir_store_server.printing.encoder import STAND_INS as BOX_STAND_INS
from comptoir_store_server.printing.encoder import LanguageEncoder, clean

from domain.peripherals import PROFILES
from domain.printer_letters import STAND_INS, pages_of, unwritable

TEXTS = (
    "Plain",
    "Zażółć gęślą jaźń",
    "Œuvre à 5 € – «ça»…",
    "Борщ, щёки, 12,50 ₽",
    "Ґанок і їжа",
    "Ka\u017e\u0307 e\u0301t\u00a0caf\u00e9",
    "寿司 🍣",
    "Ā č ģ ł ß ñ Ø × •",
    "a\u200bb\tc\u2009d",
)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_model_has_the_same_code_pages_and_writes_the_same_letters(profile: str) -> None:
    slots = profiles.find_profile(profile, 80, {}).slots
    assert pages_of(profile) == slots.keys()
    encoder = LanguageEncoder(slots, "pl")
    for text in TEXTS:
        assert set(unwritable(text, pages_of(profile))) == {
            letter for letter in clean(text) if encoder.lost(encoder.fit(letter))
        }, text


def test_what_calibration_found_counts_for_both() -> None:
    found = {"CP1250": 72, "CP9999": 3}
    slots = profiles.find_profile("T-1", 80, found).slots
    assert pages_of("T-1", found) == slots.keys()
    assert unwritable("Żurek", pages_of("T-1")) == ["Ż"]
    assert unwritable("Żurek", pages_of("T-1", found)) == []


def test_the_stand_ins_are_the_same() -> None:
    assert STAND_INS == BOX_STAND_INS
