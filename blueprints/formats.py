"""Money, dates and times as the reader writes them, in the store's time zone."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import now
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


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _reader() -> Locale:
    language = str(get_locale() or "en")
    return _locale(_english() if language == "en" else language)


def _english() -> str:
    """English has several ways to write a date: America's for shops there, else the British."""
    account = current_user.account if getattr(current_user, "is_authenticated", False) else None
    return _AMERICAN.get(account.country, "en_GB") if account else "en_GB"


def money(minor: int, currency: str) -> str:
    """Minor units in words of the reader's locale: 1234 PLN → "12,34 zł"."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=_reader())


def datetime_in(moment: datetime, timezone: str, style: str = "short") -> str:
    """Day and time on the wall of the store."""
    return format_datetime(on_the_wall(moment, timezone), style, locale=_reader())


def date_in(moment: datetime | date, timezone: str = "UTC") -> str:
    """The day on the wall of the store."""
    day = on_the_wall(moment, timezone).date() if isinstance(moment, datetime) else moment
    return format_date(day, "medium", locale=_reader())


def ago(moment: datetime) -> str:
    """How long ago, in the reader's words."""
    passed = moment - now()
    if abs(passed.total_seconds()) < 10:
        return _("just now")
    return format_timedelta(passed, add_direction=True, locale=_reader())


def number(value: int | Decimal) -> str:
    """A number with the reader's separators."""
    return format_decimal(value, locale=_reader())


def quantity(text: object) -> str:
    """A quantity or rate that a till wrote as decimal text ("0.485"); anything else is shown as it came."""
    try:
        return format_decimal(Decimal(str(text)), format="#,##0.######", locale=_reader())
    except InvalidOperation:
        return str(text)


def timezone(zone: str) -> str:
    """A time zone by its city and distance to UTC, as the lists name it."""
    return timezone_word(zone, str(_reader()))


def percent(value: Decimal) -> str:
    """A rate given in percent: 5.5 → "5,5 %"."""
    return (
        format_percent(value / 100, "#,##0.##%", locale=_reader())
        if value % 1
        else format_percent(value / 100, locale=_reader())
    )
