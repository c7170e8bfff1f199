"""A till is handed over when somebody signs in; sales alone say so only now and then."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.handover import AtTill, Sighting, follow

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOW = NINE + timedelta(hours=9)
NOBODY = AtTill()
ANNA = AtTill("anna", NINE)


def at(minutes: int) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("known", "sightings", "expected"),
    [
        pytest.param(NOBODY, [], [], id="nothing seen"),
        pytest.param(NOBODY, [Sighting("anna", at(1), True)], [("anna", 1)], id="the owner hands it over"),
        pytest.param(NOBODY, [Sighting("anna", at(1))], [("anna", 1)], id="a sale, nobody known yet"),
        pytest.param(ANNA, [Sighting("anna", at(90), True)], [], id="the same person again"),
        pytest.param(ANNA, [Sighting("boris", at(1), True)], [("boris", 1)], id="signed in soon after"),
        pytest.param(ANNA, [Sighting("boris", at(59))], [], id="a sale within the hour"),
        pytest.param(ANNA, [Sighting("boris", at(60))], [("boris", 60)], id="a sale an hour later"),
        pytest.param(ANNA, [Sighting("boris", at(-1), True)], [], id="an upload that comes late"),
        pytest.param(ANNA, [Sighting("boris", at(0), True)], [], id="at the same moment"),
        pytest.param(
            ANNA,
            [Sighting("anna", at(200), True), Sighting("boris", at(100), True)],
            [("boris", 100), ("anna", 200)],
            id="a day without network, in any order",
        ),
        pytest.param(
            ANNA,
            [Sighting("boris", at(61)), Sighting("anna", at(62)), Sighting("boris", at(63))],
            [("boris", 61)],
            id="a shop that signs in for every sale",
        ),
        pytest.param(ANNA, [Sighting("boris", at(6000), True)], [("boris", 540)], id="a clock that is ahead"),
    ],
)
def test_who_is_at_the_till(
    known: AtTill, sightings: list[Sighting], expected: list[tuple[str, int]]
) -> None:
    assert follow(known, sightings, NOW) == [AtTill(who, at(minutes)) for who, minutes in expected]
