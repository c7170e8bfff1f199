"""One document to one page printer: asked before, handed over once, followed until it is on paper."""

import time

from comptoir_store_server.delivery.deliver import Confirm, Delivered, Stopped, Watch
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.page_printers.pages import Page
from comptoir_store_server.page_printers.printer import PDF, IppPrinter, JobStage, PagePrinterFacts, Refused
from comptoir_store_server.reasons import Reason

#: Formats with which a printer says that it reads PDF, or finds out by itself.
READS_PDF = frozenset({PDF, "application/octet-stream"})
#: How long a printer that took the job may be out of reach before we give up asking, in seconds.
LONGEST_ABSENCE = 60.0


def deliver_page(printer: IppPrinter, page: Page, copies: int, patience: Patience, watch: Watch) -> Delivered:
    """Print it; raises Unavailable (nothing left), Refused (it said no), Stopped."""
    facts = printer.look()
    if facts.condition.reason is not None:
        raise Unavailable(facts.condition.reason)
    if facts.formats and not facts.formats & READS_PDF:
        raise Refused(Reason.UNSUPPORTED_DOCUMENT)
    at_once, times = _plan(facts, copies)
    printer.check(page.title, at_once)
    for turn in range(times):
        try:
            number = printer.print_pdf(page.pdf, page.title, at_once, watch.on_start if not turn else _go_on)
        except LineLost:
            return Delivered(None, Reason.CONNECTION_LOST)
        except (Unavailable, Refused) as problem:
            if not turn:
                raise
            return Delivered(None, problem.reason)  # some copies are on paper, others are not
        outcome = _Following(printer, number, patience, watch).follow(is_first=not turn)
        if outcome.confirm is None:
            return outcome
    return Delivered(Confirm.PROCESS_ID)


def _go_on() -> None:
    """Further copies need no new permission."""


def _plan(facts: PagePrinterFacts, copies: int) -> tuple[int, int]:
    """How many copies the printer makes by itself, and how often the document is sent."""
    return (copies, 1) if copies <= facts.most_copies else (1, copies)


class _Following:
    """Asks for one job until it ended."""

    def __init__(self, printer: IppPrinter, number: int, patience: Patience, watch: Watch) -> None:
        self._printer, self._number = printer, number
        self._patience, self._watch = patience, watch
        self._told: Reason | None = None
        self._seen_at = time.monotonic()

    def follow(self, *, is_first: bool) -> Delivered:
        """Wait for its end; raises Stopped, or Refused if it ended before a sheet was printed."""
        until = time.monotonic() + self._patience.stall
        while time.monotonic() < until:
            if self._watch.is_stopping():
                raise Stopped
            try:
                outcome = self._ask(is_first=is_first)
            except Unavailable:
                if time.monotonic() - self._seen_at > min(LONGEST_ABSENCE, self._patience.stall):
                    return Delivered(None, Reason.CONNECTION_LOST)
                outcome = None
            if outcome is not None:
                return outcome
            if self._told is not None:  # it says why it waits, and that it will go on
                until = time.monotonic() + self._patience.stall
            time.sleep(self._patience.ask_again)
        return Delivered(None, Reason.NO_CONFIRMATION)

    def _ask(self, *, is_first: bool) -> Delivered | None:
        standing = self._printer.find_job(self._number)
        self._seen_at = time.monotonic()
        if standing is None:
            return Delivered(None, Reason.NO_CONFIRMATION)
        if standing.state == JobStage.COMPLETED:
            self._tell(None)
            return Delivered(Confirm.PROCESS_ID)
        if standing.state in (JobStage.CANCELLED, JobStage.ABORTED):
            reason = self._why()
            if standing.sheets == 0 and is_first:
                raise Refused(reason)
            return Delivered(None, reason)
        self._tell(self._printer.look().condition.reason)
        return None

    def _why(self) -> Reason:
        """What the printer says of itself after it gave up."""
        try:
            return self._printer.look().condition.reason or Reason.PRINTER_ERROR
        except Unavailable:
            return Reason.PRINTER_ERROR

    def _tell(self, reason: Reason | None) -> None:
        if reason != self._told:
            self._told = reason
            self._watch.on_pause(reason)
