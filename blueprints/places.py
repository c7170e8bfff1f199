"""Countries, currencies and time zones as lists in the reader's language and order."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import Locale, get_global
from babel.dates import get_timezone_location

from domain.alphabets import alphabet_key
from domain.places import COUNTRIES, CURRENCIES, is_timezone

#: value to label, in the order to show
Choices = dict[str, str]
ZONES: dict[str, str] = dict(get_global("zone_territories"))
SOUTHERN = ("Australia/", "Antarctica/")


@lru_cache(maxsize=8)
def country_choices(language: str) -> Choices:
    """Every country we have proposals for, by name."""
    names = Locale.parse(language).territories
    return _sorted({code: names[code] for code in COUNTRIES}, language)


@lru_cache(maxsize=8)
def currency_choices(language: str) -> Choices:
    """Every currency, as "PLN (Polish zloty)"."""
    names = Locale.parse(language).currencies
    return {code: f"{code} ({names.get(code, code)})" for code in CURRENCIES}


@lru_cache(maxsize=256)
def timezone_choices(language: str, country: str) -> dict[str, Choices]:
    """Time zones in two groups: those of the country first, then the world's."""
    names = Locale.parse(language).territories
    world = _world(language)
    here = {zone: name for zone, name in world.items() if ZONES[zone] == country}
    elsewhere = {zone: name for zone, name in world.items() if zone not in here}
    return ({names[country]: here} if here else {}) | {names["001"]: elsewhere}


def own_timezones(language: str, country: str) -> dict[str, Choices]:
    """The country's own time zones; the world's where it has none of its own."""
    groups = timezone_choices(language, country)
    own = Locale.parse(language).territories.get(country, "")
    return {own: groups[own]} if own in groups else groups


def timezone_word(zone: str, language: str) -> str:
    """A time zone as the lists name it; one that no list has is shown as it is."""
    return _world(language).get(zone, zone)


@lru_cache(maxsize=8)
def _world(language: str) -> Choices:
    locale = Locale.parse(language)
    return _sorted({zone: _zone_name(zone, locale) for zone in ZONES if is_timezone(zone)}, language)


def _zone_name(zone: str, locale: Locale) -> str:
    """The city and its distance to UTC outside of summer time: "Warszawa (UTC+01:00)"; at sea the distance alone."""
    winter = datetime(2026, 7 if zone.startswith(SOUTHERN) else 1, 1, tzinfo=UTC)
    offset = f"{winter.astimezone(ZoneInfo(zone)):%z}"
    distance = f"UTC{offset[:3]}:{offset[3:5]}"
    if zone.startswith("Etc/"):  # whose names run the other way round: Etc/GMT+1 is an hour behind
        return distance
    return f"{get_timezone_location(zone, locale=locale, return_city=True)} ({distance})"


def _sorted(choices: Choices, language: str) -> Choices:
    return dict(sorted(choices.items(), key=lambda choice: alphabet_key(choice[1], language)))
