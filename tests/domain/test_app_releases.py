"""Who is offered which version of the till program: order of versions, channels, stages, halts, the way back."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.app_releases import (
    Offer,
    Release,
    RunningTill,
    bucket_of,
    find_version,
    is_outside_day_close,
    offer_for,
    read_percentage,
    read_platform,
    read_version,
)
from domain.refusal import Refusal

TILL = RunningTill("kasa-1", "krakow", "android-arm64", "1.4.0")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def release(version: str, status: str = "rolling", **more: Any) -> Release:
    facts: dict[str, Any] = {"key": 1, "platform": "android-arm64", "channel": "stable"}
    return Release(version=version, status=status, **facts | more)


def offered(*releases: Release, till: RunningTill = TILL) -> str | None:
    offer = offer_for(till, releases)
    return offer.release.version if offer else None


ASCENDING = [
    "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
    "1.0.0-rc.1", "1.0.0", "1.0.0.1", "1.0.1", "1.2", "1.10", "2.0.0-1", "2", "10.0",
]  # fmt: skip


@pytest.mark.parametrize(("lower", "higher"), list(itertools.pairwise(ASCENDING)))
def test_versions_stand_in_the_order_of_semver(lower: str, higher: str) -> None:
    first, second = find_version(lower), find_version(higher)
    assert first is not None
    assert second is not None
    assert first < second
    assert not second < first


@pytest.mark.parametrize(
    ("one", "same"), [("1.4", "1.4.0"), ("v1.4.0", "1.4.0"), ("1.4.0+build.7", "1.4.0"), ("01.4", "1.4")]
)
def test_some_versions_are_written_in_several_ways(one: str, same: str) -> None:
    assert find_version(one) == find_version(same)
    assert hash(find_version(one)) == hash(find_version(same))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "newest",
        "1.",
        ".1",
        "1..2",
        "1.2.3.4.5",
        "1.2-",
        "1 2",
        "1.2\n",
        "٣.١",
        "-1",
        "9" * 41,
        "1234567890",
        "1.0-" + "9" * 12,
        "1.0²",
    ],
)
def test_what_has_no_order_is_no_version(text: str) -> None:
    assert find_version(text) is None


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_version, "newest"),
        (read_platform, "Android Phone"),
        (read_platform, ""),
        (read_platform, "x" * 41),
    ],
)
def test_what_cannot_be_read_is_refused(read: Any, text: str) -> None:
    with pytest.raises(Refusal):
        read(text)


@pytest.mark.parametrize("share", [None, 0, -1, 101, 10**30])
def test_a_share_is_1_to_100(share: int | None) -> None:
    with pytest.raises(Refusal):
        read_percentage(share)


OFFERS: list[tuple[str, str | None, list[Release]]] = [
    ("nothing there", None, []),
    ("the same version", None, [release("1.4.0")]),
    ("an older one", None, [release("1.3.9")]),
    ("a newer one", "1.5.0", [release("1.5.0")]),
    ("the newest of several", "1.10.0", [release("1.9.0"), release("1.10.0"), release("1.5.0")]),
    ("a draft", None, [release("1.5.0", "draft")]),
    ("a halted one", None, [release("1.5.0", "halted")]),
    ("a halted one beside an earlier one that rolls", "1.4.5", [release("1.5.0", "halted"), release("1.4.5")]),
    ("a withdrawn one that it does not run", None, [release("1.5.0", "withdrawn"), release("1.3.0")]),
    ("what it runs was withdrawn", "1.3.0", [release("1.4.0", "withdrawn"), release("1.3.0"), release("1.2.0")]),
    ("it was withdrawn, a newer rolls", "1.5.0", [release("1.4.0", "withdrawn"), release("1.3.0"), release("1.5.0")]),
    ("what it runs was withdrawn, nothing is left", None, [release("1.4.0", "withdrawn"), release("1.3.0", "halted")]),
    ("another platform", None, [release("1.5.0", platform="windows-x64")]),
    ("another platform was withdrawn", None, [release("1.4.0", "withdrawn", platform="windows-x64"), release("1.3.0")]),
    ("beta while it follows stable", None, [release("1.5.0", channel="beta")]),
    ("signed with a revoked key", None, [release("1.5.0", is_distrusted=True)]),
    ("back to a revoked key", None, [release("1.4.0", "withdrawn"), release("1.3.0", is_distrusted=True)]),
    ("for its store", "1.5.0", [release("1.5.0", stores=("krakow",))]),
    ("for another store", None, [release("1.5.0", stores=("gdansk",))]),
    ("for this till, whatever the share", "1.5.0", [release("1.5.0", devices=("kasa-1",), percentage=1)]),
    ("for another till", None, [release("1.5.0", devices=("kasa-2",))]),
    ("for another till or this store", "1.5.0", [release("1.5.0", devices=("kasa-2",), stores=("krakow",))]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "expected", "releases"), OFFERS, ids=[row[0] for row in OFFERS])
def test_who_is_offered_what(what: str, expected: str | None, releases: list[Release]) -> None:
    assert offered(*releases) == expected
    assert offered(*reversed(releases)) == expected


def test_only_the_way_back_is_named_as_such() -> None:
    back = offer_for(TILL, [release("1.4.0", "withdrawn"), release("1.3.0")])
    on = offer_for(TILL, [release("1.4.0", "withdrawn"), release("1.5.0")])

    assert back == Offer(release("1.3.0"), "1.4.0")
    assert on == Offer(release("1.5.0"), None)


def test_who_follows_beta_takes_whichever_is_newer() -> None:
    till = RunningTill("kasa-1", "krakow", "android-arm64", "1.4.0", "beta")

    assert offered(release("1.5.0-beta.1", channel="beta"), till=till) == "1.5.0-beta.1"
    assert offered(release("1.5.0-beta.1", channel="beta"), release("1.5.0"), till=till) == "1.5.0"


def test_what_a_till_gave_back_it_is_not_offered_again() -> None:
    till = RunningTill("kasa-1", "krakow", "android-arm64", "1.4.0", gave_back="1.5.0")

    assert offered(release("1.5.0"), till=till) is None
    assert offered(release("1.5.0"), release("1.5.1"), till=till) == "1.5.1"


def test_a_till_that_runs_what_nobody_can_read_is_left_alone() -> None:
    assert (
        offered(release("1.5.0"), till=RunningTill("kasa-1", "krakow", "android-arm64", "dev build")) is None
    )


@pytest.mark.parametrize("share", [1, 10, 25, 50, 99])
def test_a_share_of_many_tills_is_about_that_share(share: int) -> None:
    tills = [RunningTill(f"till-{n}", "s", "android-arm64", "1.4.0") for n in range(4000)]

    reached = sum(offered(release("1.5.0", percentage=share), till=till) is not None for till in tills)

    assert reached / 40 == pytest.approx(share, abs=2.5)


def test_whoever_was_reached_stays_reached_when_the_share_grows() -> None:
    for n in range(500):
        till = RunningTill(f"till-{n}", "s", "android-arm64", "1.4.0")
        reached = [
            offered(release("1.5.0", percentage=share), till=till) is not None for share in (5, 25, 60, 100)
        ]
        assert reached == sorted(reached)
        assert reached[-1]


def test_another_version_begins_with_other_tills() -> None:
    tills = [f"till-{n}" for n in range(1000)]
    first = {till for till in tills if bucket_of(till, "1.5.0") < 10}
    second = {till for till in tills if bucket_of(till, "1.6.0") < 10}

    assert first & second < first
    assert all(0 <= bucket_of(till, "1.5.0") < 100 for till in tills)


@pytest.mark.parametrize(
    ("staged", "day_report", "outside"),
    [
        (None, None, True),
        (None, NOON, True),
        (NOON, None, True),
        (NOON, NOON - timedelta(seconds=1), True),
        (NOON, NOON, False),
        (NOON, NOON + timedelta(hours=8), False),
    ],
)
def test_e9_an_update_is_installed_within_the_day_close(
    staged: datetime | None, day_report: datetime | None, outside: bool
) -> None:
    assert is_outside_day_close(staged, day_report) is outside
