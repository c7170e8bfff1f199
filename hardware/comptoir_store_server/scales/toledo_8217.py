"""Toledo 8217, weight only: ``W`` is answered with a weight, or with a status byte that says why not."""

import re
from decimal import Decimal

from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.language import CR, Framing, Talk
from comptoir_store_server.scales.reading import NotAScale, Reading, without

ASK = b"W"
#: STX, up to seven figures with or without a point, N for a net weight, CR.
WEIGHT = re.compile(rb"\x02 *(\d{1,7}(?:\.\d{1,4})?)( ?kg| ?lb)?N?\r", re.IGNORECASE)
STATUS = re.compile(rb"\x02\?([\x00-\xff])\r", re.DOTALL)
MOVING, OVER_CAPACITY, BELOW_ZERO, OUTSIDE_ZERO_RANGE = 0x01, 0x02, 0x04, 0x08
#: Scales that send figures without a point mean thousandths.
IMPLIED_PLACES = 3


class Toledo8217:
    """9600 baud, 7 bits, even parity, unless the shop set it otherwise."""

    framing = Framing(7, "E")

    def weigh(self, talk: Talk) -> Reading:
        """Ask once."""
        talk.ask(ASK)
        heard = talk.hear(CR)
        reading = read_answer(heard)
        if reading is None:
            # The end of an answer that came too late, or a status that looks like CR: more follows.
            reading = read_answer(heard + talk.hear(CR))
        if reading is None:
            raise NotAScale("no weight and no status")
        return reading


def read_answer(heard: bytes) -> Reading | None:
    """The last complete answer in what was heard; nothing if there is none."""
    answers = [*WEIGHT.finditer(heard), *STATUS.finditer(heard)]
    if not answers:
        return None
    last = max(answers, key=lambda answer: answer.start())
    return _weight(last) if last.re is WEIGHT else _status(last.group(1)[0])


def _weight(answer: "re.Match[bytes]") -> Reading:
    figures = answer.group(1).decode()
    weight = Decimal(figures) if "." in figures else Decimal(figures).scaleb(-IMPLIED_PLACES)
    unit = (answer.group(2) or b"kg").decode().strip().lower()
    return Reading(weight, unit)


def _status(status: int) -> Reading:
    """Outside the zero range counts as below zero: in both cases the empty scale has to be set to zero."""
    if status & OVER_CAPACITY:
        return without(Reason.OVERLOADED)
    if status & (BELOW_ZERO | OUTSIDE_ZERO_RANGE):
        return without(Reason.BELOW_ZERO)
    # In motion; without any bit the scale tells only that nothing changed since it was asked last.
    return without(Reason.UNSTABLE)
