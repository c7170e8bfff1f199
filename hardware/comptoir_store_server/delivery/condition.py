"""How a printer is, read from its four status bytes."""

from dataclasses import dataclass

from comptoir_store_server.delivery.line import LineLost, PrinterLine, Unavailable
from comptoir_store_server.reasons import Reason

#: Asks nothing and prints nothing (line spacing to 10 dots, then back), but ends a line of a text protocol,
#: so that a web server that waits for one gives itself away.
NUDGE = b"\x1b3\n\x1b2"


@dataclass(frozen=True)
class Condition:
    """What the printer says of itself."""

    reason: Reason | None
    paper_low: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it would print now."""
        return self.reason is None


def read_condition(line: PrinterLine, timeout: float) -> Condition | None:
    """Ask DLE EOT 1 to 4; nothing if the printer never answers."""
    answers: dict[int, int] = {}
    for kind in (1, 2, 3, 4):
        answer = line.ask_status(kind, timeout)
        if line.rubbish:
            raise Unavailable(Reason.NOT_A_PRINTER)
        if answer is None and kind == 1:
            return None
        answers[kind] = answer or 0
    return judge(answers[1], answers[2], answers[3], answers[4])


def judge(printer: int, offline: int, error: int, paper: int) -> Condition:
    """The one reason to tell, the most helpful first."""
    low = bool(paper & 0x0C)
    if offline & 0x04:
        return Condition(Reason.COVER_OPEN, low)
    if offline & 0x20 or paper & 0x60:
        return Condition(Reason.PAPER_OUT, low)
    if offline & 0x40 or error & 0x68 or printer & 0x08:
        return Condition(Reason.PRINTER_ERROR, low)
    return Condition(None, low)


def check_before_printing(
    line: PrinterLine, timeout: float, *, has_answered_before: bool
) -> Condition | None:
    """The printer's condition, or nothing if it is mute; raises Unavailable if this is no printer."""
    try:
        condition = read_condition(line, timeout)
        if condition is None:
            _expose_text_server(line, timeout)
    except LineLost as error:
        raise Unavailable(Reason.BUSY if has_answered_before else Reason.NOT_A_PRINTER) from error
    if condition is None and has_answered_before:
        raise Unavailable(Reason.BUSY)  # it can answer: somebody else holds it
    return condition


def _expose_text_server(line: PrinterLine, timeout: float) -> None:
    line.send(NUDGE, timeout)
    line.listen(timeout)
    if line.rubbish:
        raise Unavailable(Reason.NOT_A_PRINTER)
