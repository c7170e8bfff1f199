"""Which version of the till program a till is offered: newest first, in stages, never older than what runs."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import total_ordering

from domain.refusal import Refusal

#: a business that follows beta also takes what is stable
CHANNELS = ("stable", "beta")
LONGEST_VERSION = 40
LARGEST_PART = 9
_VERSION = re.compile(
    r"v?(?P<parts>[0-9]+(?:\.[0-9]+){0,3})(?:-(?P<before>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)
_PLATFORM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class ReleaseStatus(StrEnum):
    """Where a version is on its way to the tills."""

    DRAFT = "draft"
    ROLLING = "rolling"
    HALTED = "halted"
    WITHDRAWN = "withdrawn"


class UpdateState(StrEnum):
    """How far a till is with an update (PROTOCOL §6)."""

    OFFERED = "offered"
    DOWNLOADING = "downloading"
    VERIFIED = "verified"
    STAGED = "staged"
    INSTALLED = "installed"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


#: releases that count for what tills are offered
OFFERED = (ReleaseStatus.ROLLING, ReleaseStatus.WITHDRAWN)
#: a till that said so has nothing more to do for this version before its day closes, or at all
SETTLED = frozenset({UpdateState.STAGED, UpdateState.INSTALLED, UpdateState.ROLLED_BACK})
#: what a person may do with a release in each state
NEXT: dict[ReleaseStatus, frozenset[ReleaseStatus]] = {
    ReleaseStatus.DRAFT: frozenset({ReleaseStatus.ROLLING}),
    ReleaseStatus.ROLLING: frozenset({ReleaseStatus.HALTED, ReleaseStatus.WITHDRAWN}),
    ReleaseStatus.HALTED: frozenset({ReleaseStatus.ROLLING, ReleaseStatus.WITHDRAWN}),
    ReleaseStatus.WITHDRAWN: frozenset(),
}


@total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """A version such as 1.4.0 or 1.5.0-beta.2, in the order of SemVer; 1.4 is 1.4.0, and what follows + is nothing."""

    numbers: tuple[int, ...]
    before: tuple[tuple[int, int, str], ...] = ()

    @property
    def _place(self) -> tuple[tuple[int, ...], bool, tuple[tuple[int, int, str], ...]]:
        return self.numbers, not self.before, self.before

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._place == other._place

    def __lt__(self, other: "Version") -> bool:
        return self._place < other._place

    def __hash__(self) -> int:
        return hash(self._place)


def find_version(text: str) -> Version | None:
    """The version that a text names; None for one that has no order."""
    found = _VERSION.fullmatch(text) if len(text) <= LONGEST_VERSION else None
    if found is None:
        return None
    numbers = found["parts"].split(".")
    before = found["before"].split(".") if found["before"] else []
    if any(len(number) > LARGEST_PART for number in (*numbers, *filter(str.isdigit, before))):
        return None
    padded = [*map(int, numbers), 0, 0, 0][:4]
    return Version(tuple(padded), tuple(_part(part) for part in before))


def read_version(text: str) -> str:
    """A version as typed, without spaces around it. Raises Refusal version_unreadable."""
    tidy = text.strip().removeprefix("v")
    if find_version(tidy) is None:
        raise Refusal("version_unreadable", "version")
    return tidy


def read_platform(text: str) -> str:
    """A platform as its tills name it: android-arm64. Raises Refusal platform_unreadable."""
    tidy = text.strip().lower()
    if _PLATFORM.fullmatch(tidy) is None:
        raise Refusal("platform_unreadable", "platform")
    return tidy


def read_percentage(percentage: int | None) -> int:
    """How much of the tills. Raises Refusal percentage_out_of_range."""
    if percentage is None or not 1 <= percentage <= 100:
        raise Refusal("percentage_out_of_range", "percentage")
    return percentage


def bucket_of(till: str, version: str) -> int:
    """0 to 99: a till's place in the queue for a version; another one for each version, always the same."""
    digest = hashlib.sha256(f"{till}\0{version}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100


def channels_of(followed: str) -> tuple[str, ...]:
    """What a business that follows this channel takes."""
    return CHANNELS if followed == "beta" else ("stable",)


@dataclass(frozen=True)
class Release:
    """A version as far as it matters for who is offered it; empty `stores` and `devices` mean all."""

    key: int
    version: str
    platform: str
    channel: str
    status: str
    percentage: int = 100
    stores: Collection[str] = ()
    devices: Collection[str] = ()
    #: the key that signed it was taken back
    is_distrusted: bool = False
    #: names its file
    sha256: str = ""
    #: names it in addresses
    public_id: str = ""

    @property
    def order(self) -> Version:
        """Its place among the versions."""
        return find_version(self.version) or Version((0, 0, 0, 0))

    def is_meant_for(self, till: "RunningTill") -> bool:
        """Whether its stores and its devices include the till: one of those named suffices."""
        if not self.stores and not self.devices:
            return True
        return till.store in self.stores or till.device in self.devices

    def has_reached(self, till: "RunningTill") -> bool:
        """Whether the roll-out has come to this till; a till named itself does not wait for its turn."""
        return till.device in self.devices or bucket_of(till.device, self.version) < self.percentage


@dataclass(frozen=True)
class RunningTill:
    """A till that asks: what it is, what it runs, and which version it gave back after trying it."""

    device: str
    store: str
    platform: str
    version: str
    channel: str = "stable"
    gave_back: str | None = None


@dataclass(frozen=True)
class Offer:
    """What a till is to install at its next day close; `rolls_back` names the withdrawn version that it leaves."""

    release: Release
    rolls_back: str | None = None


def offer_for(till: RunningTill, releases: Iterable[Release]) -> Offer | None:
    """The newest release for a till, if it is newer than what it runs.

    Only a till that runs a withdrawn version is offered an older one: the newest that still stands.
    """
    running = find_version(till.version)
    if running is None:
        return None
    ours = [
        one for one in releases if one.platform == till.platform and one.channel in channels_of(till.channel)
    ]
    standing = [one for one in ours if _stands_for(one, till)]
    newer = [one for one in standing if one.order > running and one.has_reached(till)]
    if newer:
        return Offer(max(newer, key=_order))
    withdrawn = any(one.status == ReleaseStatus.WITHDRAWN and one.order == running for one in ours)
    older = [one for one in standing if one.order < running] if withdrawn else []
    return Offer(max(older, key=_order), till.version) if older else None


def is_outside_day_close(staged_at: datetime | None, day_report_at: datetime | None) -> bool:
    """Whether a till installed although it closed no day since the update lay ready."""
    return staged_at is None or day_report_at is None or day_report_at < staged_at


def _stands_for(release: Release, till: RunningTill) -> bool:
    return (
        release.status == ReleaseStatus.ROLLING
        and not release.is_distrusted
        and release.version != till.gave_back
        and release.is_meant_for(till)
    )


def _order(release: Release) -> Version:
    return release.order


def _part(text: str) -> tuple[int, int, str]:
    """Numbers stand before words, by value; words by their letters."""
    return (0, int(text), "") if text.isdigit() else (1, 0, text)
