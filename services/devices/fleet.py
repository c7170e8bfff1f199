"""The POS devices of an account, all at once and cheaply: what they are searched, counted and ordered by.

The database hands over one text for the whole fleet: five hundred rows of their own take longer than a page. What
was read out of a text is remembered by that very text, so that it can never be older than the fleet.
"""

from functools import cache, cached_property, lru_cache, reduce
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from domain.alphabets import alphabet_key
from domain.device_life import RUNNING
from domain.names import DeviceStatus
from models import Device, Store

#: between two tills, and between two words about one; no name has such signs (domain.text)
_NEXT, _WORD = "\x1e", "\x1f"
#: texts whose tills are kept: a few large businesses, each with a few filters
_REMEMBERED = 64


class FleetTill(NamedTuple):
    """A POS among all others."""

    id: int
    store_id: int
    number: int
    status: str
    public_id: str
    name: str
    store_name: str

    @property
    def is_running(self) -> bool:
        """Whether a till is this POS now."""
        return self.status in RUNNING


class Fleet:
    """Some or all POS devices of an account, in the order in which they were created, store by store."""

    def __init__(self, tills: list[FleetTill]) -> None:
        self.tills = tuple(sorted(tills, key=lambda till: (till.store_id, till.number)))
        self._by_name: dict[str, tuple[FleetTill, ...]] = {}
        self._sought: dict[str, tuple[tuple[FleetTill, str], ...]] = {}

    def by_name(self, language: str) -> tuple[FleetTill, ...]:
        """In the order of a reader's alphabet."""
        if language not in self._by_name:
            self._by_name[language] = tuple(
                sorted(self.tills, key=lambda till: alphabet_key(till.name, language))
            )
        return self._by_name[language]

    def search(self, word: str, language: str) -> tuple[FleetTill, ...]:
        """Those whose name or store has this word, in the order of a reader's alphabet; all for no word."""
        if not word:
            return self.by_name(language)
        if language not in self._sought:
            texts = ((till, f"{till.name}\n{till.store_name}".casefold()) for till in self.by_name(language))
            self._sought[language] = tuple(texts)
        wanted = word.casefold()
        return tuple(till for till, text in self._sought[language] if wanted in text)

    @cached_property
    def running(self) -> dict[int, FleetTill]:
        """Those that a till is now, by key."""
        return {till.id: till for till in self.tills if till.is_running}

    @cached_property
    def callers(self) -> dict[str, int]:
        """Under which name each of the running ones stands in the book of contacts."""
        return {f"device:{key}": key for key in self.running}


def read_fleet(session: Session, *, store: str = "", status: str = "") -> Fleet:
    """All POS devices of the account; deleted ones only when asked for by status.

    `store`: those at home there, and those that serve it, too.
    """
    return _fleet_of(session.scalar(_all_in_one().where(*wanted(store, status))) or "")


def wanted(store: str, status: str) -> list[Any]:
    """The conditions of `read_fleet`, for other queries of the same POS devices."""
    conditions = [Device.status == status if status else Device.status != DeviceStatus.DELETED]
    if store:
        home = Device.store_id.in_(select(Store.id).where(Store.public_id == store))
        conditions.append(or_(home, Device.also_serves.any(Store.public_id == store)))
    return conditions


@cache
def _all_in_one() -> Any:
    words: list[Any] = [cast(number, String) for number in (Device.id, Device.store_id, Device.number)]
    words += [Device.status, Device.public_id, Device.name, Store.name]
    till = reduce(lambda text, word: text + _WORD + word, words)
    return (
        select(func.aggregate_strings(till, _NEXT))
        .select_from(Device)
        .join(Store, Store.id == Device.store_id)
    )


@lru_cache(maxsize=_REMEMBERED)
def _fleet_of(text: str) -> Fleet:
    tills = (till.split(_WORD) for till in text.split(_NEXT) if till)
    return Fleet([FleetTill(*map(int, words[:3]), *words[3:]) for words in tills])  # type: ignore[arg-type]
