"""Money, dates and times as the reader writes them, in the store's time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_decimal_symbol,
)
from flask import Flask
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import now
from blueprints.languages import language_in_force
from blueprints.places import timezone_word
from domain.wall_clock import on_the_wall


def set_up(app: Flask) -> None:
    """Give templates the filters named like the functions below."""
    app.jinja_env.filters.update(
        money=money,
        datetime_in=datetime_in,
        date_in=date_in,
        ago=ago,
        number=number,
        percent=percent,
        quantity=quantity,
        timezone=timezone,
    )


_AMERICAN = {"US": "en_US", "CA": "en_CA"}
#: a list shows the same moments and amounts again whenever it is redrawn
_REMEMBERED = 4096


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _reader() -> str:
    """The code of the reader's locale."""
    language = language_in_force()
    return _english() if language == "en" else language


def _english() -> str:
    """English has several ways to write a date: America's for shops there, else the British."""
    account = current_user.account if getattr(current_user, "is_authenticated", False) else None
    return _AMERICAN.get(account.country, "en_GB") if account else "en_GB"


def money(minor: int, currency: str) -> str:
    """Minor units in words of the reader's locale: 1234 PLN → "12,34 zł"."""
    return _money(minor, currency, _reader())


@lru_cache(maxsize=_REMEMBERED)
def _money(minor: int, currency: str, reader: str) -> str:
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=_locale(reader))


def datetime_in(moment: datetime, timezone: str, style: str = "short") -> str:
    """Day and time on the wall of the store."""
    return _datetime_in(moment, timezone, style, _reader())


@lru_cache(maxsize=_REMEMBERED)
def _datetime_in(moment: datetime, timezone: str, style: str, reader: str) -> str:
    return format_datetime(on_the_wall(moment, timezone), style, locale=_locale(reader))


def date_in(moment: datetime | date, timezone: str = "UTC") -> str:
    """The day on the wall of the store."""
    day = on_the_wall(moment, timezone).date() if isinstance(moment, datetime) else moment
    return _date(day, _reader())


@lru_cache(maxsize=_REMEMBERED)
def _date(day: date, reader: str) -> str:
    return format_date(day, "medium", locale=_locale(reader))


def day_and_month(day: date) -> str:
    """A day without its year, as short as a picture has room for: 21/11, 21.11."""
    return _day_and_month(day, _reader())


@lru_cache(maxsize=_REMEMBERED)
def _day_and_month(day: date, reader: str) -> str:
    return format_skeleton("Md", day, locale=_locale(reader))


def ago(moment: datetime) -> str:
    """How long ago, in the reader's words."""
    passed = (moment - now()).total_seconds()
    if abs(passed) < 10:
        return _("just now")
    return _ago(round(passed), _reader())


@lru_cache(maxsize=_REMEMBERED)
def _ago(seconds: int, reader: str) -> str:
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=_locale(reader))


def number(value: int | Decimal) -> str:
    """A number with the reader's separators."""
    return _number(value, _reader())


@lru_cache(maxsize=_REMEMBERED)
def _number(value: int | Decimal, reader: str) -> str:
    return format_decimal(value, locale=_locale(reader))


def quantity(text: object) -> str:
    """A quantity or rate that a till wrote as decimal text ("0.485"); anything else is shown as it came."""
    try:
        return format_decimal(Decimal(str(text)), format="#,##0.######", locale=_locale(_reader()))
    except InvalidOperation:
        return str(text)


def decimal_text(text: str) -> str:
    """A decimal number as it was written down, with the reader's separator: "12.50" → "12,50"."""
    return text.replace(".", get_decimal_symbol(_locale(_reader())))


#: units of scales as Babel knows them
_MASSES = {"kg": "mass-kilogram", "g": "mass-gram", "lb": "mass-pound", "oz": "mass-ounce"}


def unit_sign(unit: str) -> str:
    """The sign of a unit of weight in the reader's script: kg → "кг"; an unknown one as it came."""
    names = _locale(_reader()).unit_display_names.get(_MASSES.get(unit, ""), {})
    return str(names.get("short") or unit)


def timezone(zone: str) -> str:
    """A time zone by its city and distance to UTC, as the lists name it."""
    return timezone_word(zone, _reader())


def percent(value: Decimal | int) -> str:
    """A rate given in percent, with all its digits: 5.5 → "5,5 %"."""
    share = Decimal(value).normalize() / 100
    return format_percent(share, locale=_locale(_reader()), decimal_quantization=False)
