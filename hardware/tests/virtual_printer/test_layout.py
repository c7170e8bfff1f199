"""Lines, styles, positions, feeds and cuts land where the commands say."""

import pytest

from comptoir_store_server.virtual_printer import read_papers
from comptoir_store_server.virtual_printer.decoder import Decoder
from comptoir_store_server.virtual_printer.events import (
    Align,
    AutoStatusSet,
    Cut,
    Event,
    Fault,
    FaultCode,
    Feed,
    IdentityAsked,
    ProcessIdAsked,
    Pulse,
    StatusAsked,
    Style,
    TextLine,
)


def events_of(job: bytes, width: int = 576) -> list[Event]:
    """Everything a job does."""
    return Decoder(width).feed(job)


def line_of(job: bytes, width: int = 576) -> TextLine:
    """The only line of a job."""
    [line] = [event for event in events_of(job, width) if isinstance(event, TextLine)]
    return line


@pytest.mark.parametrize(
    ("command", "style"),
    [
        (b"", Style()),
        (b"\x1bE\x01", Style(bold=True)),
        (b"\x1bE\x01\x1bE\x00", Style()),
        (b"\x1bG\x01", Style(bold=True)),
        (b"\x1bG\x01\x1bE\x01\x1bE\x00", Style(bold=True)),
        (b"\x1b-\x01", Style(underline=1)),
        (b"\x1b-2", Style(underline=2)),
        (b"\x1bM\x01", Style(font="b")),
        (b"\x1bM1\x1bM0", Style()),
        (b"\x1d!\x11", Style(width=2, height=2)),
        (b"\x1d!\x70", Style(width=8)),
        (b"\x1d!\x03", Style(height=4)),
        (b"\x1b!\x01", Style(font="b")),
        (b"\x1b!\x08", Style(bold=True)),
        (b"\x1b!\x10", Style(height=2)),
        (b"\x1b!\x20", Style(width=2)),
        (b"\x1b!\xb8", Style(bold=True, width=2, height=2, underline=1)),
        (b"\x1b!\xff\x1b!\x00", Style()),
        (b"\x1dB\x01", Style(inverse=True)),
        (b"\x1bV\x01", Style(rotated=True)),
        (b"\x1b{\x01", Style(upside_down=True)),
        (b"\x1d!\x11\x1bE\x01\x1b@", Style()),
    ],
)
def test_a_style_holds_for_the_letters_after_it(command: bytes, style: Style) -> None:
    assert [(run.text, run.style) for run in line_of(command + b"Ab\n").runs] == [("Ab", style)]


@pytest.mark.parametrize(
    ("value", "align"), [(0, Align.LEFT), (1, Align.CENTRE), (2, Align.RIGHT), (49, Align.CENTRE)]
)
def test_alignment(value: int, align: Align) -> None:
    assert line_of(b"\x1ba" + bytes([value]) + b"x\n").place.align is align


def test_columns_by_position_read_as_spaces() -> None:
    line = line_of(b"Zupa\x1b$\xcc\x0112,50\n")
    assert line.text == "Zupa" + " " * 34 + "12,50"
    assert [run.x for run in line.runs] == [0, 460]


def test_relative_moves_and_tabs() -> None:
    assert line_of(b"a\x1b\\\x18\x00b\n").text == "a  b"
    assert line_of(b"ab\x09c\x09d\n").text == "ab      c       d"
    assert line_of(b"\x1bD\x05\x0a\x00a\x09b\x09c\n").text == "a    b    c"


def test_margin_and_area_narrow_the_line() -> None:
    place = line_of(b"\x1dL\x30\x00\x1dW\x00\x01x\n").place
    assert (place.left, place.width) == (48, 256)


@pytest.mark.parametrize(("width", "columns"), [(576, 48), (384, 32)])
def test_a_full_line_fits_and_one_more_letter_wraps_with_a_fault(width: int, columns: int) -> None:
    assert [type(event) for event in events_of(b"x" * columns + b"\n", width)] == [TextLine]
    events = events_of(b"x" * (columns + 1) + b"\n", width)
    assert [event.text for event in events if isinstance(event, TextLine)] == ["x" * columns, "x"]
    assert [event.code for event in events if isinstance(event, Fault)] == [FaultCode.OVERLONG_LINE]


def test_double_width_halves_the_columns() -> None:
    assert not [event for event in events_of(b"\x1d!\x10" + b"x" * 24 + b"\n") if isinstance(event, Fault)]
    assert [event for event in events_of(b"\x1d!\x10" + b"x" * 25 + b"\n") if isinstance(event, Fault)]


