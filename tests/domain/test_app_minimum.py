"""Which tills are too old for new data: per platform, never one of which nobody knows what it runs."""

import pytest

from domain.app_minimum import find_shortfall, with_minimum
from domain.refusal import Refusal

ANDROID, WINDOWS = "android-arm64", "windows-x64"
ALL, ONE, BOTH = {"": "1.4.0"}, {ANDROID: "1.5.0"}, {"": "1.4.0", ANDROID: "1.5.0"}


@pytest.mark.parametrize(
    ("minimums", "platform", "version", "minimum"),
    [
        ({}, ANDROID, "0.1", None),
        (ALL, ANDROID, "1.3.9", "1.4.0"),
        (ALL, None, "1.3.9", "1.4.0"),
        (ALL, ANDROID, "1.4", None),
        (ALL, ANDROID, "1.4.0-beta.1", "1.4.0"),
        (ALL, ANDROID, "1.10", None),
        (ALL, ANDROID, None, None),
        (ALL, ANDROID, "nightly", None),
        (ONE, ANDROID, "1.4.9", "1.5.0"),
        (ONE, WINDOWS, "0.1", None),
        (ONE, None, "0.1", None),
        (BOTH, ANDROID, "1.4.5", "1.5.0"),
        (BOTH, WINDOWS, "1.4.5", None),
        (BOTH, WINDOWS, "1.3", "1.4.0"),
        (BOTH, None, "1.4.5", None),
        ({"": "1.4.0", ANDROID: "1.0"}, ANDROID, "1.2", None),
    ],
)
def test_a_till_is_held_to_its_platforms_minimum_or_to_the_one_of_all(
    minimums: dict[str, str], platform: str | None, version: str | None, minimum: str | None
) -> None:
    found = find_shortfall(minimums, platform, version)
    assert (found.minimum if found else None) == minimum
    assert found is None or found.version == version


def test_a_minimum_is_set_changed_and_lifted_without_touching_the_others() -> None:
    assert with_minimum(ALL, " Android-ARM64 ", " v1.5.0 ") == BOTH
    assert with_minimum(BOTH, "", "1.6") == {"": "1.6", ANDROID: "1.5.0"}
    assert with_minimum(BOTH, ANDROID, " ") == ALL
    assert with_minimum({}, WINDOWS, "") == {}
    assert BOTH == {"": "1.4.0", ANDROID: "1.5.0"}


@pytest.mark.parametrize(
    ("platform", "version", "code"),
    [("Android Phone!", "1.0", "platform_unreadable"), ("", "newest", "version_unreadable")],
)
def test_what_nobody_can_read_is_refused(platform: str, version: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        with_minimum({}, platform, version)
