"""What goes over the line to a payment terminal, byte by byte."""

import pytest

from comptoir_store_server.terminals.payments import concert_frames
from comptoir_store_server.terminals.payments.line import Garbage
from comptoir_store_server.terminals.payments.payment import Facts, Order
from comptoir_store_server.terminals.payments.zvt import read_state
from comptoir_store_server.terminals.payments.zvt_fields import read_facts, read_fields
from comptoir_store_server.terminals.payments.zvt_frames import Frame, FrameReader

CARD_NUMBER = b"\x22\xf0\xf8\x47\x61\x73\x90\x01\x01\x00\x10"


def read_all(*pieces: bytes) -> list[Frame]:
    reader, frames = FrameReader(), []
    for piece in pieces:
        reader.feed(piece)
        while (frame := reader.take()) is not None:
            frames.append(frame)
    return frames


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (Frame(0x8000), "80 00 00"),
        (Frame(0x0600, b"\0\0\0\x08\x09\x78"), "06 00 06 00 00 00 08 09 78"),
        (Frame(0x06D1, bytes(254)), "06 d1 fe" + " 00" * 254),
        (Frame(0x06D3, bytes(255)), "06 d3 ff ff 00" + " 00" * 255),
        (Frame(0x06D3, bytes(300)), "06 d3 ff 2c 01" + " 00" * 300),
    ],
)
def test_frames(frame: Frame, wire: str) -> None:
    raw = bytes.fromhex(wire)
    assert frame.encode() == raw
    assert read_all(raw) == [frame]
    assert read_all(*(raw[at : at + 1] for at in range(len(raw)))) == [frame]
    assert read_all(raw + raw[:2], raw[2:]) == [frame, frame]
    assert read_all(raw[:-1]) == []


@pytest.mark.parametrize("heard", [b"H", b"HTTP/1.1 400", b"\x00\x00\x00", b"\xff", b"\x80\x00\x00\x1b@"])
def test_what_is_no_terminal(heard: bytes) -> None:
    with pytest.raises(Garbage):
        read_all(heard)


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"\x27\x00\x04\0\0\0\0\x12\x50\x49\x09\x78", Facts(0, 1250, "EUR")),
        (b"\x27\x00\x0b\x00\x01\x23\x87\x04\x56", Facts(0, trace=123, receipt_number=456)),
        (b"\x27\x00" + CARD_NUMBER + b"\x87\x04\x56", Facts(0, receipt_number=456)),
        (b"\x27\x6c", Facts(0x6C)),
        (b"\x27\x00\x8b\xf0\xf5Visa\0", Facts(0, card="Visa")),
        (b"\x27\x00\x8b\xf0\xf0\x8a\x05", Facts(0, card="girocard")),
        (b"\x27\x00\x8a\xfe", Facts(0)),
        (b"\x27\x00\x8b\xf2\xf44761 7390 0101 0010 VISA\0", Facts(0)),  # a number is no name
        (b"\x27\x00\x8b\xf1\xf0VISA 47617\0", Facts(0, card="VISA 47617")),
        (b"\x27\x00\x49\x09\x99", Facts(0, currency="999")),
        (b"\x27\x00\x06\x03\x1f\x10\x00\x87\x00\x07", Facts(0, receipt_number=7)),
        (b"\x27\x00\x06\x81\x80" + bytes(128) + b"\x87\x00\x07", Facts(0, receipt_number=7)),
        (b"\x27\x00\x06\x82\x01\x00" + bytes(256) + b"\x87\x00\x07", Facts(0, receipt_number=7)),
        (b"\x27\x00\x99\x00\x87\x00\x07", Facts(0)),  # nobody knows how long a 99 is
        (b"\x27\x00\x04\0\0", Facts(0)),
        (b"\x27\x00\x8b\xf0", Facts(0)),
        (b"\x27\x00\x8b\xfa\xfb", Facts(0)),
        (b"\x27\x00\x06", Facts(0)),
        (b"\x27\x00\x0b\xee\xee\xee", Facts(0)),
        (b"", Facts()),
    ],
)
def test_what_a_result_says(data: bytes, facts: Facts) -> None:
    assert read_facts(data) == facts


def test_a_card_number_is_not_even_read() -> None:
    assert set(read_fields(b"\x27\x00" + CARD_NUMBER + b"\x87\x04\x56")) == {0x27, 0x87}


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"\x00", 0x00),
        (b"\x9c", 0x9C),
        (b"\x00\x06\x82\x01\x2d\x1f", 0x00),
        (b"\xf0\xf0\xf0\xf3abc\xdc", 0xDC),
        (b"", None),
    ],
)
def test_how_a_terminal_says_it_is(data: bytes, state: int | None) -> None:
    assert read_state(data) == state


def test_the_check_byte_of_concert() -> None:
    # '0' ^ '1' ^ '2' ^ ETX = 0x30
    assert concert_frames.write_frame("012") == b"\x02012\x03\x30"


def test_the_amount_as_concert_writes_it() -> None:
    letters = concert_frames.write_order(Order("p", "t", 1250, "EUR"))
    assert letters == "0100001250010978          A010B010"
    assert concert_frames.write_frame(letters) == answer(letters.encode())


def answer(letters: bytes) -> bytes:
    check = 3
    for byte in letters:
        check ^= byte
    return b"\x02" + letters + b"\x03" + bytes([check])


@pytest.mark.parametrize(
    ("heard", "facts"),
    [
        (answer(b"010000012501978A1B2C3    "), Facts(0, 1250, "EUR")),
        (b"\xff\x05" + answer(b"017000012501978          "), Facts(7, 1250, "EUR")),
        (answer(b"010000012501999          "), Facts(0, 1250, "999")),
        (answer(b"020000012501978          "), None),  # another till
        (answer(b"01000001250197           "), None),
        (answer(b"010000012501978          ")[:-1] + b"\x00", None),
        (answer(b"010000012501978          ")[:-1], None),
        (b"\x06", None),
        (b"", None),
    ],
)
def test_an_answer_of_concert(heard: bytes, facts: Facts | None) -> None:
    letters = concert_frames.read_frame(heard)
    assert (concert_frames.read_answer(letters) if letters else None) == facts
