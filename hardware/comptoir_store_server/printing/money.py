"""Money, quantities and times as a shop's paper shows them in each language."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SYMBOLS = {"EUR": "€", "PLN": "zł", "RUB": "₽", "USD": "$", "GBP": "£", "CZK": "Kč"}
#: English puts these before the figures.
LEADING = frozenset({"EUR", "USD", "GBP"})
NO_MINOR_UNITS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DIGITS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def minor_digits(currency: str) -> int:
    """How many digits the minor unit has, by ISO 4217."""
    if currency in NO_MINOR_UNITS:
        return 0
    return 3 if currency in THREE_DIGITS else 2


def write_money(amount: int, currency: str, language: str) -> str:
    """``12 345,50 €`` in French, ``1234,50 zł`` in Polish, ``1 234,50 ₽`` in Russian, ``€12,345.50``."""
    return money_writer(currency, language)(amount)


@lru_cache(maxsize=128)
def money_writer(currency: str, language: str, space: str = " ") -> Callable[[int], str]:
    """Writes amounts of one currency in one language; `space` stands wherever there is one."""
    digits, unit = minor_digits(currency), 10 ** minor_digits(currency)
    point, comma = (".", ",") if language == "en" else (",", space)
    before, after = _around(currency, language, space)
    shortest_grouped = 10_000 if language == "pl" else 1_000

    def write(amount: int) -> str:
        whole, part = divmod(abs(amount), unit)
        figures = str(whole) if whole < shortest_grouped else f"{whole:,}".replace(",", comma)
        if digits:
            figures += f"{point}{part:0{digits}}"
        return f"-{before}{figures}{after}" if amount < 0 else f"{before}{figures}{after}"

    return write


def _around(currency: str, language: str, space: str) -> tuple[str, str]:
    symbol = SYMBOLS.get(currency, currency)
    if language != "en":
        return "", space + symbol
    return (symbol if currency in LEADING else currency + space), ""


def write_quantity(quantity: object, language: str) -> str:
    """``0,485`` or ``2``: no needless zeros, the language's decimal mark; where nothing is said, one."""
    if quantity is None:
        return "1"
    if type(quantity) is str and quantity.isdecimal() and quantity.isascii() and quantity[0] != "0":
        return quantity
    try:
        number = Decimal(str(quantity))
    except InvalidOperation:
        return str(quantity)
    if not number.is_finite():
        return str(quantity)
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain if language == "en" else plain.replace(".", ",")


def write_rate(rate: object, language: str) -> str:
    """A tax rate: ``5,5 %``, ``5.5%`` in English."""
    figures = write_quantity(str(rate).rstrip("% "), language)
    return f"{figures}%" if language == "en" else f"{figures} %"


def write_moment(moment: datetime, timezone: str, language: str) -> str:
    """Day and minute in the store's time zone; marked UTC if that zone is unknown."""
    zone, mark = _find_zone(timezone)
    local = moment.astimezone(zone)
    if language == "en":
        day = f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    else:
        mark_of_day = "/" if language == "fr" else "."
        day = f"{local.day:02}{mark_of_day}{local.month:02}{mark_of_day}{local.year}"
    return f"{day} {local.hour:02}:{local.minute:02}{mark}"


@lru_cache(maxsize=64)
def _find_zone(name: str) -> tuple[tzinfo, str]:
    try:
        return ZoneInfo(name), ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC, " UTC"
