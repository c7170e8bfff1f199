"""Whom a message may reach, and when a failed try is made again."""

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest

from domain.check_deliveries import Outcome, is_public, next_try, outcome_of_status, read_webhook_url
from domain.refusal import Refusal

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("   ", None),
        (" https://hooks.example/x ", "https://hooks.example/x"),
        ("http://hooks.example:8080/x?shop=1#part", "http://hooks.example:8080/x?shop=1"),
        ("https://192.168.1.9/x", "https://192.168.1.9/x"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
    ],
)
def test_an_address_of_a_webhook(typed: str, kept: str | None) -> None:
    assert read_webhook_url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "hooks.example/x",
        "ftp://hooks.example/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/x",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://user:secret@hooks.example/x",
        "https://user@hooks.example/x",
        "https://hooks.example:99999/x",
        "https://hooks.example:0/x",
        "https://hooks.example:x/",
        "https://hooks example/x",
        "https://hooks.example/a b",
        "https://hooks.example/\r\nX-Injected: 1",
        "https://hooks.example/ż",
        "https://2130706433/",
        "https://[::1/",
        "https://hooks.example/" + "x" * 500,
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_webhook_url(typed)
    assert (refused.value.code, refused.value.field) == ("webhook_invalid", "webhook_url")


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_internet_may_be_called(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001:db8::1",
    ],
)
def test_the_servers_own_network_may_not(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_three_further_tries_each_later_than_the_one_before() -> None:
    waits = [next_try(tries, NOW) for tries in (1, 2, 3, 4, 5)]
    minutes = [(wait - NOW) / timedelta(minutes=1) if wait else None for wait in waits]
    assert minutes == [1, 5, 30, None, None]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome(answer="200")),
        (204, Outcome(answer="204")),
        (302, Outcome("answer_not_ok", "302", may_help=False)),
        (400, Outcome("answer_not_ok", "400", may_help=False)),
        (404, Outcome("answer_not_ok", "404", may_help=False)),
        (408, Outcome("answer_not_ok", "408")),
        (429, Outcome("answer_not_ok", "429")),
        (500, Outcome("answer_not_ok", "500")),
        (503, Outcome("answer_not_ok", "503")),
    ],
)
def test_what_a_webhook_answers(status: int, outcome: Outcome) -> None:
    assert outcome_of_status(status) == outcome
