"""Time zones as the lists name them: the city in the reader's language and its distance to UTC in winter."""

import pytest

from blueprints.places import timezone_word


@pytest.mark.parametrize(
    ("zone", "language", "word"),
    [
        ("Europe/Warsaw", "pl", "Warszawa (UTC+01:00)"),
        ("Europe/Moscow", "ru", "Москва (UTC+03:00)"),
        ("Europe/London", "en", "London (UTC+00:00)"),
        ("America/St_Johns", "en", "St. John’s (UTC-03:30)"),
        ("Pacific/Marquesas", "pl", "Markizy (UTC-09:30)"),
        ("Asia/Kathmandu", "fr", "Kathmandu (UTC+05:45)"),
        ("Australia/Adelaide", "en", "Adelaide (UTC+09:30)"),
        ("Etc/GMT+1", "pl", "UTC-01:00"),
        ("Nowhere/At_All", "pl", "Nowhere/At_All"),
    ],
)
def test_a_zone_and_its_distance(zone: str, language: str, word: str) -> None:
    assert timezone_word(zone, language) == word
