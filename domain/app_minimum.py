"""The oldest version of the till program that still gets new data; a till below it sells, sends and updates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.app_releases import find_version, read_platform, read_version

#: stands for all platforms that have no minimum of their own
EVERY_PLATFORM = ""


@dataclass(frozen=True)
class Shortfall:
    """A till that is too old: what it runs, and what it should run at least."""

    version: str
    minimum: str


def minimum_for(minimums: Mapping[str, str], platform: str | None) -> str | None:
    """What holds on a platform; a till that never named its own is held to what holds on all."""
    return minimums.get(platform or EVERY_PLATFORM) or minimums.get(EVERY_PLATFORM)


def find_shortfall(
    minimums: Mapping[str, str], platform: str | None, version: str | None
) -> Shortfall | None:
    """Whether a till is too old; one whose version nobody knows, or can put in order, is not held back."""
    minimum = minimum_for(minimums, platform)
    if minimum is None or version is None or not is_older(version, minimum):
        return None
    return Shortfall(version, minimum)


@lru_cache(maxsize=4096)
def is_older(version: str, minimum: str) -> bool:
    """Whether a version stands before another."""
    ours, least = find_version(version), find_version(minimum)
    return ours is not None and least is not None and ours < least


def with_minimum(minimums: Mapping[str, str], platform: str, version: str) -> dict[str, str]:
    """The minimums with this one; without a version the platform has none of its own any more.

    Raises Refusal platform_unreadable, version_unreadable.
    """
    platform = read_platform(platform) if platform else EVERY_PLATFORM
    others = {key: value for key, value in minimums.items() if key != platform}
    return {**others, platform: read_version(version)} if version.strip() else others
