"""Which peripheral a found thing is: identities are followed, addresses are believed only of the nameless."""

from typing import Any

import pytest

from domain.discoveries import Found
from domain.recognition import Recognition, Standing, recognize

A, B = "a4:d7:3c:00:00:0a", "a4:d7:3c:00:00:0b"


def at(host: str, port: int = 9100) -> dict[str, object]:
    return {"type": "network", "host": host, "port": port}


def usb(path: str) -> dict[str, object]:
    return {"type": "usb", "path": path}


def found(connection: dict[str, object], kind: str = "receipt_printer", **more: Any) -> Found:
    key = more.pop("key", str(connection))
    return Found(key, kind, connection, **more)


def ours(one: int, connection: dict[str, object], kind: str = "receipt_printer", **more: Any) -> Standing:
    return Standing(one, kind, connection, **more)


#: what it shows: our peripherals, what is found, which of them move where
MOVES: dict[str, tuple[list[Standing], list[Found], dict[int, dict[str, object]]]] = {
    "a printer with another address": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.51"), mac=A)],
        {1: {"host": "10.0.0.51"}},
    ),
    "a printer where it always was": ([ours(1, at("10.0.0.50"), mac=A)], [found(at("10.0.0.50"), mac=A)], {}),
    "two printers that changed places": (
        [ours(1, at("10.0.0.50"), mac=A), ours(2, at("10.0.0.51"), mac=B)],
        [found(at("10.0.0.51"), mac=A), found(at("10.0.0.50"), mac=B)],
        {1: {"host": "10.0.0.51"}, 2: {"host": "10.0.0.50"}},
    ),
    "a chain: one takes the place that the other left": (
        [ours(1, at("10.0.0.50"), mac=A), ours(2, at("10.0.0.51"), mac=B)],
        [found(at("10.0.0.51"), mac=A), found(at("10.0.0.52"), mac=B)],
        {1: {"host": "10.0.0.51"}, 2: {"host": "10.0.0.52"}},
    ),
    "another printer where ours was": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.50"), mac=B)],
        {},
    ),
    "one with the serial number of ours": (
        [ours(1, usb("/dev/usb/lp0"), serial="J5TF01")],
        [found(usb("/dev/usb/lp1"), serial="J5TF01")],
        {1: {"path": "/dev/usb/lp1"}},
    ),
    "a scale with the serial number of our printer": (
        [ours(1, usb("/dev/usb/lp0"), serial="J5TF01")],
        [found(usb("/dev/usb/lp1"), "scale", serial="J5TF01")],
        {},
    ),
    "our printer on a cable, found in the network": (
        [ours(1, usb("/dev/usb/lp0"), serial="J5TF01")],
        [found(at("10.0.0.51"), serial="J5TF01")],
        {},
    ),
    "a MAC that two peripherals have": (
        [ours(1, at("10.0.0.50", 4001), mac=A), ours(2, at("10.0.0.50", 4002), mac=A)],
        [found(at("10.0.0.51", 4001), mac=A)],
        {},
    ),
    "a serial number that two peripherals have": (
        [ours(1, usb("/dev/usb/lp0"), serial="J5TF01"), ours(2, usb("/dev/usb/lp1"), serial="J5TF01")],
        [found(usb("/dev/usb/lp2"), serial="J5TF01")],
        {},
    ),
    "one MAC at two addresses": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.51"), mac=A), found(at("10.0.0.52"), mac=A)],
        {},
    ),
    "one MAC here and there": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.51"), mac=A), found(at("10.0.0.50"), mac=A)],
        {},
    ),
    "another service of our printer": (
        [ours(1, at("10.0.0.50", 631), "page_printer", mac=A)],
        [found(at("10.0.0.50"), mac=A)],
        {},
    ),
    "another service at the new address": (
        [ours(1, at("10.0.0.50", 631), "page_printer", mac=A)],
        [found(at("10.0.0.51"), mac=A), found(at("10.0.0.51", 631), "page_printer", mac=A)],
        {1: {"host": "10.0.0.51"}},
    ),
    "a printer known by its name in the network": (
        [ours(1, at("till.lan"), mac=A)],
        [found(at("10.0.0.51"), mac=A)],
        {},
    ),
    "a printer found by a name": ([ours(1, at("10.0.0.50"), mac=A)], [found(at("till.lan"), mac=A)], {}),
    "one address, spelled in two ways": (
        [ours(1, at("fe80::1"), mac=A)],
        [found(at("FE80:0:0::1"), mac=A)],
        {},
    ),
    "a printer of another box": (
        [ours(1, at("10.0.0.50"), mac=A, driven=False)],
        [found(at("10.0.0.51"), mac=A)],
        {},
    ),
    "a printer without identity": ([ours(1, at("10.0.0.50"))], [found(at("10.0.0.51"), mac=A)], {}),
    "its MAC counts more than its serial number": (
        [ours(1, at("10.0.0.50"), mac=A, serial="J5TF01"), ours(2, at("10.0.0.51"), serial="J5TF02")],
        [found(at("10.0.0.60"), mac=A, serial="J5TF02")],
        {1: {"host": "10.0.0.60"}},
    ),
}