def test_line_heights_and_feeds() -> None:
    lines = events_of(b"a\n\x1b3\x40b\n\x1b2c\n\x1d!\x01d\n")
    assert [line.height for line in lines if isinstance(line, TextLine)] == [30, 64, 30, 48]
    assert events_of(b"\x1bd\x03\x1bJ\x18") == [Feed(90), Feed(24)]
    line, rest = events_of(b"a\x1bd\x02")
    assert isinstance(line, TextLine)
    assert line.height + rest.dots == 60  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        (b"\x1dV\x00", [Cut("full")]),
        (b"\x1dV1", [Cut("partial")]),
        (b"\x1dVA\x00", [Cut("full")]),
        (b"\x1dVB\x10", [Feed(16), Cut("partial")]),
        (b"\x1dVh\x00", [Cut("partial")]),
        (b"\x1bi", [Cut("partial")]),
        (b"\x1bm", [Cut("partial")]),
        (b"\x1bp\x00\x19\xfa", [Pulse(2, 50, 500)]),
        (b"\x1bp1\x32\xff", [Pulse(5, 100, 510)]),
        (b"\x10\x14\x01\x00\x02", [Pulse(2, 200, 200, real_time=True)]),
        (b"\x1dr\x01\x1dr2", [StatusAsked(1), StatusAsked(2)]),
        (b"\x1d(H\x06\x0000AB12", [ProcessIdAsked(b"AB12")]),
        (b"\x1dI\x43", [IdentityAsked(67)]),
        (b"\x1da\x0f", [AutoStatusSet(15)]),
    ],
)
def test_knife_drawer_and_questions(command: bytes, kinds: list[Event]) -> None:
    assert events_of(command) == kinds


@pytest.mark.parametrize(
    "command",
    [
        b"\x10\x04\x01\x10\x04\x04",
        b"\x10\x05\x01",
        b"\x1bc3\x00\x1bc4\x00\x1bc5\x00",
        b"\x1bU\x01",
        b"\x1br\x00",
        b"\x1d(E\x03\x00\x01IN",
        b"\x1d(K\x02\x001\x00",
        b"\x1d(D\x03\x00\x14\x01\x01",
        b"\x1dP\x00\x00",
        b"\x1b=\x01",
        b"\x1c!\x00",
        b"\x1cS\x00\x00",
        b"\x0d",
        b"\x00" * 50,
        b"\x1bS",
        b"\x1b<",
        b"\x1b?\x20",
        b"\x1b%\x00",
    ],
)
def test_commands_with_nothing_to_see_are_known(command: bytes) -> None:
    assert events_of(command) == []
    assert line_of(command + b"after\n").text == "after"


def test_page_mode_prints_at_the_form_feed() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1bL\x1bW" + bytes(8) + b"\x1bT\x00first\nsecond") == []
    assert [event.text for event in decoder.feed(b"\x0c") if isinstance(event, TextLine)] == [
        "first",
        "second",
    ]
    assert [event.text for event in decoder.feed(b"standard\n") if isinstance(event, TextLine)] == [
        "standard"
    ]


def test_a_cancelled_page_is_blank_and_a_left_page_is_told() -> None:
    assert events_of(b"\x1bLgone\n\x18\x0c") == []
    [fault] = events_of(b"\x1bLgone\n\x1bS")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.detail) == (FaultCode.TEXT_DROPPED, "gone")


JOB = (
    b"\x1b@\x1c.\x1bR\x00\x1bt\x12\x1ba\x01\x1d!\x11\xbdabka\n\x1ba\x00\x1d!\x00a\x1b$\xcc\x0112,50\n"
    b"\x1b*\x21\x04\x00" + bytes(12) + b"\n\x1dv0\x00\x02\x00\x03\x00\xff\x00\x0a\x1b\x1d\x10"
    b"\x1dk\x02590123412345\x00\x1dkI\x05{BAbc\x1d(k\x05\x001P0ab\x1d(k\x03\x001Q0\x1bD\x04\x08\x00x\tz\n"
    b"\x1c&\xc4\xe3\x1c.\n\x1bZ\x1bp\x00\x19\xfa\x1d(H\x06\x000012AB\x1dVB\x30"
)


def test_the_network_may_cut_the_bytes_anywhere() -> None:
    whole = Decoder().feed(JOB)
    assert len(whole) > 12
    for cut in range(1, len(JOB)):
        decoder = Decoder()
        assert decoder.feed(JOB[:cut]) + decoder.feed(JOB[cut:]) == whole
    decoder = Decoder()
    assert [event for byte in JOB for event in decoder.feed(bytes([byte]))] == whole


def test_papers_are_parted_by_cuts() -> None:
    first, second = read_papers(b"one\n\x1dV\x00two\n\x1bp\x00\x19\x19\x1dVB\x00")
    assert (first.text, first.cut, first.pulses) == ("one", "full", ())
    assert (second.text, second.cut, second.pulses) == ("two", "partial", (Pulse(2, 50, 50),))
    assert first.faults == second.faults == ()
