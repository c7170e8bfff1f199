"""PINs: what is one, which are easy, and that the verifier is the one tills reckon."""

import hashlib

import pytest

from domain.pins import ITERATIONS, is_easy_pin, make_verifier, pin_fits, read_pin
from domain.refusal import Refusal


@pytest.mark.parametrize("typed", ["1234", "0000", "12345678", " 4711 "])
def test_four_to_eight_digits_are_a_pin(typed: str) -> None:
    assert read_pin(typed) == typed.strip()


@pytest.mark.parametrize("typed", ["", "123", "123456789", "12a4", "12 34", "١٢٣٤", "-123", "1.23"])
def test_anything_else_is_not(typed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_pin(typed)
    assert (refusal.value.code, refusal.value.field) == ("pin_invalid", "pin")


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "1234", "4321", "7890", "123456", "1212", "2580", "98765432"]
)
def test_an_easy_pin_is_noticed(pin: str) -> None:
    assert is_easy_pin(pin)


@pytest.mark.parametrize("pin", ["4711", "8305", "1235", "90210", "1221"])
def test_a_fair_pin_is_not(pin: str) -> None:
    assert not is_easy_pin(pin)


def test_the_verifier_hides_the_pin_and_knows_it_again() -> None:
    verifier = make_verifier("4711", b"0123456789abcdef")
    assert "4711" not in str(verifier["hash"]) + str(verifier["salt"])
    assert pin_fits("4711", verifier)
    assert not pin_fits("4712", verifier)


def test_the_verifier_is_plain_pbkdf2_that_any_till_can_reckon() -> None:
    verifier = make_verifier("4711", b"salt of sixteen!")
    assert verifier["algo"] == "pbkdf2-sha256"
    assert ITERATIONS >= 100_000
    expected = hashlib.pbkdf2_hmac("sha256", b"4711", b"salt of sixteen!", ITERATIONS)
    assert verifier["hash"] == expected.hex()


def test_two_salts_make_two_hashes_of_one_pin() -> None:
    assert make_verifier("4711", b"a" * 16)["hash"] != make_verifier("4711", b"b" * 16)["hash"]
