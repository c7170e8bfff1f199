"""What a document needs to know besides itself: the store, the printer, the language, the hour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comptoir_store_server.printing.countries import not_fiscal_words
from comptoir_store_server.printing.lines import NO_BREAK
from comptoir_store_server.printing.money import money_writer, write_moment
from comptoir_store_server.printing.reading import text_of
from comptoir_store_server.printing.words import SAMPLES, word
from comptoir_store_server.times import read_time


@dataclass(frozen=True)
class PaperContext:
    """Given to every layout."""

    language: str
    store: dict[str, Any]
    printer_name: str
    printer_address: str
    printer_profile: str
    now: datetime
    #: the file of the store's logo, as wide as this paper; empty where receipts carry none
    logo: str = ""
    #: what the test print shows of the languages
    samples: tuple[str, ...] = tuple(SAMPLES.values())

    @property
    def printer(self) -> str:
        """Its name, and its model where the shop chose one."""
        if self.printer_profile in ("", "default"):
            return self.printer_name
        return f"{self.printer_name} ({self.printer_profile})"

    @property
    def currency(self) -> str:
        """The store's currency, for documents that do not name theirs."""
        return text_of(self.store.get("currency")) or "EUR"

    def word(self, key: str) -> str:
        """A word in the paper's language."""
        return word(self.language, key)

    def money(self, amount: int, currency: str) -> str:
        """An amount in the paper's language, in one piece wherever lines are broken."""
        return money_writer(currency, self.language, NO_BREAK)(amount)

    def not_fiscal(self, paper: dict[str, Any], currency: str) -> str:
        """What the country of the store wants said of a paper that is no fiscal one, if anything."""
        return not_fiscal_words(paper, self.store, currency, self.language)

    def moment(self, value: Any) -> str:
        """A time in the store's zone, or nothing if the document has none."""
        moment = value if isinstance(value, datetime) else read_time(value)
        if moment is None:
            return ""
        return write_moment(moment, text_of(self.store.get("timezone")) or "UTC", self.language)
