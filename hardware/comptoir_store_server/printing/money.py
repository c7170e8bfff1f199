"""Money, quantities and times as a shop's paper shows them in each language."""

from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
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
    digits = minor_digits(currency)
    whole, part = divmod(abs(amount), 10**digits)
    figures = _group(whole, language)
    if digits:
        figures += ("." if language == "en" else ",") + str(part).zfill(digits)
    sign, symbol = "-" if amount < 0 else "", SYMBOLS.get(currency, currency)
    if language != "en":
        return f"{sign}{figures} {symbol}"
    return f"{sign}{symbol}{figures}" if currency in LEADING else f"{sign}{currency} {figures}"


def _group(whole: int, language: str) -> str:
    if language == "pl" and whole < 10_000:
        return str(whole)
    return f"{whole:,}" if language == "en" else f"{whole:,}".replace(",", " ")


def write_quantity(quantity: object, language: str) -> str:
    """``0,485`` or ``2``: no needless zeros, the language's decimal mark."""
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
        day = local.strftime("%d/%m/%Y" if language == "fr" else "%d.%m.%Y")
    return f"{day} {local:%H:%M}{mark}"


def _find_zone(name: str) -> tuple[tzinfo, str]:
    try:
        return ZoneInfo(name), ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC, " UTC"
