"""Can I open? What counts as a till online, data too old, and a first step still to take."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

Thing = TypeVar("Thing")

#: tills poll every half minute: three minutes of silence are six missed calls
SILENT_AFTER = timedelta(minutes=3)
#: sync rules run every quarter of an hour unless told otherwise
OLD_AFTER = timedelta(hours=1)


class TillNow(NamedTuple):
    """A till that somebody has to look after, as far as the office knows."""

    public_id: str
    name: str
    heard: datetime | None = None
    unsent_receipts: int = 0
    #: the oldest change that this till does not have yet
    behind_since: datetime | None = None
    #: since when it prints no receipts
    printer_since: datetime | None = None


@dataclass(frozen=True)
class First(Generic[Thing]):
    """The first of several things in the same trouble, and how many they are."""

    shown: list[Thing]
    count: int

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.shown)


def is_heard(moment: datetime | None, now: datetime) -> bool:
    """Whether a last contact still counts as being there."""
    return moment is not None and now - moment <= SILENT_AFTER


def is_old(behind_since: datetime, now: datetime) -> bool:
    """Whether a change has waited for a till longer than any usual rule lets it wait."""
    return now - behind_since > OLD_AFTER


class Step(StrEnum):
    """What a shop needs before its first sale, in this order."""

    STORE = "store"
    DEVICE = "device"
    ACTIVATION = "activation"
    PRODUCT = "product"
    PRINTER = "printer"


def day_in(timezone: str, now: datetime) -> tuple[datetime, datetime]:
    """Beginning and end of today on the wall of a store; 23 or 25 hours apart when its clock changes."""
    zone = ZoneInfo(timezone)
    day = now.astimezone(zone).date()
    begin = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return begin.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
