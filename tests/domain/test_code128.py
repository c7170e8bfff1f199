"""Code 128: the check digit, the widths and the quiet zones that scanners insist on."""

from itertools import pairwise

import pytest

from domain.code128 import QUIET, START, STOP, WIDTHS, bars_of, values_of


def test_a_known_code_has_its_known_check_sign() -> None:
    assert values_of("PJJ123C") == [START, 48, 42, 42, 17, 18, 19, 35, 55, STOP]


def test_every_sign_is_eleven_modules_wide_and_the_stop_thirteen() -> None:
    assert [sum(map(int, width)) for width in WIDTHS] == [11] * 106 + [13]
    assert len(set(WIDTHS)) == 107


@pytest.mark.parametrize("text", ["a", "azqwym-1234567890", " ~"])
def test_the_drawing_is_as_wide_as_its_signs_and_two_quiet_zones(text: str) -> None:
    bars, width = bars_of(text)
    assert width == 11 * (len(text) + 2) + 13 + 2 * QUIET
    assert bars[0][0] == QUIET
    assert sum(bars[-1]) == width - QUIET
    assert all(left + wide < after for (left, wide), (after, _) in pairwise(bars))


@pytest.mark.parametrize("text", ["ż", "\n", "a\x7f"])
def test_letters_that_it_cannot_write_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        values_of(text)
