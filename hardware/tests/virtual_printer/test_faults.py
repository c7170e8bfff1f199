"""Nothing wrong in a job passes in silence."""

import random

import pytest

from comptoir_store_server.virtual_printer import read_papers
from comptoir_store_server.virtual_printer.decoder import Decoder
from comptoir_store_server.virtual_printer.events import Fault, FaultCode, Pulse, TextLine

RASTER = b"\x1dv0\x00\x02\x00\x02\x00"


@pytest.mark.parametrize(
    ("job", "code", "detail"),
    [
        (b"\x1bZ", FaultCode.UNKNOWN_COMMAND, "ESC Z"),
        (b"\x1d\x01", FaultCode.UNKNOWN_COMMAND, "GS 01"),
        (b"\x1cz", FaultCode.UNKNOWN_COMMAND, "FS z"),
        (b"\x1bc9", FaultCode.UNKNOWN_COMMAND, "ESC c 9"),
        (b"\x10\x06", FaultCode.UNKNOWN_COMMAND, "DLE 06"),
        (b"\x07", FaultCode.UNKNOWN_COMMAND, "07"),
        (b"\x7f", FaultCode.UNKNOWN_COMMAND, "7F"),
        (b"\x10\x04\x09", FaultCode.BAD_ARGUMENT, "DLE EOT 9"),
        (b"\x1ba\x07", FaultCode.BAD_ARGUMENT, "ESC a 7"),
        (b"\x1bM\x07", FaultCode.BAD_ARGUMENT, "ESC M 7"),
        (b"\x1b-\x07", FaultCode.BAD_ARGUMENT, "ESC - 7"),
        (b"\x1d!\x88", FaultCode.BAD_ARGUMENT, "GS ! 136"),
        (b"\x1dV\x09", FaultCode.BAD_ARGUMENT, "GS V 9"),
        (b"\x1dr\x09", FaultCode.BAD_ARGUMENT, "GS r 9"),
        (b"\x1dw\x09", FaultCode.BAD_ARGUMENT, "GS w 9"),
        (b"\x1dH\x09", FaultCode.BAD_ARGUMENT, "GS H 9"),
        (b"\x1dh\x00", FaultCode.BAD_ARGUMENT, "GS h 0"),
        (b"\x1bp\x07\x19\x19", FaultCode.BAD_ARGUMENT, "ESC p 7"),
        (b"\x1d(z\x02\x00ab", FaultCode.UNSUPPORTED, "GS ( z"),
        (b"\x1b$\xff\x7f", FaultCode.DOES_NOT_FIT, "ESC $ 32767 of 576"),
        (b"abc\x1b@", FaultCode.TEXT_DROPPED, "abc"),
        (b"abc\x1d\x54\x00", FaultCode.TEXT_DROPPED, "abc"),
        (b"abc\x1ba\x01", FaultCode.IGNORED_IN_LINE, "ESC a after 'abc'"),
        (b"abc\x1dV\x00", FaultCode.IGNORED_IN_LINE, "GS V after 'abc'"),
        (b"abc\x1b$\x00\x00x\n", FaultCode.OVERPRINTED, "abcx"),
        (RASTER + b"\x10\x04\x01\xff", FaultCode.REAL_TIME_IN_IMAGE, "10 04 01 at dot byte 0"),
        (
            b"\x1b*\x00\x06\x00\xff\x10\x14\x01\x00\x01",
            FaultCode.REAL_TIME_IN_IMAGE,
            "10 14 01 at dot byte 1",
        ),
        (b"\x1b=\x02a", FaultCode.TEXT_DROPPED, "61 while the printer is deselected"),
        (b"\x1dv0\x00\x60\x00\x01\x00" + bytes(96), FaultCode.DOES_NOT_FIT, "image of 768 dots in 576"),
        (b"\x1d(k\x03\x001Q0", FaultCode.BAD_SYMBOL, "QR code without data"),
        (b"\x1dk\x02123\x00", FaultCode.BAD_SYMBOL, "ean13 b'123': 3 signs instead of 12 or 13 digits"),
        (b"\x1dk\x025901234123450\x00", FaultCode.BAD_SYMBOL, "the check digit should be 7"),
        (b"\x1dkI\x03Abc", FaultCode.BAD_SYMBOL, "does not begin with {A, {B or {C"),
        (b"\x1dw\x06\x1dkI\x21{B" + b"A" * 31, FaultCode.DOES_NOT_FIT, "code128 of"),
        (b"\x1d(k\x03\x000Q0", FaultCode.UNSUPPORTED, "GS ( k symbol 48"),
        (b"\x1d(L\x02\x0002", FaultCode.BAD_ARGUMENT, "not stored"),
    ],
)
def test_a_fault_is_told(job: bytes, code: FaultCode, detail: str) -> None:
    faults = [event for event in Decoder().feed(job) if isinstance(event, Fault)]
    assert [fault for fault in faults if fault.code is code and detail in fault.detail]


