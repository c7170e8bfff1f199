"""What a country proposes to a shop there."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.core import Locale, get_global
from babel.numbers import get_territory_currencies

from domain.places import COUNTRIES, country_for_language, country_for_reader, is_timezone


@pytest.mark.parametrize(
    ("code", "currency", "timezone", "rates"),
    [
        ("FR", "EUR", "Europe/Paris", ("20", "10", "5.5", "2.1")),
        ("PL", "PLN", "Europe/Warsaw", ("23", "8", "5", "0")),
        ("RU", "RUB", "Europe/Moscow", ("22", "10", "0")),
        ("BG", "EUR", "Europe/Sofia", ("20", "9")),
        ("LT", "EUR", "Europe/Vilnius", ("21", "12", "5")),
        ("RO", "RON", "Europe/Bucharest", ("21", "11")),
    ],
)
def test_a_country_proposes_what_is_in_force_in_2026(
    code: str, currency: str, timezone: str, rates: tuple[str, ...]
) -> None:
    place = COUNTRIES[code]
    assert (place.currency, place.timezone) == (currency, timezone)
    assert place.tax_rates == tuple(Decimal(rate) for rate in rates)


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_has_a_name_a_valid_zone_of_its_own_and_its_currency(code: str) -> None:
    place = COUNTRIES[code]
    assert all(code in Locale(language).territories for language in ("en", "fr", "pl", "ru"))
    assert ZoneInfo(place.timezone)
    territory = get_global("zone_territories").get(place.timezone)
    assert territory == code
    # Babel's data may be a year behind the euro's arrival in Bulgaria
    assert place.currency in [*get_territory_currencies(code), *(["EUR"] if code == "BG" else [])]


@pytest.mark.parametrize(
    ("language", "code"), [("fr", "FR"), ("pl", "PL"), ("ru", "RU"), ("en", "GB"), ("xx", "GB")]
)
def test_a_language_proposes_a_country(language: str, code: str) -> None:
    assert country_for_language(language).code == code


@pytest.mark.parametrize(
    ("language", "accepted", "code"),
    [
        ("fr", ["fr-BE", "fr", "en-US"], "BE"),
        ("fr", ["fr", "fr-CH"], "CH"),
        ("pl", ["pl", "en-US"], "PL"),
        ("en", ["en-US", "en"], "US"),
        ("ru", ["ru-KZ"], "KZ"),
        ("fr", ["fr-XX"], "FR"),
        ("ru", [], "RU"),
    ],
)
def test_the_browser_may_know_the_country_better(language: str, accepted: list[str], code: str) -> None:
    assert country_for_reader(language, accepted).code == code


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Paris", True),
        ("UTC", True),
        ("Europe/Atlantis", False),
        ("", False),
        ("../etc/passwd", False),
        ("/etc/localtime", False),
    ],
)
def test_a_time_zone_is_one_the_system_knows(name: str, known: bool) -> None:
    assert is_timezone(name) is known