@pytest.mark.parametrize("case", MOVES)
def test_who_is_followed(case: str) -> None:
    standing, things, moves = MOVES[case]
    assert recognize(things, standing).moves == moves


#: what it shows: our peripherals, what is found, what is known, what is learned
LESSONS: dict[
    str, tuple[list[Standing], list[Found], dict[str, int], dict[int, tuple[str | None, str | None]]]
] = {
    "a printer whose identity nobody knew": (
        [ours(1, at("10.0.0.50"))],
        [found(at("10.0.0.50"), key="x", mac=A, serial="J5TF01")],
        {"x": 1},
        {1: (A, "J5TF01")},
    ),
    "the rest of an identity": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.50"), key="x", mac=A, serial="J5TF01")],
        {"x": 1},
        {1: (A, "J5TF01")},
    ),
    "after a move": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.51"), key="x", mac=A, serial="J5TF01")],
        {"x": 1},
        {1: (A, "J5TF01")},
    ),
    "somebody else at its address": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.50"), key="x", mac=B)],
        {},
        {},
    ),
    "a nameless one is not taken for its new neighbour": (
        [ours(1, at("10.0.0.50")), ours(2, at("10.0.0.51"), mac=B)],
        [found(at("10.0.0.50"), key="x", mac=B)],
        {"x": 2},
        {},
    ),
    "two nameless ones at one address": (
        [ours(1, at("10.0.0.50")), ours(2, at("10.0.0.50"))],
        [found(at("10.0.0.50"), key="x", mac=A)],
        {"x": 1},
        {},
    ),
    "what a router says of all beyond it": (
        [ours(1, at("10.0.0.50")), ours(2, at("10.0.0.51"))],
        [found(at("10.0.0.50"), key="x", mac=A), found(at("10.0.0.51"), key="y", mac=A)],
        {"x": 1, "y": 2},
        {1: (None, None), 2: (None, None)},
    ),
    "what it says of another port": (
        [ours(1, at("10.0.0.50", 4001), "scale")],
        [found(at("10.0.0.50", 4002), key="x", mac=A)],
        {},
        {},
    ),
    "a printer that another box drives": (
        [ours(1, at("10.0.0.50"), driven=False)],
        [found(at("10.0.0.50"), key="x", mac=A)],
        {"x": 1},
        {},
    ),
    "a socket of another box": (
        [ours(1, usb("/dev/usb/lp0"), driven=False)],
        [found(usb("/dev/usb/lp0"), key="x", serial="J5TF01")],
        {},
        {},
    ),
    "one that says nothing of itself": (
        [ours(1, at("10.0.0.50"), mac=A)],
        [found(at("10.0.0.50"), key="x")],
        {"x": 1},
        {},
    ),
    "a printer with a serial number is not given a MAC by its address alone": (
        [ours(1, at("10.0.0.50"), serial="J5TF01")],
        [found(at("10.0.0.50"), key="x", mac=A)],
        {"x": 1},
        {},
    ),
}


@pytest.mark.parametrize("case", LESSONS)
def test_who_is_known_and_what_is_learned(case: str) -> None:
    standing, things, known, lessons = LESSONS[case]
    recognition: Recognition = recognize(things, standing)
    assert recognition.known == known
    assert {one: (thing.mac, thing.serial) for one, thing in recognition.lessons.items()} == lessons


def test_a_second_look_at_the_same_shop_moves_nobody() -> None:
    for standing, things, moves in MOVES.values():
        after = [
            Standing(
                one.id, one.kind, one.connection | moves.get(one.id, {}), one.mac, one.serial, one.driven
            )
            for one in standing
        ]
        assert recognize(things, after).moves == {}
