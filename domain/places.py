"""Countries, and what a shop there most likely uses: language, currency, time zone, taxes.

Only proposals for the first-run page; the owner may choose otherwise.
Sources: ISO 3166-1, ISO 4217, IANA time zones; VAT rates in force in 2026.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

LANGUAGES = ("en", "fr", "pl", "ru")
#: what one thing sold is called, and the sign of it on paper
PIECE = {"en": ("piece", "pcs"), "fr": ("pièce", "pce"), "pl": ("sztuka", "szt."), "ru": ("штука", "шт.")}


@dataclass(frozen=True)
class Country:
    """A country and its proposals; `tax_rates` in percent, the first is the default of new products."""

    code: str
    currency: str
    timezone: str
    language: str
    tax_rates: tuple[Decimal, ...] = ()


#: code, currency, time zone, language of the pages, tax rates in percent
_TABLE = """
FR EUR Europe/Paris          fr 20 10 5.5 2.1
PL PLN Europe/Warsaw         pl 23 8 5 0
RU RUB Europe/Moscow         ru 22 10 0
BE EUR Europe/Brussels       fr 21 12 6 0
CH CHF Europe/Zurich         fr 8.1 2.6 3.8
LU EUR Europe/Luxembourg     fr 17 14 8 3
MC EUR Europe/Monaco         fr 20 10 5.5 2.1
DE EUR Europe/Berlin         en 19 7
AT EUR Europe/Vienna         en 20 13 10
GB GBP Europe/London         en 20 5 0
IE EUR Europe/Dublin         en 23 13.5 9 0
US USD America/New_York      en 0
CA CAD America/Toronto       en 5 0
AU AUD Australia/Sydney      en 10 0
NZ NZD Pacific/Auckland      en 15 0
BY BYN Europe/Minsk          ru 20 10 0
KZ KZT Asia/Almaty           ru 16 0
KG KGS Asia/Bishkek          ru 12 0
UZ UZS Asia/Tashkent         ru 12 0
TJ TJS Asia/Dushanbe         ru 14 0
AM AMD Asia/Yerevan          ru 20 0
AZ AZN Asia/Baku             ru 18 0
GE GEL Asia/Tbilisi          en 18 0
MD MDL Europe/Chisinau       ru 20 8 0
UA UAH Europe/Kyiv           en 20 7 0
CZ CZK Europe/Prague         en 21 12
SK EUR Europe/Bratislava     en 23 19 5
HU HUF Europe/Budapest       en 27 18 5
LT EUR Europe/Vilnius        en 21 12 5
LV EUR Europe/Riga           en 21 12 5
EE EUR Europe/Tallinn        en 24 13 9
FI EUR Europe/Helsinki       en 25.5 13.5 10
SE SEK Europe/Stockholm      en 25 12 6
DK DKK Europe/Copenhagen     en 25 0
NO NOK Europe/Oslo           en 25 15 12 0
NL EUR Europe/Amsterdam      en 21 9 0
ES EUR Europe/Madrid         en 21 10 4
PT EUR Europe/Lisbon         en 23 13 6
IT EUR Europe/Rome           en 22 10 5 4
SI EUR Europe/Ljubljana      en 22 9.5 5
HR EUR Europe/Zagreb         en 25 13 5
BG EUR Europe/Sofia          en 20 9
RO RON Europe/Bucharest      en 21 11
GR EUR Europe/Athens         en 24 13 6
CY EUR Asia/Nicosia          en 19 9 5
MT EUR Europe/Malta          en 18 7 5
RS RSD Europe/Belgrade       en 20 10
MA MAD Africa/Casablanca     fr 20 10 0
TN TND Africa/Tunis          fr 19 13 7
DZ DZD Africa/Algiers        fr 19 9
SN XOF Africa/Dakar          fr 18 0
CI XOF Africa/Abidjan        fr 18 9 0
ML XOF Africa/Bamako         fr 18 5
BF XOF Africa/Ouagadougou    fr 18
BJ XOF Africa/Porto-Novo     fr 18
TG XOF Africa/Lome           fr 18 10
NE XOF Africa/Niamey         fr 19
CM XAF Africa/Douala         fr 19.25 0
GA XAF Africa/Libreville     fr 18 10
MG MGA Indian/Antananarivo   fr 20 0
RE EUR Indian/Reunion        fr 8.5 2.1
GP EUR America/Guadeloupe    fr 8.5 2.1
MQ EUR America/Martinique    fr 8.5 2.1
GF EUR America/Cayenne       fr 0
NC XPF Pacific/Noumea        fr 11 22 6 3
PF XPF Pacific/Tahiti        fr 16 13 5
"""


def _country(line: str) -> Country:
    code, currency, timezone, language, *rates = line.split()
    return Country(code, currency, timezone, language, tuple(Decimal(rate) for rate in rates))


COUNTRIES = {line[:2]: _country(line) for line in _TABLE.strip().splitlines()}
CURRENCIES = tuple(sorted({country.currency for country in COUNTRIES.values()}))


def country_for_language(language: str) -> Country:
    """The country proposed to a reader of this language."""
    return COUNTRIES[{"fr": "FR", "pl": "PL", "ru": "RU"}.get(language, "GB")]


def country_for_reader(language: str, accepted: list[str]) -> Country:
    """The country proposed to a reader, from what the browser asks for: "fr-BE" is Belgium.

    Only tags of the page's own language count: a Pole may well have left English (US) in the list.
    """
    for tag in accepted:
        spoken, _, region = tag.replace("_", "-").partition("-")
        if spoken.lower() == language and region.upper() in COUNTRIES:
            return COUNTRIES[region.upper()]
    return country_for_language(language)


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_timezone(name: str) -> bool:
    """Whether this is a time zone that the system knows."""
    return name in _timezones()
