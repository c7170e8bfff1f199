"""How a printer is, read from its four status bytes."""

from dataclasses import dataclass, field

from comptoir_store_server.delivery.failures import LineLost, Silent, Unavailable
from comptoir_store_server.delivery.line import PrinterLine
from comptoir_store_server.reasons import Reason

#: Asks nothing and prints nothing (line spacing to 10 dots, then back), but ends a line of a text protocol,
#: so that a web server that waits for one gives itself away.
NUDGE = b"\x1b3\n\x1b2"
#: The lines of a USB printer beside its answers: paper empty; not in error.
PORT_PAPER_OUT, PORT_NO_ERROR = 0x20, 0x08


@dataclass(frozen=True)
class Condition:
    """What the printer says of itself."""

    reason: Reason | None
    paper_low: bool = False
    #: The level of the drawer's contact; whether high means open depends on the drawer.
    drawer_contact: bool | None = field(default=None, compare=False)

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
    reason = None
    if offline & 0x04:
        reason = Reason.COVER_OPEN
    elif offline & 0x20 or paper & 0x60:
        reason = Reason.PAPER_OUT
    elif offline & 0x40 or error & 0x68 or printer & 0x08:
        reason = Reason.PRINTER_ERROR
    return Condition(reason, bool(paper & 0x0C), bool(printer & 0x04))


def judge_automatic(told: bytes | None) -> Reason | None:
    """Why a printer pauses, by the four bytes it told by itself; nothing if it does not, or never told."""
    if told is None:
        return None
    printer, error, paper = told[:3]
    if printer & 0x20:
        return Reason.COVER_OPEN
    if paper & 0x0C:
        return Reason.PAPER_OUT
    return Reason.PRINTER_ERROR if error & 0x6C or printer & 0x08 else None


def judge_port(status: int | None) -> Reason | None:
    """What a printer that answers nothing still says by the lines of its USB port."""
    if status is None or not status & (PORT_PAPER_OUT | PORT_NO_ERROR):
        return None  # nothing known, or a printer that drives none of the lines
    return Reason.PAPER_OUT if status & PORT_PAPER_OUT else None


def check_before_printing(
    line: PrinterLine, timeout: float, *, has_answered_before: bool, is_blind_allowed: bool, filling: bytes
) -> Condition | None:
    """The printer's condition, or nothing if it is mute; raises Unavailable if this is no printer."""
    try:
        if filling:  # first of all: a question may be taken for what is missing
            line.send(filling, timeout)
        condition = read_condition(line, timeout)
        if condition is None and not line.wire.is_local:
            _expose_text_server(line, timeout)
    except LineLost as error:
        raise Unavailable(_why_lost(line, has_answered_before=has_answered_before)) from error
    if condition is None:
        _refuse_silence(line, expects_answer=has_answered_before and not is_blind_allowed)
    return condition


def _why_lost(line: PrinterLine, *, has_answered_before: bool) -> Reason:
    if line.wire.is_local:
        return Reason.PATH_MISSING  # unplugged, or Bluetooth found nobody, while we asked
    return Reason.BUSY if has_answered_before else Reason.NOT_A_PRINTER


def _refuse_silence(line: PrinterLine, *, expects_answer: bool) -> None:
    """A printer that can answer and does not: somebody else holds it, or it is off behind its cable.

    Where the shop accepts silence, nobody waits for an answer: it may be another printer by now.
    """
    if reason := judge_port(line.wire.port_status()):
        raise Unavailable(reason)
    if expects_answer:
        raise Silent(Reason.TIMEOUT if line.wire.is_local else Reason.BUSY)


def _expose_text_server(line: PrinterLine, timeout: float) -> None:
    line.send(NUDGE, timeout)
    line.listen(timeout)
    if line.rubbish:
        raise Unavailable(Reason.NOT_A_PRINTER)
