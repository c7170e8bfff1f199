"""Prices as people in four languages write them."""

import pytest

from domain.prices import read_price, write_price
from domain.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12.50", "EUR", 1250),
        ("12,50", "PLN", 1250),
        ("12,5", "PLN", 1250),
        ("12", "RUB", 1200),
        ("0", "EUR", 0),
        (",5", "EUR", 50),
        ("1 234,50 zł", "PLN", 123450),
        ("1\u202f234,50\u00a0€", "EUR", 123450),
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "GBP", 123450),
        ("1'234.50", "CHF", 123450),
        ("1,234,567.00", "USD", 123456700),
        ("320,00 руб.", "RUB", 32000),
        ("12 zł.", "PLN", 1200),
        ("€12.50", "EUR", 1250),
        ("500", "XOF", 500),
    ],
)
def test_a_price_is_read(typed: str, currency: str, minor: int) -> None:
    assert read_price(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "currency", "code"),
    [
        ("", "EUR", "required"),
        ("  ", "EUR", "required"),
        ("abc", "EUR", "price_invalid"),
        ("12a50", "EUR", "price_invalid"),
        ("12,505", "EUR", "price_unclear"),
        ("1.234", "EUR", "price_unclear"),
        ("12.3456", "EUR", "price_invalid"),
        ("12,5", "XOF", "price_invalid"),
        ("1,2,3", "EUR", "price_invalid"),
        ("-5", "EUR", "price_negative"),
        ("−5,00", "EUR", "price_negative"),
        ("9999999999999", "EUR", "price_too_high"),
        ("5-", "EUR", "price_invalid"),
        ("..", "EUR", "price_invalid"),
        ("3 x 2", "EUR", "price_invalid"),
        ("2 zł 50", "PLN", "price_invalid"),
        ("12 zł 50 gr", "PLN", "price_invalid"),
        ("1 € 20", "EUR", "price_invalid"),
        ("12 34", "EUR", "price_invalid"),
        ("1 23,50", "EUR", "price_invalid"),
    ],
)
def test_what_is_no_price_is_refused(typed: str, currency: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_price(typed, currency)
    assert (refused.value.code, refused.value.field) == (code, "price")


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(1250, "EUR", "12.50"), (5, "PLN", "0.05"), (500, "XOF", "500")]
)
def test_a_price_is_written_as_it_may_be_edited(minor: int, currency: str, text: str) -> None:
    assert write_price(minor, currency) == text
    assert read_price(text, currency) == minor