def test_a_drawer_kick_without_its_times_eats_the_next_command() -> None:
    events = Decoder().feed(b"\x1bp\x00\x1bp\x01Total\n")
    assert [event for event in events if isinstance(event, Pulse)] == [Pulse(2, 54, 224)]
    assert [event.detail for event in events if isinstance(event, Fault)] == ["01"]


def test_the_fault_says_at_which_byte() -> None:
    [_, fault] = Decoder().feed(b"abc\n\x1bZ")
    assert isinstance(fault, Fault)
    assert fault.offset == 4


def test_every_single_byte_is_printed_obeyed_or_told() -> None:
    silent = {0x00, 0x0D, 0x09, 0x18}  # padding, return, tab, cancel: obeyed, nothing to see
    for byte in range(256):
        events = Decoder().feed(bytes([byte]))
        decoder = Decoder()
        decoder.feed(bytes([byte]))
        is_waiting = decoder.unfinished() is not None or decoder.waiting_text
        assert events or is_waiting or byte in silent, f"{byte:02X}"


def test_paper_that_is_not_cut_is_told() -> None:
    [paper] = read_papers(b"Total\n")
    assert paper.cut == "torn"
    assert [(fault.code, fault.detail) for fault in paper.faults] == [
        (FaultCode.NOT_CUT, "ink without a cut")
    ]


def test_letters_that_never_got_their_line_feed_are_told() -> None:
    [paper] = read_papers(b"Total")
    assert [fault.detail for fault in paper.faults] == ["unprinted: Total"]


def test_a_job_that_breaks_off_in_an_image_is_told_with_what_is_missing() -> None:
    [paper] = read_papers(b"Total\n" + RASTER + b"\xff")
    assert (FaultCode.HALF_COMMAND, "3 more bytes are awaited") in [(f.code, f.detail) for f in paper.faults]


def test_the_missing_bytes_and_a_reset_heal_a_job_that_broke_off() -> None:
    decoder = Decoder()
    decoder.feed(RASTER + b"\xff")
    events = decoder.feed(bytes(3) + b"\x1b@Total\n")
    assert [event.text for event in events if isinstance(event, TextLine)] == ["Total"]


@pytest.mark.parametrize("seed", range(12))
def test_noise_never_breaks_the_printer(seed: int) -> None:
    noise = random.Random(seed)
    starts = [
        b"\x1b",
        b"\x1d",
        b"\x1c",
        b"\x1d(k\x04\x001",
        b"\x1d(L\x0c\x000p",
        b"\x1dk",
        b"\x1dL",
        b"\x1dW",
        b"\n",
        b"\x1d!",
    ]
    job = b"".join(noise.choice(starts) + noise.randbytes(noise.randrange(6)) for _ in range(150))
    for paper in read_papers(job, noise.choice((576, 384))):
        assert len(paper.text) <= len(job)
        if sum(line.height for line in paper.text_lines) < 20000:
            assert paper.png
