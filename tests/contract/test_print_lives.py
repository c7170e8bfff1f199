"""The office and the box agree on how long each paper is worth printing: both are held to one table."""

from datetime import UTC, datetime, timedelta

import pytest
from comptoir_store_server.policies import LONGEST, expiry_for

from domain.names import Role
from domain.print_lives import LONGEST_LIFE, end_of_life

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
KINDS = ("receipt", "pickup", "assembly", "report", "test", "drawer", "text", "pdf", "probe", "calibration")
TOLD = (
    None,
    datetime.min.replace(tzinfo=UTC),
    NOW - timedelta(days=1),
    NOW,
    NOW + timedelta(seconds=3),
    NOW + timedelta(seconds=11),
    NOW + timedelta(days=20),
    NOW + LONGEST,
    NOW + LONGEST + timedelta(seconds=1),
    datetime.max.replace(tzinfo=UTC),
)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_lives_as_long_on_both_sides(role: Role, kind: str) -> None:
    assert LONGEST == LONGEST_LIFE
    for told in TOLD:
        ours, theirs = end_of_life(role, kind, told, NOW), expiry_for(role, {"kind": kind}, told, NOW)
        assert ours == theirs, (role, kind, told)
        assert told is None or ours <= told
        assert ours <= NOW + LONGEST
