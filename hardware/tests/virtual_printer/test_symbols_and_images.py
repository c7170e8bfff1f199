"""Bar codes, QR codes and images arrive dot by dot."""

import pytest

from comptoir_store_server.virtual_printer import read_papers
from comptoir_store_server.virtual_printer.decoder import Decoder
from comptoir_store_server.virtual_printer.events import Align, Picture, PrintedPicture, TextLine
from comptoir_store_server.virtual_printer.symbols import code128_bars

# Published example: EAN-13 5901234123457, bars as printed in the GS1 specification's figure.
EAN_LEFT = "0001011" + "0100111" + "0110011" + "0010011" + "0111101" + "0011101"
EAN_RIGHT = "1100110" + "1101100" + "1000010" + "1011100" + "1001110" + "1000100"
EAN13 = "101" + EAN_LEFT + "01010" + EAN_RIGHT + "101"


@pytest.mark.parametrize("data", [b"590123412345", b"5901234123457"])
@pytest.mark.parametrize("form", ["ended by zero", "told length"])
def test_ean13_gets_its_check_digit(data: bytes, form: str) -> None:
    command = (
        b"\x1dk\x02" + data + b"\x00" if form == "ended by zero" else b"\x1dkC" + bytes([len(data)]) + data
    )
    [paper] = read_papers(b"\x1ba\x01\x1dh\x50\x1dw\x02\x1dH\x02" + command + b"\x1dV\x00")
    [barcode] = paper.barcodes
    assert (barcode.symbology, barcode.data, barcode.bars) == ("ean13", "5901234123457", EAN13)
    assert (barcode.height, barcode.module, barcode.captions) == (80, 2, "below")
    assert barcode.place.align is Align.CENTRE


def code128(*values: int) -> list[int]:
    """Values with the check value, as the standard counts it."""
    return [*values, (values[0] + sum(place * value for place, value in enumerate(values))) % 103]


@pytest.mark.parametrize(
    ("data", "text", "values"),
    [
        (b"{BAbc-1", "Abc-1", [104, 33, 66, 67, 13, 17]),
        (b"{C\x0c\x22", "1234", [105, 12, 34]),
        (b"{BA{C\x0c\x22{B-", "A1234-", [104, 33, 99, 12, 34, 100, 13]),
        (b"{AA\x01", "A", [103, 33, 65]),
        (b"{B{{x", "{x", [104, 91, 88]),
        (b"{C{1\x0a\x0b", "1011", [105, 102, 10, 11]),
    ],
)
def test_code128_sets_and_check_value(data: bytes, text: str, values: list[int]) -> None:
    shown, bars = code128_bars(data)
    assert shown == text
    assert len(bars) == 11 * (len(values) + 1) + 13
    assert _values(bars) == code128(*values)


def _values(bars: str) -> list[int]:
    """Reads bars back by the widths of their strokes."""
    from barcode.charsets import code128 as charset

    patterns = {pattern: value for value, pattern in enumerate(charset.CODES)}
    return [patterns[bars[start : start + 11]] for start in range(0, len(bars) - 13, 11)]


def test_a_qr_code_keeps_what_was_set_before_it() -> None:
    data = "https://sklep.example/ż".encode()
    store = b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
    [paper] = read_papers(
        b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E2" + store + b"\x1d(k\x03\x001Q0\x1dV\x00"
    )
    [code] = paper.qr_codes
    assert (code.data, code.size, code.level, paper.faults) == (data.decode(), 6, "Q", ())


def test_a_raster_image_is_kept_row_by_row() -> None:
    [paper] = read_papers(b"\x1ba\x02\x1dv0\x03\x02\x00\x02\x00\xf0\x0f\x0a\x1b\x1dV\x00")
    [printed] = paper.pictures
    assert printed.picture == Picture(16, 2, b"\xf0\x0f\x0a\x1b", 2, 2)
    assert printed.picture.size == (32, 4)
    assert printed.place.align is Align.RIGHT


@pytest.mark.parametrize(
    ("mode", "dots", "rows", "size"),
    [
        (0, b"\x80\x01", b"\x80" + bytes(6) + b"\x40", (4, 24)),
        (1, b"\x80\x01", b"\x80" + bytes(6) + b"\x40", (2, 24)),
        (32, b"\x80\x00\x01\x00\xff\x00", b"\x80" + bytes(7) + b"\x40" * 8 + bytes(7) + b"\x80", (4, 24)),
        (33, b"\x80\x00\x01\x00\xff\x00", b"\x80" + bytes(7) + b"\x40" * 8 + bytes(7) + b"\x80", (2, 24)),
    ],
)
def test_a_bit_image_band_is_turned_into_rows(
    mode: int, dots: bytes, rows: bytes, size: tuple[int, int]
) -> None:
    [line] = Decoder().feed(b"\x1b*" + bytes([mode]) + b"\x02\x00" + dots + b"\n")
    assert isinstance(line, TextLine)
    [(x, picture)] = line.pictures
    assert (x, picture.rows, picture.size) == (0, rows, size)


@pytest.mark.parametrize("head", [b"\x1d(L\x0e\x00", b"\x1d8L\x0e\x00\x00\x00"])
def test_stored_graphics_are_printed_on_demand(head: bytes) -> None:
    store = head + b"0p0\x01\x011\x09\x00\x02\x00\xff\x80\x80\x80"
    [printed] = Decoder().feed(store + b"\x1d(L\x02\x0002")
    assert isinstance(printed, PrintedPicture)
    assert printed.picture == Picture(9, 2, b"\xff\x80\x80\x80")
