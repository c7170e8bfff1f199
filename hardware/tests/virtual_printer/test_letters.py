"""Each language comes out of the printer letter by letter, and what does not is told."""

import pytest

from comptoir_store_server.virtual_printer import read_papers
from comptoir_store_server.virtual_printer.decoder import Decoder
from comptoir_store_server.virtual_printer.events import Fault, FaultCode, TextLine

INIT = b"\x1b@\x1c."


def lines_of(job: bytes, starts_in_kanji: bool = False) -> list[str]:
    """The text of a job's lines."""
    return [
        event.text
        for event in Decoder(starts_in_kanji=starts_in_kanji).feed(job)
        if isinstance(event, TextLine)
    ]


def faults_of(job: bytes, starts_in_kanji: bool = False) -> list[tuple[FaultCode, str]]:
    """What a job does wrong."""
    return [
        (event.code, event.detail)
        for event in Decoder(starts_in_kanji=starts_in_kanji).feed(job)
        if isinstance(event, Fault)
    ]


# The bytes are written out from the code charts, not made by a codec.
CASES = [
    (0, b"\x82t\x82 \x9cuvre", "été £uvre"),
    (2, b"\x85 la caf\x82 \xcf", "à la café ¤"),
    (3, b"S\x84o", "São"),
    (4, b"No\x89l", "Noël"),
    (5, b"\x91 \x9d", "æ Ø"),
    (13, b"\x98\x9e \x8d", "İŞ ı"),
    (14, b"\x80\x81\x82", "ΑΒΓ"),
    (15, b"\xc5\xeb\xeb\xdc\xe4\xe1 \xa4", "Ελλάδα €"),
    (16, b"\x9cufs \xe0 7,20 \x80", "œufs à 7,20 €"),
    (17, b"\x81\xae\xe0\xe9 \xf1", "Борщ ё"),
    (18, b"\xbdurek \x88\xa2\xab\x86 \xa5\xa9\x98\xe4 \xa8", "Żurek łóźć ąęśń Ę"),
    (19, b"7,20 \xd5 \x87", "7,20 € ç"),
    (34, b"\xa2\xa3", "бБ"),
    (39, b"za\xbf\xf3\xb3\xe6", "zażółć"),
    (40, b"\xbdufs \xa4", "œufs €"),
    (44, b"\x8c\xa8\xe0", "Мир"),
    (45, b"\xaf\xf3\xb3w \x80", "Żółw €"),
    (46, b"\xc1\xee\xf0\xf9 \xb9", "Борщ №"),
    (47, b"\xc1", "Α"),
    (51, b"\xe0\xe8", "ąč"),
    (53, b"\xe0\xe1", "аб"),
]


@pytest.mark.parametrize(("slot", "sent", "read"), CASES)
def test_upper_letters_are_read_with_the_page_chosen(slot: int, sent: bytes, read: str) -> None:
    job = INIT + b"\x1bt" + bytes([slot]) + sent + b"\n"
    assert lines_of(job) == [read]
    assert faults_of(job) == []


def test_the_same_byte_changes_with_the_page_in_the_middle_of_a_line() -> None:
    assert lines_of(b"\x1bt\x12\x88\x1bt\x11\x88\x1bt\x10\x88\n") == ["łИˆ"]


def test_a_reset_brings_back_the_first_page() -> None:
    assert lines_of(b"\x1bt\x12\xbd\x88\n\x1b@\xbd\x88\n") == ["Żł", "╜ê"]


@pytest.mark.parametrize(
    ("national", "read"),
    [
        (0, "#$@[\\]^`{|}~"),
        (1, "#$à°ç§^`éùè¨"),
        (2, "#$§ÄÖÜ^`äöüß"),
        (3, "£$@[\\]^`{|}~"),
        (6, "#$@°\\é^ùàòèì"),
        (7, "₧$@¡Ñ¿^`¨ñ}~"),
        (9, "#¤ÉÆØÅÜéæøåü"),
        (14, "#$ŽŠĐĆČžšđćč"),
    ],
)
def test_national_variants_change_twelve_ascii_signs(national: int, read: str) -> None:
    assert lines_of(b"\x1bR" + bytes([national]) + b"#$@[\\]^`{|}~A1\n") == [read + "A1"]


def test_a_printer_in_double_byte_mode_shows_chinese_unless_told_not_to() -> None:
    polish = b"\x1bt\x12Za\xbe\xa2\x88\x86\n"
    assert lines_of(b"\x1b@" + polish, starts_in_kanji=True) == ["Za劲垎"]
    assert {code for code, _ in faults_of(b"\x1b@" + polish, starts_in_kanji=True)} == {
        FaultCode.DOUBLE_BYTE_TEXT
    }
    assert lines_of(b"\x1b@\x1c." + polish, starts_in_kanji=True) == ["Zażółć"]


def test_fs_and_switches_to_double_byte_and_a_lone_half_is_told() -> None:
    assert lines_of(b"\x1c&\xc4\xe3\n") == ["你"]
    assert faults_of(b"\x1c&\xc4\n") == [(FaultCode.TEXT_DROPPED, "C4, half a letter")]


@pytest.mark.parametrize(
    ("job", "fault"),
    [
        (b"\x1bt\x10\x81\n", (FaultCode.UNDEFINED_BYTE, "81 in CP1252")),
        (b"\x1bt\x0f\xff\n", (FaultCode.UNDEFINED_BYTE, "FF in ISO8859-7")),
        (b"\x1bt\xc8", (FaultCode.BAD_ARGUMENT, "ESC t 200")),
        (b"\x1bt\x0b", (FaultCode.UNSUPPORTED, "ESC t 11 (CP851)")),
        (b"\x1bR\x40", (FaultCode.BAD_ARGUMENT, "ESC R 64")),
    ],
)
def test_what_no_page_has_is_told(job: bytes, fault: tuple[FaultCode, str]) -> None:
    assert fault in faults_of(job)


def test_a_letter_that_no_page_has_leaves_a_mark_on_paper() -> None:
    assert lines_of(b"\x1bt\x10a\x81b\n") == ["a�b"]


def test_cheap_printers_keep_their_pages_elsewhere() -> None:
    clone = Decoder(384, "pos-5890")
    events = clone.feed(b"\x1bt\x3b\x81\xae\xe0\xe9\n\x1bt\x48\xaf\n")
    assert [event.text for event in events if isinstance(event, TextLine)] == ["Борщ", "Ż"]


def test_the_paper_names_the_pages_that_were_needed() -> None:
    [paper] = read_papers(b"\x1bt\x02plain\n\x1bt\x12\xbd\n\x1bt\x11\x81\n\x1dV\x00")
    assert paper.code_pages == ["CP852", "CP866"]
