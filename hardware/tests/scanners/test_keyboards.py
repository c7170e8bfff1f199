"""Scanners that type: which code the pressed keys mean on each keyboard."""

import pytest

from comptoir_store_server.scanners.keyboards import LAYOUTS, Typist, find_layout

SHIFT, ALT_GR, CAPS, CONTROL = 42, 100, 58, 29
DIGITS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)


def type_keys(layout: str | None, *presses: int | tuple[int, int]) -> str:
    """Each press a key, or a key held with another."""
    typist = Typist(find_layout(layout))
    text = ""
    for press in presses:
        held, key = press if isinstance(press, tuple) else (0, press)
        text += typist.press(held, 1) if held else ""
        text += typist.press(key, 1) + typist.press(key, 2) + typist.press(key, 0)
        text += typist.press(held, 0) if held else ""
    return text


@pytest.mark.parametrize("layout", ["us", "pl", "gb", "de", None, "klingon"])
def test_digits_are_the_same_on_most_keyboards(layout: str | None) -> None:
    assert type_keys(layout, *DIGITS, 28) == "1234567890\r"


def test_a_french_scanner_shifts_its_digits() -> None:
    assert type_keys("fr", *((SHIFT, key) for key in DIGITS)) == "1234567890"
    assert type_keys("fr", *DIGITS) == "&é\"'(-è_çà"


@pytest.mark.parametrize(
    ("layout", "keys", "text"),
    [
        ("us", (16, 30, 44, 17, 50), "qazwm"),
        ("fr", (16, 30, 44, 17, 39), "aqwzm"),
        ("de", (16, 21, 44), "qzy"),
        ("gb", ((SHIFT, 3), (SHIFT, 40), 43), '"@#'),
        ("us", ((SHIFT, 3), (SHIFT, 40), 43), '@"\\'),
        ("fr", ((ALT_GR, 11), (ALT_GR, 4)), "@#"),
        ("de", ((ALT_GR, 16), (ALT_GR, 8)), "@{"),
        ("fr-FR", (16,), "a"),
        ("azerty", (16,), "a"),
        ("de_DE", (21,), "z"),
    ],
)
def test_letters(layout: str, keys: tuple[int | tuple[int, int], ...], text: str) -> None:
    assert type_keys(layout, *keys) == text


def test_caps_lock_turns_letters_and_leaves_digits() -> None:
    assert type_keys("us", CAPS, 16, 2, (SHIFT, 16), CAPS, 16) == "Q1qq"


def test_the_keypad_is_the_same_everywhere() -> None:
    for layout in LAYOUTS:
        assert type_keys(layout, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 96) == "1234567890\r"


def test_a_gs1_separator_is_typed_as_control_and_bracket() -> None:
    assert type_keys("us", 11, 2, (CONTROL, 27), 3) == "01\x1d2"
    assert type_keys("us", (CONTROL, 46)) == ""


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_key_gives_one_letter(name: str) -> None:
    layout = LAYOUTS[name]
    assert layout.plain.keys() == layout.shifted.keys()
    assert len(layout.plain) == 48
    assert all(len(letter) == 1 for letter in (*layout.plain.values(), *layout.alt_gr.values()))
