"""As on which keyboard a scanner types, by what a store server's reading makes of the known code."""

import pytest
from comptoir_store_server.scanners.keyboards import LAYOUTS, Typist, find_layout

from domain.code128 import bars_of
from domain.refusal import Refusal
from domain.scanner_check import CODE, READ_AS, Keyboard, read_keyboard

SHIFT, ALT_GR = 42, 100


@pytest.mark.parametrize(
    ("arrived", "keyboard"),
    [
        (CODE, Keyboard.AMERICAN),
        (f" {CODE}\r\n", Keyboard.AMERICAN),
        ("AzQwYm@/-1234567890", Keyboard.BRITISH),
        ("QwAzY;3>6!@#$%^&*()", Keyboard.FRENCH),
        ("QwAzY;3>61234567890", Keyboard.FRENCH),
        ("A!QwAzY;3>6!@#$%^&*()", Keyboard.FRENCH),
        ("C)QwAzY;3>6!@#$%^&*()", Keyboard.FRENCH),
        ("AyQwZm@&/1234567890", Keyboard.GERMAN),
        ("Q1AyQwZm@&/1234567890", Keyboard.GERMAN),
    ],
)
def test_each_keyboard_is_known_by_what_it_makes_of_the_code(arrived: str, keyboard: Keyboard) -> None:
    assert read_keyboard(arrived) == keyboard


@pytest.mark.parametrize(
    ("arrived", "code", "facts"),
    [
        ("", "scan_empty", {}),
        (" \r\n", "scan_empty", {}),
        ("5901234123457", "scan_of_goods", {}),
        ("96385074", "scan_of_goods", {}),
        ("AzQwYm", "scan_incomplete", {}),
        ('wYm"/-1234567890', "scan_incomplete", {}),
        ("QwAzY;3>6!@#$", "scan_incomplete", {}),
        (CODE.upper(), "scan_recased", {}),
        (CODE.swapcase(), "scan_recased", {}),
        ("qWaZy;3>6!@#$%^&*()", "scan_recased", {}),
        ("AzQwYm@|-1234567890", "scan_russian", {}),
        ("@|-1234567890", "scan_russian", {}),
        ("ФяЙцНьЭ.-1234567890", "scan_russian", {}),
        (f"*{CODE}*", "scan_added", {"added": "* … *"}),
        (f"{CODE}$", "scan_added", {"added": "… $"}),
        (f"{CODE}{CODE}", "scan_added", {"added": f"… {CODE}"}),
        ("Q1" + CODE, "scan_added", {"added": "Q1 …"}),
        ("ß´^ü+#ö", "scan_unknown", {"arrived": "ß´^ü+#ö"}),
        ("AoQ,Fm_z[1234567890", "scan_unknown", {"arrived": "AoQ,Fm_z[1234567890"}),
        ("1234", "scan_unknown", {"arrived": "1234"}),
        ("ż" * 20_000, "scan_unknown", {"arrived": "ż" * 40}),
    ],
)
def test_what_it_does_not_know_it_refuses(arrived: str, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(Refusal) as caught:
        read_keyboard(arrived)
    assert (caught.value.code, caught.value.facts) == (code, facts)


def type_on(keyboard: str, text: str, read_as: str) -> str:
    """A scanner set for one keyboard presses its keys, and a store server reads them as another."""
    presses: dict[str, tuple[int | None, int]] = {}
    layout = LAYOUTS[keyboard]
    levels = ((ALT_GR, layout.alt_gr), (SHIFT, layout.shifted), (None, layout.plain))
    for held, letters in levels:
        presses |= {letter: (held, key) for key, letter in letters.items()}
    typist = Typist(find_layout(read_as))
    return "".join(_press(typist, *presses[letter]) for letter in text)


def _press(typist: Typist, held: int | None, key: int) -> str:
    around = [(held, 1), (key, 1), (key, 0), (held, 0)]
    return "".join(typist.press(each, value) for each, value in around if each is not None)


@pytest.mark.parametrize("keyboard", list(Keyboard))
def test_a_scanner_that_was_checked_is_read_right_from_then_on(keyboard: Keyboard) -> None:
    found = read_keyboard(type_on(keyboard, CODE, READ_AS))
    assert found == keyboard
    for text in (CODE, "ABCXYZabcxyz-/.:;_0123456789", "https://example.com/01/05901234123457?10=A-7"):
        assert type_on(keyboard, text, found) == text


def test_the_polish_keyboard_of_programmers_is_the_american_one() -> None:
    assert read_keyboard(type_on("pl", CODE, READ_AS)) == Keyboard.AMERICAN


def test_each_keyboard_arrives_as_another_text() -> None:
    assert len({type_on(keyboard, CODE, READ_AS) for keyboard in Keyboard}) == len(Keyboard)


def test_the_code_is_one_that_any_scanner_reads() -> None:
    bars, width = bars_of(CODE)
    assert bars
    assert width < 300
