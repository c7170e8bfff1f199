"""Where one barcode ends: a suffix of any sort, or silence."""

import pytest

from comptoir_store_server.scanners.codes import CodeReader, spell_bytes

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


def bytes_of(text: str) -> str:
    """Each byte a sign, as a serial line brings them."""
    return text.encode().decode("latin-1")


def test_letters_of_older_scanners() -> None:
    assert spell_bytes(bytes_of("żółć")) == "żółć"
    assert spell_bytes("caf\xe9") == "café"


def test_a_letter_that_comes_in_two_halves_is_one_letter() -> None:
    reader, said = CodeReader(spell_bytes), bytes_of("żółć\r")
    assert [code for sign in said for code in reader.feed(sign)] == ["żółć"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (f"\x02{EAN}\x03", [EAN]),
        (f"\x02{EAN}\x03\x02{EAN}\x03", [EAN, EAN]),
        (f"\x80rubbish\x02{EAN}\x03", [EAN]),
        (f"59\x02{EAN}\x03", [EAN]),
        (f"{EAN}\x04", [EAN]),
        ("]d2[)>\x1e06\x1d1P590\x1e\x04\r", ["[)>\x1e06\x1d1P590\x1e\x04"]),
        ("5901\x00234\r", []),
        ("5901\x182345\r" + EAN + "\r", [EAN]),
        ("\x9f\x80\xfe\x00\x81\r", []),
        ("\x1d\r", []),
    ],
)
def test_frames_and_noise(said: str, codes: list[str]) -> None:
    whole, by_sign = CodeReader(spell_bytes), CodeReader(spell_bytes)
    assert whole.feed(said) == codes
    assert [code for sign in said for code in by_sign.feed(sign)] == codes


def test_half_a_frame_is_no_code() -> None:
    reader = CodeReader()
    assert reader.feed("\x02590123") == []
    assert reader.patience > CodeReader().patience
    assert reader.end() == []
    assert reader.feed(EAN + "\r") == [EAN]


def test_what_was_begun_when_the_cable_was_pulled_is_forgotten() -> None:
    reader = CodeReader()
    reader.feed("59012")
    reader.forget()
    assert reader.feed(EAN + "\r") == [EAN]
