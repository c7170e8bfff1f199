"""What stands on a roll is read from its bytes letter by letter, or not at all."""

import pytest

from domain.roll_paper import Code, Cut, Letters, Line, Picture, UnreadablePaper, read_roll

SLOTS = {"CP852": 18, "CP866": 17, "of nobody": 3}
BEGIN = b"\x1b@\x1c.\x1bR\x00"


def test_lines_keep_their_letters_and_manner() -> None:
    data = (
        BEGIN + b"\x1bt\x12" + "Żur".encode("cp852") + b"\x1bt\x11" + "ек".encode("cp866") + b"\n\n"
        b"\x1bE\x01\x1d!\x11RAZEM\n\x1bE\x00\x1d!\x0012\x1bd\x02\x1dV\x00"
    )
    assert read_roll(data, SLOTS) == [
        Line((Letters("Żur"), Letters("ек"))),
        Line(),
        Line((Letters("RAZEM", bold=True, scale=2),)),
        Line((Letters("12"),)),
        Line(),
        Cut(),
    ]


def test_bands_are_one_picture_and_codes_are_told_by_their_text() -> None:
    band = b"\x1dv0\x00\x01\x00\x02\x00"
    code = b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1"
    code += b"\x1d(k\x07\x001P0http" + b"\x1d(k\x03\x001Q0\x1ba\x00"
    data = BEGIN + band + b"\xf0\x0f" + band + b"\xff\x00" + code + b"\x1bp\x00\x19\xfa\x1dVB\x10"
    assert read_roll(data, SLOTS) == [Picture(8, 4, b"\xf0\x0f\xff\x00"), Code("http", 5), Cut()]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bt\x12\xff\xff\x1bX",
        b"\x80 before any page",
        b"\x1bt\x03\x80",
        b"\x1bt\x63\x80",
        b"\x1b",
        b"\x1d(",
        b"\x1d(k\x10\x001P",
        b"\x1d(L\x02\x000",
        b"\x1dv0\x00\xff\xff\xff\xff",
        b"\x1dv0\x01\x01\x00\x01\x00\xff",
        b"\x10\x04\x01",
        b"\x00",
        b"\x1dk\x04",
    ],
)
def test_what_none_of_our_papers_has_is_not_guessed_at(data: bytes) -> None:
    with pytest.raises(UnreadablePaper):
        read_roll(data, SLOTS)
