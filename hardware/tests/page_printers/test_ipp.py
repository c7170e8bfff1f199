"""The bytes of IPP: written as the standard's own example shows, read whatever a printer sends."""

import random
import struct

import pytest

from comptoir_store_server.page_printers.ipp import (
    Attribute,
    Group,
    Kind,
    NotIpp,
    Operation,
    read_answer,
    write_request,
)

#: RFC 8010, appendix A.1, cut to the attributes that we send too.
STANDARD = (
    bytes.fromhex("0101000200000001" "01")
    + b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    + b"\x48\x00\x1battributes-natural-language\x00\x02en"
    + b"\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree"
    + b"\x42\x00\x08job-name\x00\x06foobar"
    + b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
    + b"\x03"
)  # fmt: skip


def test_a_print_job_as_in_the_standard() -> None:
    asked = [
        Attribute(Kind.URI, "printer-uri", ("ipp://printer.example.com/ipp/print/pinetree",)),
        Attribute(Kind.NAME, "job-name", ("foobar",)),
    ]
    of_job = [Attribute(Kind.INTEGER, "copies", (20,))]
    assert write_request(Operation.PRINT_JOB, asked, of_job) == STANDARD


def test_further_values_have_no_name() -> None:
    wanted = Attribute(Kind.KEYWORD, "requested-attributes", ("a", "bc"))
    assert b"\x44\x00\x14requested-attributes\x00\x01a\x44\x00\x00\x00\x02bc\x03" in write_request(
        Operation.GET_PRINTER_ATTRIBUTES, [wanted]
    )


ANSWER = (
    b"\x02\x00\x00\x01\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8"
    b"\x04\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x05"
    b"\x44\x00\x15printer-state-reasons\x00\x0bmedia-empty\x44\x00\x00\x00\x09door-open"
    b"\x22\x00\x19printer-is-accepting-jobs\x00\x01\x00"
    b"\x33\x00\x10copies-supported\x00\x08\x00\x00\x00\x01\x00\x00\x00\x63"
    # a collection: begin, member name, member value, end
    b"\x34\x00\x11media-col-default\x00\x00\x4a\x00\x00\x00\x0amedia-type\x44\x00\x00\x00\x05plain\x37\x00\x00\x00\x00"
    b"\x13\x00\x0dprinter-alert\x00\x00"
    b"\x03"
)


def test_an_answer_with_everything_in_it() -> None:
    answer = read_answer(ANSWER)
    assert answer.is_success
    assert answer.value(Group.PRINTER, "printer-state") == 5
    assert answer.values(Group.PRINTER, "printer-state-reasons") == ["media-empty", "door-open"]
    assert answer.value(Group.PRINTER, "printer-is-accepting-jobs") is False
    assert answer.value(Group.PRINTER, "copies-supported") == (1, 99)
    assert answer.value(Group.JOB, "job-id") is None


def test_a_refusal() -> None:
    assert not read_answer(b"\x02\x00\x04\x0a\x00\x00\x00\x01\x03").is_success


@pytest.mark.parametrize("length", range(0, len(ANSWER) - 1, 3))
def test_an_answer_that_breaks_off_is_no_answer(length: int) -> None:
    with pytest.raises(NotIpp):
        read_answer(ANSWER[:length])


def test_rubbish_is_refused_and_never_anything_worse() -> None:
    chance = random.Random(8010)
    for _ in range(500):
        rubbish = b"\x02\x00" + chance.randbytes(chance.randrange(60))
        try:
            read_answer(rubbish)
        except NotIpp:
            continue


@pytest.mark.parametrize("said", [b"HTTP", b"", b"<html>", b"\x09\x00" + struct.pack(">HI", 0, 1) + b"\x03"])
def test_another_language(said: bytes) -> None:
    with pytest.raises(NotIpp):
        read_answer(said)
