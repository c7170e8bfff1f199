"""The printer's worker: prints what waits in order, one at a time, and never prints one twice unseen."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.crew import Assignment, Bench, NoLongerWaiting, PeripheralWorker
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import (
    Confirm,
    Delivered,
    Stopped,
    Target,
    Watch,
    deliver,
    fill_up,
    look_at,
    speak_up,
)
from comptoir_store_server.delivery.drawer import open_drawer, pull_now
from comptoir_store_server.delivery.failures import LineLost, Silent, Unavailable
from comptoir_store_server.delivery.line import PrinterLine
from comptoir_store_server.discovery.who import read_who
from comptoir_store_server.drawer_desk import DrawerDesk, is_left_out, pulse_beside_paper, pulse_of
from comptoir_store_server.health import MISSES, Misses
from comptoir_store_server.kept_papers import Medium, SentPaper
from comptoir_store_server.printing.assembly import NothingToPrint
from comptoir_store_server.printing.raster import BAND
from comptoir_store_server.printing.render import Rendered, UnsupportedDocument, render
from comptoir_store_server.profiles import find_profile, knows_real_time_pulse
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job, JobState
from comptoir_store_server.stand_in import StandInDesk
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)
#: All copies of a picture together; more is no wish of anybody, and more than a small box can hold.
LARGEST = 32_000_000
#: What only a printer says that hears us.
ANSWERED = frozenset({Reason.PAPER_OUT, Reason.COVER_OPEN, Reason.PRINTER_ERROR})


class PrinterWorker(PeripheralWorker):
    """Prints for one receipt printer, and opens the drawers that hang on it."""

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        super().__init__(assignment, bench)
        self._next_look = 0.0
        self._silences = Misses(bench.patience.look)
        #: What a cut off command wants is on its way to the printer; the printer has it.
        self._is_filling = self._is_filled_up = False
        self._desk = StandInDesk(bench, self.id)
        self._drawers = DrawerDesk(bench)

    def on_assigned(self) -> None:
        """Look at once how the printer is at its new place; it may be well there."""
        self._next_look = 0.0
        self._silences.succeed()
        self._is_filled_up = False
        self._desk.note_working()

    def work(self) -> float:
        """Drawers first, then paper; look at the printer if nothing waits."""
        assignment = self.assignment
        self.bench.spool.expire(utc_now())
        drawer_wait = self._open_next_drawer(assignment)
        if drawer_wait == 0:
            return 0.0
        wait = self._print_next(assignment)
        waits = [each for each in (drawer_wait, wait) if each is not None]
        if waits:
            return min(waits)
        self.backoff.succeed()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + self._look(assignment)
        return self._next_look - time.monotonic()

    # Looking.

    def _look(self, assignment: Assignment) -> float:
        """See how the idle printer is; returns when to look again."""
        patience = self.bench.patience
        try:
            with self._alone(assignment), self._counting_silence(assignment):
                condition = look_at(self._target(assignment), patience)
        except Unavailable as problem:
            self._note_unavailable(assignment, problem.reason)
            is_gone = problem.reason == Reason.PATH_MISSING or self.bench.health.misses(self.id)
            return patience.look_again if is_gone else patience.look
        self._note_condition(assignment, condition)
        return patience.look

    @contextmanager
    def _alone(self, assignment: Assignment) -> Iterator[None]:
        """One connection at a time to one address; whoever holds it may hold it for long."""
        lock = assignment.address_lock
        if not lock.acquire(timeout=self.bench.patience.connect):
            raise Unavailable(Reason.BUSY)
        try:
            yield
        finally:
            lock.release()

    def _target(self, assignment: Assignment) -> Target:
        peripheral = assignment.peripheral
        known, who = self.bench.spool.known_printer(peripheral.address), read_who(peripheral.connection)
        if known.confirm and known.seen_as and who and known.seen_as != who:
            self._forget(assignment, "another printer")
            known = replace(known, confirm=None)
        confirm = Confirm(known.confirm) if known.confirm in set(Confirm) else None
        return Target(peripheral.connection, confirm, peripheral.confirm == Confirm.BLIND)

    def _target_after_a_cut(self, assignment: Assignment) -> Target:
        """The same; where the last paper may have broken off, what it left unfinished is ended first."""
        target, printer = self._target(assignment), assignment.peripheral
        is_cut = self.bench.spool.may_be_cut_off(assignment.on_same_line)
        self._is_filling = is_cut and not self._is_filled_up
        if not self._is_filling:
            return target
        dots = find_profile(printer.profile, printer.paper_mm, printer.code_pages).dots
        return replace(target, filling=fill_up(BAND * dots // 8))

    def _forget(self, assignment: Assignment, why: str) -> None:
        """What was learned at this address holds no more; the next job learns anew."""
        address = assignment.peripheral.address
        self.bench.spool.forget_printer(address)
        self._silences.succeed()
        log.warning("printer_forgotten", extra={"peripheral": self.id, "address": address, "why": why})

    @contextmanager
    def _counting_silence(self, assignment: Assignment) -> Iterator[None]:
        """Whoever holds a printer lets go of it in the end; one that stays silent speaks no more."""
        try:
            yield
        except Silent as problem:
            if problem.reason == Reason.BUSY and self._silences.note() >= MISSES:
                self._forget(assignment, "silent")
            raise
        except Unavailable as problem:
            self._silences.succeed()
            if self._is_filling and problem.reason in ANSWERED:
                self._is_filled_up = True  # the printer has it; more would only fill its buffer
            raise
        self._silences.succeed()

    # Paper.

    def _print_next(self, assignment: Assignment) -> float | None:
        """Print the oldest waiting job; returns the wait before the next try, or nothing if none waits."""
        job = self.bench.spool.next_paper(self.id)
        if job is None:
            return None
        try:
            rendered = self._render(assignment, job)
        except NothingToPrint as wish:
            self.move(job, JobState.CANCELLED, wish.reason)
            return 0.0
        except UnsupportedDocument:
            self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        except Exception:
            log.exception("layout_failed", extra={"job": job.id})
            self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
            return 0.0
        return self._try_to_deliver(assignment, job, rendered)

    def _render(self, assignment: Assignment, job: Job) -> Rendered:
        home, now = job.redirected_from, utc_now()
        is_shut = is_left_out(assignment, job, now)
        rendered = render(
            job.document,
            assignment.peripheral,
            assignment.store,
            now,
            pulse=b"" if is_shut else pulse_beside_paper(assignment, job),
            redirected_from=assignment.names.get(home, home) if home else None,
            options=assignment.options_for(job),
        )
        if len(rendered.data) * job.copies > LARGEST:
            raise UnsupportedDocument("more than a roll")
        return rendered.with_drawer_shut() if is_shut else rendered

    def _try_to_deliver(self, assignment: Assignment, job: Job, rendered: Rendered) -> float:
        try:
            with (
                self._alone(assignment),
                self._unsure_on_fault(assignment, job, rendered.note),
                self._counting_silence(assignment),
            ):
                target = self._target_after_a_cut(assignment)
                data = _aloud(rendered, assignment.peripheral, target.confirm).in_copies(job.copies)
                watch = self._watch(assignment, job, rendered)
                outcome = deliver(target, data, self.bench.patience, watch)
        except Unavailable as problem:
            self.move(job, JobState.BLOCKED, problem.reason)
            self._note_unavailable(assignment, problem.reason)
            return self._wait_before_retry(assignment, job, problem.reason)
        except NoLongerWaiting:
            return 0.0
        self.backoff.succeed()
        self._conclude(assignment, job, outcome, rendered.note)
        return 0.0

    @contextmanager
    def _unsure_on_fault(
        self, assignment: Assignment, job: Job, note: Reason | None = None
    ) -> Iterator[None]:
        """Stopped, or a fault of ours, after the first byte left: say that we do not know."""
        try:
            yield
        except (Unavailable, NoLongerWaiting):
            raise
        except BaseException as problem:
            now = self.bench.spool.find(job.id)
            if now is not None and now.state == JobState.SENDING:
                self._drawers.note_opened(assignment, job, None, note)
                self.move(job, JobState.UNCERTAIN, Reason.INTERRUPTED)
            if not isinstance(problem, Stopped):
                raise
            raise NoLongerWaiting from problem

    def _wait_before_retry(self, assignment: Assignment, job: Job, reason: Reason) -> float:
        """Back off, but a cable that is plugged in again is seen soon, and no time of a job is missed."""
        patience = self.bench.patience
        left = patience.look_again if reason == Reason.PATH_MISSING else patience.retry_longest
        if job.expires_at is not None:
            left = min(left, max(0.0, (job.expires_at - utc_now()).total_seconds()) + 0.01)
        return min(self.backoff.next_wait(), left, self._desk.seconds_left(assignment))

    def _conclude(
        self, assignment: Assignment, job: Job, outcome: Delivered, note: Reason | None = None
    ) -> None:
        self._drawers.note_opened(assignment, job, outcome.confirm, note)
        if outcome.confirm is None:
            self.move(job, JobState.UNCERTAIN, outcome.reason)
            if outcome.is_stranger:
                self._forget(assignment, "no_confirmation")
            return
        if outcome.is_lesson:
            place = assignment.peripheral.connection
            confirm, who = outcome.confirm.value, read_who(place)
            self.bench.spool.learn_printer(place.address, confirm, utc_now(), who)
        is_unseen = outcome.confirm == Confirm.BLIND and not job.is_drawer
        self.move(job, JobState.PRINTED, note or (Reason.SENT_UNSEEN if is_unseen else None))
        if outcome.is_lesson:
            is_mute = outcome.confirm == Confirm.BLIND
            self._note_condition(assignment, None if is_mute else Condition(None))

    def _watch(self, assignment: Assignment, job: Job, rendered: Rendered | None = None) -> Watch:
        return Watch(
            on_start=lambda: self._begin(assignment, job, rendered),
            on_pause=lambda reason: self._note_pause(assignment, job, reason),
            is_stopping=self.is_stopping,
            on_wait=lambda line: self._use_pause(assignment, line),
            on_stall=lambda: self._desk.send_away(assignment),
        )

    def _begin(self, assignment: Assignment, job: Job, rendered: Rendered | None) -> None:
        may_open = rendered is not None and rendered.note != Reason.DRAWER_LEFT_OUT
        if may_open and is_left_out(assignment, job, utc_now()):
            raise NoLongerWaiting  # as it was laid out; it is laid out anew, with the drawer shut
        self.claim(job)
        self._is_filled_up = False
        if rendered is not None:
            self.bench.keep_paper(note_paper(assignment.peripheral, job, rendered.data))

    def _note_pause(self, assignment: Assignment, job: Job, reason: Reason | None) -> None:
        if reason is not None:
            self._note_unavailable(assignment, reason)
        else:
            self._desk.note_working()
        self.move(job, JobState.SENDING, reason)

    def _use_pause(self, assignment: Assignment, line: PrinterLine) -> None:
        """While one job waits for paper on its line: others go elsewhere, and drawers open all the same."""
        self._desk.send_away(assignment)
        job = self._claim_drawer(assignment)
        if job is None:
            return
        try:
            outcome = pull_now(line, pulse_of(assignment, job), self.bench.patience)
        except LineLost:
            self.move(job, JobState.UNCERTAIN, Reason.CONNECTION_LOST)
            raise
        self._conclude(assignment, job, outcome)

    def _claim_drawer(self, assignment: Assignment) -> Job | None:
        """What is to be opened on the line of a job that waits, which a full disk must not interrupt."""
        try:
            self.bench.spool.expire(utc_now())
            job = self.bench.spool.next_drawer(assignment.served_ids)
            if job is None or not knows_real_time_pulse(assignment.peripheral.profile):
                return None
            self.claim(job)
        except NoLongerWaiting:
            return None
        except sqlite3.Error as problem:
            log.warning("spool_not_writable", extra={"peripheral": self.id, "why": str(problem)})
            return None
        return job

    # Drawers.

    def _open_next_drawer(self, assignment: Assignment) -> float | None:
        """Open what is asked for; returns the wait before the next try, or nothing if none is asked for."""
        self._refuse_paper_for_drawers(assignment)
        job = self.bench.spool.next_drawer(assignment.served_ids)
        if job is None:
            return None
        pulse, patience = pulse_of(assignment, job), self.bench.patience
        knows_real_time = knows_real_time_pulse(assignment.peripheral.profile)
        try:
            with (
                self._alone(assignment),
                self._unsure_on_fault(assignment, job),
                self._counting_silence(assignment),
            ):
                outcome = open_drawer(
                    self._target_after_a_cut(assignment),
                    pulse,
                    patience,
                    self._watch(assignment, job),
                    knows_real_time=knows_real_time,
                )
        except Unavailable as problem:
            self.move(job, JobState.BLOCKED, problem.reason)
            self._note_unavailable(assignment, problem.reason)
            return self._wait_before_retry(assignment, job, problem.reason)
        except NoLongerWaiting:
            return 0.0
        self._conclude(assignment, job, outcome)
        self._next_look = min(self._next_look, time.monotonic() + patience.look_again)
        return 0.0

    def _refuse_paper_for_drawers(self, assignment: Assignment) -> None:
        for drawer in assignment.drawers:
            while job := self.bench.spool.next_paper(drawer.peripheral.id):
                self.move(job, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)

    # What is told of the printer and of its drawers.

    def _note_unavailable(self, assignment: Assignment, reason: Reason) -> None:
        self.bench.health.note_reason(self.id, reason)
        self._drawers.note(assignment, reason)
        self._desk.note_unavailable()
        self._desk.send_away(assignment)

    def _note_condition(self, assignment: Assignment, condition: Condition | None) -> None:
        """How the printer was found; nothing means that it is mute."""
        reason = Reason.NO_STATUS if condition is None else condition.reason
        self._drawers.note(assignment, reason, condition.drawer_contact if condition else None)
        self.bench.health.note_condition(self.id, condition)
        is_accepted = reason == Reason.NO_STATUS and assignment.peripheral.confirm == Confirm.BLIND
        if reason is None or is_accepted:
            self._desk.note_working()
        else:
            self._desk.note_unavailable()
            self._desk.send_away(assignment)


def _aloud(rendered: Rendered, printer: Peripheral, confirm: Confirm | None) -> Rendered:
    """A long paper has the printer say by itself why it pauses, where it is of those that know how."""
    is_unknown = confirm is None and knows_real_time_pulse(printer.profile)
    if not is_unknown and confirm not in (Confirm.PROCESS_ID, Confirm.GS_R):
        return rendered
    return replace(rendered, data=speak_up(rendered.data, len(rendered.pulse)))


def note_paper(printer: Peripheral, job: Job, data: bytes) -> SentPaper:
    """What leaves for this printer, with all that is needed to read it as the printer does."""
    profile = find_profile(printer.profile, printer.paper_mm, printer.code_pages)
    return SentPaper(job.id, Medium.ROLL, printer.name, data, job.copies, profile.dots, profile.slots)
