"""Where one barcode ends: a suffix of any sort, or silence."""

import pytest

from comptoir_store_server.scanners.codes import CodeReader, read_letters

EAN = "5901234123457"


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ([EAN + "\r"], [EAN]),
        ([EAN + "\n"], [EAN]),
        ([EAN + "\r\n"], [EAN]),
        ([EAN + "\t"], [EAN]),
        (["59012", "34123457", "\r"], [EAN]),
        ([EAN + "\r" + EAN + "\r"], [EAN, EAN]),
        ([EAN + "\r\n", "\n"], [EAN]),
        (["\x02" + EAN + "\x03\r"], [EAN]),
        (["]E0" + EAN + "\r"], [EAN]),
        (["]C10104012345123456\x1d2112\r"], ["0104012345123456\x1d2112"]),
        ([EAN], []),
        (["\r\n\r\n"], []),
        ([" \r"], []),
    ],
)
def test_suffixes(parts: list[str], codes: list[str]) -> None:
    reader = CodeReader()
    assert [code for part in parts for code in reader.feed(part)] == codes


def test_silence_ends_a_code_without_a_suffix() -> None:
    reader = CodeReader()
    assert reader.feed(EAN) == []
    assert reader.is_begun
    assert reader.end() == [EAN]
    assert reader.end() == []


def test_a_stuck_key_does_not_fill_the_memory() -> None:
    reader = CodeReader()
    for _ in range(10):
        reader.feed("8" * 4096)
    assert len(reader.end()[0]) == 4096


def test_letters_of_older_scanners() -> None:
    assert read_letters("żółć".encode()) == "żółć"
    assert read_letters(b"caf\xe9") == "café"
