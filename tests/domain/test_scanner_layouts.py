"""The keyboard that a scanner is taken for, by what arrives when the known code is scanned."""

import pytest

from domain.refusal import Refusal
from domain.scanner_layouts import SAMPLE, Layout, read_layout


@pytest.mark.parametrize(
    ("typed", "layout"),
    [
        (SAMPLE, Layout.QWERTY),
        ("AZQWYM-1234567890\n", Layout.QWERTY),
        (" azqwym-1234567890 ", Layout.QWERTY),
        ("qwazy,)&é\"'(-è_çà", Layout.AZERTY),
        ("qwazy,)1234567890", Layout.AZERTY),
        ("QWAZY?°1234567890", Layout.AZERTY),
        ("qwazy,-&é\"'(§è!çà", Layout.AZERTY),
        ("ayqwzmß1234567890", Layout.QWERTZ),
        ("ayqwzm/1234567890", Layout.QWERTZ),
        ("фяйцнь-1234567890", Layout.JCUKEN),
        ("ФЯЙЦНЬ-1234567890", Layout.JCUKEN),
    ],
)
def test_each_layout_is_known_by_what_it_makes_of_the_code(typed: str, layout: Layout) -> None:
    assert read_layout(typed) == layout


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        (" \r\n", "required"),
        ("5901234123457", "layout_unknown"),
        ("azqwym", "layout_incomplete"),
        ("azqwym-123456789", "layout_incomplete"),
        ("azqwym-0987654321", "layout_unknown"),
        ("azqwym-1234567890azqwym-1234567890", "layout_unknown"),
        ("azqwym-&é\"'(-è_çà", "layout_unknown"),
        ("aoeuid-1234567890", "layout_unknown"),
        ("ż" * 20_000, "layout_unknown"),
    ],
)
def test_what_it_does_not_know_it_refuses(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_layout(typed)
    assert (caught.value.code, caught.value.field) == (code, "typed")
