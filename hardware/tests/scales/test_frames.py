"""What each scale's answer means, byte by byte."""

from decimal import Decimal

import pytest

from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales import cas, dialog06, toledo_8217
from comptoir_store_server.scales.reading import NotAScale, Reading, without


@pytest.mark.parametrize(
    ("heard", "reading"),
    [
        (b"\x0200.485\r", Reading(Decimal("0.485"))),
        (b"\x020.485kg\r", Reading(Decimal("0.485"))),
        (b"\x02 1.250N\r", Reading(Decimal("1.250"))),
        (b"\x0201.10lb\r", Reading(Decimal("1.10"), "lb")),
        (b"\x0200485\r", Reading(Decimal("0.485"))),
        (b"\x020.000\r", Reading(Decimal("0.000"))),
        (b"485\r\x0201.000\r", Reading(Decimal("1.000"))),
        (b"\x0200.485\r\x0200.490\r", Reading(Decimal("0.490"))),
        (b"\x02?\x61\r", without(Reason.UNSTABLE)),
        (b"\x02?\x60\r", without(Reason.UNSTABLE)),
        (b"\x02?\x62\r", without(Reason.OVERLOADED)),
        (b"\x02?\x63\r", without(Reason.OVERLOADED)),
        (b"\x02?\x64\r", without(Reason.BELOW_ZERO)),
        (b"\x02?\x68\r", without(Reason.BELOW_ZERO)),
        (b"\x02?\x0d\r", without(Reason.BELOW_ZERO)),
        (b"\x02?\x61\r\x0200.485\r", Reading(Decimal("0.485"))),
        (b"\x0200.4", None),
        (b"00.485\r", None),
        (b"\x02\r", None),
        (b"\x0200.4x5\r", None),
        (b"\x02123456789\r", None),
        (b"HTTP/1.1 400 Bad Request\r", None),
        (b"", None),
    ],
)
def test_toledo_8217(heard: bytes, reading: Reading | None) -> None:
    assert toledo_8217.read_answer(heard) == reading


@pytest.mark.parametrize(
    ("heard", "reading"),
    [
        # 'S' ^ ' ' ^ '0' ^ '0' ^ '.' ^ '4' ^ '8' ^ '5' ^ 'k' ^ 'g' = 0x68
        (b"\x01\x02S 00.485kg\x68\x03\x04", Reading(Decimal("0.485"))),
        (b"\x01\x02U 00.485kg\x6e\x03\x04", Reading(Decimal("0.485"), stable=False)),
        (b"\x01\x02S-00.485kg\x65\x03\x04", Reading(Decimal("-0.485"))),
        (b"\x01\x02SF00.485kg\x0e\x03\x04", without(Reason.OVERLOADED)),
        (b"\x01\x02S 00.485kg\x69\x03\x04", None),
        (b"\x01\x02S 00.985kg\x68\x03\x04", None),
        (b"\x01\x02S 00.485kg\x68\x03", None),
        (b"rubbish\x01\x02S 00.485kg\x68\x03\x04", Reading(Decimal("0.485"))),
        (b"\x01\x02S 00.4\x01\x02S 00.485kg\x68\x03\x04", Reading(Decimal("0.485"))),
        (b"\x06", None),
        (b"", None),
    ],
)
def test_cas(heard: bytes, reading: Reading | None) -> None:
    assert cas.read_frame(heard) == reading


@pytest.mark.parametrize(
    ("heard", "reading"),
    [
        (b"\x0202\x1b3\x1b00485\x1b000001\x1b000000\x03", Reading(Decimal("0.485"))),
        (b"\x0202\x1b3\x1b12345\x1b00001\x1b000012\x03", Reading(Decimal("12.345"))),
        (b"\x0202\x1b1\x1b00110\x1b000001\x1b000001\x03", Reading(Decimal("1.10"), "lb")),
        (b"\x06\x0202\x1b3\x1b00485\x1b000001\x1b000000\x03", Reading(Decimal("0.485"))),
        (b"\x0202\x1b3\x1b0048", None),
        (b"\x0202\x1b3\x1b0048x\x1b000001\x1b000000\x03", None),
        (b"\x15", None),
    ],
)
def test_dialog06_result(heard: bytes, reading: Reading | None) -> None:
    assert dialog06.read_result(heard) == reading


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (b"20", Reason.UNSTABLE),
        (b"21", Reason.UNSTABLE),
        (b"22", Reason.UNSTABLE),
        (b"30", Reason.BELOW_ZERO),
        (b"31", Reason.BELOW_ZERO),
        (b"32", Reason.OVERLOADED),
    ],
)
def test_dialog06_says_why_there_is_no_weight(code: bytes, reason: Reason) -> None:
    assert dialog06.read_status(b"\x0209\x1b" + code + b"\x03") == without(reason)


@pytest.mark.parametrize("heard", [b"\x0209\x1b10\x03", b"\x0209\x03", b"\x15", b""])
def test_dialog06_refuses_what_is_no_reason(heard: bytes) -> None:
    with pytest.raises(NotAScale):
        dialog06.read_status(heard)


def test_pounds_and_ounces_are_not_taken_for_something_else() -> None:
    with pytest.raises(NotAScale):
        dialog06.read_result(b"\x0202\x1b0\x1b00485\x1b000001\x1b000000\x03")
