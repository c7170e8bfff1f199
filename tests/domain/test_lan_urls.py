"""Where tills reach a store server, from what it says of itself."""

import pytest

from domain.lan_urls import MOST_URLS, lan_urls


def test_its_first_choice_comes_first_and_each_once() -> None:
    told = ["kasa.local", "192.168.1.20", "KASA.local ", "fd00::0020"]
    assert lan_urls(told, 8631, tls=True) == [
        "https://kasa.local:8631/v1",
        "https://192.168.1.20:8631/v1",
        "https://[fd00::20]:8631/v1",
    ]
    assert lan_urls(["192.168.1.20"], 80, tls=False) == ["http://192.168.1.20:80/v1"]


@pytest.mark.parametrize(
    "told",
    [
        *(
            "",
            "0.0.0.0",
            "::",
            "fe80::1%eth0",
            "224.0.0.1",
            "256.1.1.1",
            "evil.example/x?",
            "a b",
            "user@host",
        ),
        *("host:80", "[::1]", "-", "x" * 254, "kasa\n.local", "кasa"),
    ],
)
def test_what_no_till_could_call_is_left_out(told: str) -> None:
    assert lan_urls([told, "192.168.1.20"], 8631, tls=False) == ["http://192.168.1.20:8631/v1"]


def test_a_till_is_not_sent_around_for_ever() -> None:
    assert len(lan_urls([f"10.0.0.{n}" for n in range(64)], 8631, tls=False)) == MOST_URLS
