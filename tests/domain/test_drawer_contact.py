"""What the level of a drawer's contact means, once somebody looked."""

import pytest

from domain.drawer_contact import DrawerState, Level, drawer_state, open_level_of


@pytest.mark.parametrize(
    ("seen", "is_closed", "open_at"),
    [("high", True, "low"), ("high", False, "high"), ("low", True, "high"), ("low", False, "low")],
)
def test_one_look_tells_both_levels(seen: str, is_closed: bool, open_at: str) -> None:
    level = open_level_of(Level(seen), is_closed=is_closed)
    assert level == open_at
    assert drawer_state(seen, level) == (DrawerState.CLOSED if is_closed else DrawerState.OPEN)
    assert drawer_state(Level(seen).other, level) == (DrawerState.OPEN if is_closed else DrawerState.CLOSED)


@pytest.mark.parametrize(
    ("contact", "open_level"), [(None, None), (None, "low"), ("high", None), ("", "low"), ("odd", "low")]
)
def test_nothing_is_said_as_long_as_something_is_not_known(
    contact: str | None, open_level: str | None
) -> None:
    assert drawer_state(contact, open_level) is None
