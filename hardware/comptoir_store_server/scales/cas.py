"""CAS: ENQ is answered with ACK, DC1 with one frame that carries its own check byte."""

import re
from decimal import Decimal
from functools import reduce
from operator import xor

from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.language import ACK, DC1, ENQ, EOT, NAK, Framing, Talk
from comptoir_store_server.scales.reading import NotAScale, Reading, without

#: SOH STX, then what is checked: state, sign, six figures with point, unit; the check byte; ETX EOT.
FRAME = re.compile(rb"\x01\x02([SU][ \-F][ 0-9.]{6}[A-Za-z ]{2})([\x00-\xff])\x03\x04", re.DOTALL)


class Cas:
    """9600 baud, 8 bits, no parity."""

    framing = Framing(8, "N")

    def weigh(self, talk: Talk) -> Reading:
        """Ask once."""
        talk.ask(ENQ)
        if ACK not in talk.hear(ACK, NAK):
            return without(Reason.UNSTABLE)  # it is busy weighing
        talk.ask(DC1)
        reading = read_frame(talk.hear(b"\x03" + EOT))
        if reading is None:
            raise NotAScale("no frame with a right check byte")
        return reading


def check_byte(checked: bytes) -> int:
    """All bytes from the state to the unit, exclusive or."""
    return reduce(xor, checked, 0)


def read_frame(heard: bytes) -> Reading | None:
    """The last whole frame with a right check byte; nothing if there is none."""
    frames = [each for each in FRAME.finditer(heard) if check_byte(each.group(1)) == each.group(2)[0]]
    return _read(frames[-1].group(1)) if frames else None


def _read(checked: bytes) -> Reading | None:
    state, sign, figures = checked[:1], checked[1:2], checked[2:8].replace(b" ", b"")
    unit = checked[8:].decode().strip().lower()
    if sign == b"F":
        return without(Reason.OVERLOADED)
    if not re.fullmatch(rb"\d+(\.\d+)?|\.\d+", figures):
        return None
    weight = Decimal(figures.decode()) * (-1 if sign == b"-" else 1)
    return Reading(weight, unit or "kg", stable=state == b"S")
