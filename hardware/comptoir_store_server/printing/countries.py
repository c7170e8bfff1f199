"""Where a store is, and what must stand on its papers there because this till is no fiscal one."""

from functools import cache
from importlib.resources import files
from typing import Any

from comptoir_store_server.printing.reading import object_of, text_of

#: Said in the country's own words, whatever language the paper is in.
NOT_FISCAL = {"PL": "NIEFISKALNY", "RU": "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ"}
#: Money that is legal tender in one country only tells where a sale was made.
HOME = {"PLN": "PL", "RUB": "RU"}
LANGUAGE_HOME = {"pl": "PL", "ru": "RU"}


def not_fiscal_words(paper: dict[str, Any], store: dict[str, Any], currency: str, language: str) -> str:
    """The line for the country of the paper's store, else of its money, else of its language."""
    told = text_of(object_of(paper.get("store")).get("country")) or text_of(store.get("country"))
    zone = text_of(store.get("timezone"))
    home = told.upper() or HOME.get(currency) or country_of(zone) or LANGUAGE_HOME.get(language, "")
    return NOT_FISCAL.get(home, "")


def country_of(zone: str) -> str:
    """The country whose clocks go by this time zone, or nothing."""
    return _countries().get(zone, "")


@cache
def _countries() -> dict[str, str]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
