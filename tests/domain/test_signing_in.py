"""What changing the way people sign in means for a shop."""

import pytest

from domain.refusal import Refusal
from domain.signing_in import TillSettings, consequences_of, read_till_settings


def tills(login_mode: str = "id_pin", cash: bool = True, shifts: bool = False) -> TillSettings:
    return TillSettings(login_mode, cash, shifts)


@pytest.mark.parametrize(
    ("before", "after", "without_pin", "said"),
    [
        (tills(), tills(), 3, []),
        (tills(), tills("none"), 0, ["anybody_sells"]),
        (tills("id"), tills("none"), 0, ["anybody_sells"]),
        (tills(), tills("id"), 2, ["pin_not_asked"]),
        (tills("id"), tills(), 0, []),
        (tills("id"), tills(), 2, ["pin_needed"]),
        (tills("none"), tills(), 0, ["names_again"]),
        (tills("none"), tills(), 1, ["names_again", "pin_needed"]),
        (tills("none"), tills("id"), 1, ["names_again", "pin_not_asked"]),
        (tills(), tills(cash=False), 0, ["cash_not_written"]),
        (tills(cash=False), tills(), 0, ["cash_written"]),
        (tills(), tills(shifts=True), 0, ["shift_needed"]),
        (tills(shifts=True), tills(), 0, ["shift_not_needed"]),
        (tills(), tills("none", False, True), 0, ["anybody_sells", "cash_not_written", "shift_needed"]),
    ],
)
def test_what_a_change_means_is_said(
    before: TillSettings, after: TillSettings, without_pin: int, said: list[str]
) -> None:
    assert consequences_of(before, after, without_pin=without_pin) == said


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_till_settings(tills("fingerprint"))
    assert (refused.value.code, refused.value.field) == ("login_mode_unknown", "login_mode")
