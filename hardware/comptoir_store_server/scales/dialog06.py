"""Dialog 06: the till's side names a price, the scale weighs, and EOT ENQ fetches the result.

A scale that is set up for a certified till asks for checksums made with its maker's secret (record 11);
such a scale is told apart as one that cannot be read this way.
"""

import re
from decimal import Decimal

from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.language import ACK, ENQ, EOT, ESC, ETX, NAK, STX, Framing, Talk
from comptoir_store_server.scales.reading import NotAScale, Reading, without

#: Record 01: a unit price. We want the weight only, so any price will do, but zero is refused by some.
ONE_CENT = EOT + STX + b"01" + ESC + b"000001" + ESC + ETX
FETCH = EOT + ENQ
WHY = EOT + STX + b"08" + ETX
#: Record 02: scale status, weight of five figures, unit price, price.
RESULT = re.compile(rb"\x0202\x1b([0-3])\x1b(\d{5})\x1b\d{5,6}\x1b\d{6}\x03")
#: Record 09: why there is none.
STATUS = re.compile(rb"\x0209\x1b(\d\d)\x03")
UNITS = {b"3": "kg", b"1": "lb", b"2": "lb"}
REASONS = {
    "20": Reason.UNSTABLE,
    "21": Reason.UNSTABLE,  # the same goods lie there since they were weighed
    "22": Reason.UNSTABLE,
    "30": Reason.BELOW_ZERO,
    "31": Reason.BELOW_ZERO,
    "32": Reason.OVERLOADED,
}


class Dialog06:
    """9600 baud, 7 bits, odd parity."""

    framing = Framing(7, "O")

    def weigh(self, talk: Talk) -> Reading:
        """Ask once."""
        talk.ask(ONE_CENT)
        heard = talk.hear(ACK, NAK, ETX)
        if ETX in heard:
            raise NotAScale("it wants checksums")
        if ACK in heard:
            talk.ask(FETCH)
            heard = talk.hear(ETX, NAK)
        reading = read_result(heard)
        if reading is not None:
            return reading
        if NAK not in heard:
            raise NotAScale("no result and no refusal")
        talk.ask(WHY)
        return read_status(talk.hear(ETX))


def read_result(heard: bytes) -> Reading | None:
    """The weight of the last record 02; nothing if there is none."""
    records = RESULT.findall(heard)
    if not records:
        return None
    status, figures = records[-1]
    if status not in UNITS:
        raise NotAScale("pounds and ounces")
    places = 3 if status in (b"3", b"2") else 2
    return Reading(Decimal(figures.decode()).scaleb(-places), UNITS[status])


def read_status(heard: bytes) -> Reading:
    """Why there is no weight, from record 09. Raises NotAScale."""
    codes = STATUS.findall(heard)
    reason = REASONS.get(codes[-1].decode()) if codes else None
    if reason is None:
        raise NotAScale(f"status {codes[-1].decode() if codes else 'missing'}")
    return without(reason)
