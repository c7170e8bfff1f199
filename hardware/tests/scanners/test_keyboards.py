"""Scanners that type: which code the pressed keys mean on each keyboard."""

import pytest

from comptoir_store_server.scanners.keyboards import LAYOUTS, Typist, find_layout

SHIFT, ALT, ALT_GR, CAPS, CONTROL = 42, 56, 100, 58, 29
BRACKET = 27
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


@pytest.mark.parametrize("layout", ["us", "pl", "gb", "de", "ru", None, "klingon"])
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
        ("pl", (16, 21, 44, (SHIFT, 3)), "qyz@"),
        ("ru", (16, 30, 44, (SHIFT, 41), (SHIFT, 4), (SHIFT, 43), 53), "йфяЁ№/."),
        ("ru-RU", ((SHIFT, 16),), "Й"),
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


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_gs1_code_on_every_keyboard(layout: str) -> None:
    digits = [(SHIFT, key) for key in DIGITS] if layout == "fr" else list(DIGITS)
    assert type_keys(layout, *digits, (CONTROL, BRACKET), *digits) == "1234567890\x1d1234567890"


def typed_with(layout: str, held: tuple[int, ...], *keys: int) -> str:
    """Keys pressed one after the other while others are held, which are let go at last."""
    typist = Typist(find_layout(layout))
    text = "".join(typist.press(key, 1) for key in held)
    text += "".join(typist.press(key, 1) + typist.press(key, 0) for key in keys)
    return text + "".join(typist.press(key, 0) for key in reversed(held))


@pytest.mark.parametrize(("layout", "key"), [("fr", 12), ("de", 10)])
def test_a_bracket_of_the_third_level_with_control_is_the_separator_too(layout: str, key: int) -> None:
    assert typed_with(layout, (CONTROL, ALT_GR), key) == "\x1d"
    assert typed_with(layout, (ALT_GR,), key) == "]"


def test_control_and_alt_together_are_alt_gr() -> None:
    assert typed_with("de", (CONTROL, ALT), 16) == "@"
    assert typed_with("fr", (CONTROL, ALT), 11) == "@"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("keypad", "letter"),
    [((82, 80, 73), "\x1d"), ((80, 73), "\x1d"), ((75, 77), "."), ((82, 80, 79, 81), "Õ"), ((), "")],
)
def test_alt_and_a_number_is_the_letter_with_this_number(
    layout: str, keypad: tuple[int, ...], letter: str
) -> None:
    assert typed_with(layout, (ALT,), *keypad) == letter


def test_numbers_that_no_letter_has() -> None:
    assert typed_with("us", (ALT,), 71, 71, 71) == ""
    assert typed_with("us", (ALT,), *[80] * 400) == ""
    assert typed_with("us", (ALT,), 82, 78, 80) == ""


def test_caps_lock_on_a_french_keyboard_gives_digits() -> None:
    assert type_keys("fr", CAPS, *DIGITS, 16, 39, CAPS, 3) == "1234567890AMé"
    assert type_keys("fr", CAPS, (SHIFT, 3)) == "é"


@pytest.mark.parametrize(("layout", "turned"), [("us", "QY"), ("gb", "QY"), ("de", "QZ"), ("ru", "ЙН")])
def test_caps_lock_turns_the_letters_of_each_keyboard(layout: str, turned: str) -> None:
    assert type_keys(layout, CAPS, 16, 21) == turned
    assert type_keys(layout, CAPS, (SHIFT, 16), (SHIFT, 21)) == turned.lower()


def test_keys_that_were_lost_leave_none_held() -> None:
    typist = Typist(find_layout("us"))
    typist.press(SHIFT, 1)
    typist.release_all()
    assert typist.press(16, 1) == "q"


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_key_gives_one_letter(name: str) -> None:
    layout = LAYOUTS[name]
    assert layout.plain.keys() == layout.shifted.keys()
    assert len(layout.plain) == 48
    assert all(len(letter) == 1 for letter in (*layout.plain.values(), *layout.alt_gr.values()))
