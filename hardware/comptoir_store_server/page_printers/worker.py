"""The worker of one page printer: prints what waits in order, and never prints one twice unseen."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from comptoir_store_server.connections import Way
from comptoir_store_server.crew import Assignment, Bench, NoLongerWaiting, PeripheralWorker
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Stopped, Watch
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.kept_papers import Medium, SentPaper
from comptoir_store_server.page_printers.apart import draw_apart
from comptoir_store_server.page_printers.confined import Unreadable
from comptoir_store_server.page_printers.deliver import deliver_page
from comptoir_store_server.page_printers.pages import Page, make_page
from comptoir_store_server.page_printers.printer import IppPrinter, Refused
from comptoir_store_server.page_printers.usb import deliver_by_usb, look_by_usb
from comptoir_store_server.printing.assembly import NothingToPrint
from comptoir_store_server.printing.render import UnsupportedDocument
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState
from comptoir_store_server.stand_in import StandInDesk
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)


class PagePrinterWorker(PeripheralWorker):
    """Prints for one page printer."""

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        super().__init__(assignment, bench)
        self._next_look = 0.0
        self._desk = StandInDesk(bench, self.id)

    def on_assigned(self) -> None:
        """Look at once how the printer is at its new place."""
        self._next_look = 0.0

    def work(self) -> float:
        """The oldest job, else a look at the printer."""
        assignment = self.assignment
        self.bench.spool.expire(utc_now())
        job = self.bench.spool.next_waiting(self.id)
        if job is not None:
            return self._print(assignment, job)
        self.backoff.succeed()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._look(assignment)
        return self._next_look - time.monotonic()

    def _look(self, assignment: Assignment) -> float:
        patience = self.bench.patience
        try:
            with self._alone(assignment):
                condition = self._condition(assignment)
        except Unavailable as problem:
            self._note_unavailable(assignment, problem.reason)
            return patience.look_again if self.bench.health.misses(self.id) else patience.look
        if condition.reason is not None:
            self._note_unavailable(assignment, condition.reason)
        else:
            self._desk.note_working()
            self.bench.health.note_condition(self.id, condition)
        return patience.look

    def _condition(self, assignment: Assignment) -> Condition:
        connection = assignment.peripheral.connection
        if connection.way == Way.NETWORK:
            return IppPrinter(connection, self.bench.patience.connect).look().condition
        return look_by_usb(connection, self.bench.patience.connect)

    def _print(self, assignment: Assignment, job: Job) -> float:
        try:
            page = self._lay_out(assignment, job)
        except NothingToPrint as wish:
            self.move(job, JobState.CANCELLED, wish.reason)
            return 0.0
        except Unreadable as problem:
            self.move(job, JobState.FAILED, problem.reason)
            return 0.0
        if page is None:
            self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        try:
            with self._alone(assignment), self._unsure_on_fault(job):
                outcome = self._deliver(assignment, job, page)
        except Unavailable as problem:
            self.move(job, JobState.BLOCKED, problem.reason)
            self._note_unavailable(assignment, problem.reason)
            return self._wait_before_retry(assignment, job)
        except Refused as problem:
            self.move(job, JobState.FAILED, problem.reason)
            return 0.0
        except NoLongerWaiting:
            return 0.0
        self.backoff.succeed()
        self._conclude(assignment, job, outcome, page.note)
        return 0.0

    def _lay_out(self, assignment: Assignment, job: Job) -> Page | None:
        """Nothing if it is no document for such a printer."""
        home, peripheral = job.redirected_from, assignment.peripheral
        place = assignment.names.get(home, home) if home else None
        try:
            return make_page(
                job.document,
                peripheral,
                assignment.store,
                utc_now(),
                redirected_from=place,
                options=assignment.options_for(job),
                draw=draw_apart,
            )
        except UnsupportedDocument:
            return None
        except (NothingToPrint, Unreadable):
            raise
        except Exception:
            log.exception("layout_failed", extra={"job": job.id})
            return None

    def _deliver(self, assignment: Assignment, job: Job, page: Page) -> Delivered:
        peripheral, patience, watch = (
            assignment.peripheral,
            self.bench.patience,
            self._watch(assignment, job, page),
        )
        if peripheral.connection.way == Way.NETWORK:
            printer = IppPrinter(peripheral.connection, patience.connect)
            return deliver_page(printer, page, job.copies, patience, watch)
        is_blind = peripheral.confirm == Confirm.BLIND
        if job.copies > 1:
            raise Refused(Reason.UNSUPPORTED_DOCUMENT)  # where one PDF ends on this cable, nobody can tell
        return deliver_by_usb(peripheral.connection, page.pdf, patience, watch, is_blind_allowed=is_blind)

    def _conclude(self, assignment: Assignment, job: Job, outcome: Delivered, note: Reason | None) -> None:
        if outcome.confirm is None:
            self.move(job, JobState.UNCERTAIN, outcome.reason)
            return
        self.bench.spool.learn_printer(assignment.peripheral.address, outcome.confirm.value, utc_now())
        is_unseen = outcome.confirm == Confirm.BLIND
        self.move(job, JobState.PRINTED, note or (Reason.SENT_UNSEEN if is_unseen else None))
        self._desk.note_working()
        self._next_look = 0.0

    @contextmanager
    def _unsure_on_fault(self, job: Job) -> Iterator[None]:
        """Stopped, or a fault of ours, after the first byte left: say that we do not know."""
        try:
            yield
        except (Unavailable, Refused, NoLongerWaiting):
            raise
        except BaseException as problem:
            now = self.bench.spool.find(job.id)
            if now is not None and now.state == JobState.SENDING:
                self.move(job, JobState.UNCERTAIN, Reason.INTERRUPTED)
            if not isinstance(problem, Stopped):
                raise
            raise NoLongerWaiting from problem

    @contextmanager
    def _alone(self, assignment: Assignment) -> Iterator[None]:
        if not assignment.address_lock.acquire(timeout=self.bench.patience.connect):
            raise Unavailable(Reason.BUSY)
        try:
            yield
        finally:
            assignment.address_lock.release()

    def _watch(self, assignment: Assignment, job: Job, page: Page) -> Watch:
        return Watch(
            on_start=lambda: self._begin(assignment, job, page),
            on_pause=lambda reason: self._note_pause(assignment, job, reason),
            is_stopping=self.is_stopping,
        )

    def _begin(self, assignment: Assignment, job: Job, page: Page) -> None:
        self.claim(job)
        self.bench.keep_paper(SentPaper(job.id, Medium.PDF, assignment.peripheral.name, page.pdf, job.copies))

    def _note_pause(self, assignment: Assignment, job: Job, reason: Reason | None) -> None:
        """The printer has the job and waits for paper: others may go elsewhere meanwhile."""
        if reason is not None:
            self._note_unavailable(assignment, reason)
        else:
            self._desk.note_working()
        self.move(job, JobState.SENDING, reason)

    def _note_unavailable(self, assignment: Assignment, reason: Reason) -> None:
        self.bench.health.note_reason(self.id, reason)
        self._desk.note_unavailable()
        self._desk.send_away(assignment)

    def _wait_before_retry(self, assignment: Assignment, job: Job) -> float:
        left = self.bench.patience.retry_longest
        if job.expires_at is not None:
            left = max(0.0, (job.expires_at - utc_now()).total_seconds()) + 0.01
        return min(self.backoff.next_wait(), left, self._desk.seconds_left(assignment))
