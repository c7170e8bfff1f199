"""Countries, and what a shop there most likely uses: language, currency, time zone, taxes.

Only proposals for the first-run page; the owner may choose otherwise.
Sources: ISO 3166-1, ISO 4217, IANA time zones; standard VAT rates in force in 2026.
"""

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

LANGUAGES = ("en", "fr", "pl", "ru")


@dataclass(frozen=True)
class Country:
    """A country and its proposals; `tax_rates` in percent, the first is the default of new products."""

    code: str
    currency: str
    timezone: str
    language: str
    tax_rates: tuple[Decimal, ...] = ()


def _country(code: str, currency: str, timezone: str, language: str, *rates: str) -> Country:
    return Country(code, currency, timezone, language, tuple(Decimal(rate) for rate in rates))


COUNTRIES = {
    country.code: country
    for country in (
        _country("FR", "EUR", "Europe/Paris", "fr", "20", "10", "5.5", "2.1"),
        _country("PL", "PLN", "Europe/Warsaw", "pl", "23", "8", "5", "0"),
        _country("RU", "RUB", "Europe/Moscow", "ru", "22", "10", "0"),
        _country("BE", "EUR", "Europe/Brussels", "fr", "21", "12", "6", "0"),
        _country("CH", "CHF", "Europe/Zurich", "fr", "8.1", "2.6", "3.8"),
        _country("LU", "EUR", "Europe/Luxembourg", "fr", "17", "14", "8", "3"),
        _country("DE", "EUR", "Europe/Berlin", "en", "19", "7"),
        _country("GB", "GBP", "Europe/London", "en", "20", "5", "0"),
        _country("IE", "EUR", "Europe/Dublin", "en", "23", "13.5", "9", "0"),
        _country("US", "USD", "America/New_York", "en", "0"),
        _country("CA", "CAD", "America/Toronto", "en", "5", "0"),
        _country("BY", "BYN", "Europe/Minsk", "ru", "20", "10", "0"),
        _country("KZ", "KZT", "Asia/Almaty", "ru", "16", "0"),
        _country("KG", "KGS", "Asia/Bishkek", "ru", "12", "0"),
        _country("AM", "AMD", "Asia/Yerevan", "ru", "20", "0"),
        _country("UA", "UAH", "Europe/Kyiv", "en", "20", "7", "0"),
        _country("CZ", "CZK", "Europe/Prague", "en", "21", "12"),
        _country("LT", "EUR", "Europe/Vilnius", "en", "21", "12", "5"),
        _country("ES", "EUR", "Europe/Madrid", "en", "21", "10", "4"),
        _country("IT", "EUR", "Europe/Rome", "en", "22", "10", "5", "4"),
        _country("MA", "MAD", "Africa/Casablanca", "fr", "20", "10", "0"),
        _country("SN", "XOF", "Africa/Dakar", "fr", "18", "0"),
        _country("CI", "XOF", "Africa/Abidjan", "fr", "18", "0"),
    )
}
CURRENCIES = tuple(sorted({country.currency for country in COUNTRIES.values()}))


def country_for_language(language: str) -> Country:
    """The country proposed to a reader of this language."""
    return COUNTRIES[{"fr": "FR", "pl": "PL", "ru": "RU"}.get(language, "GB")]


def is_timezone(name: str) -> bool:
    """Whether this is a time zone that the system knows."""
    return name in available_timezones() and ZoneInfo(name) is not None
