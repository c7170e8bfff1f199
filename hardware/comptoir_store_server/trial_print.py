"""A test print asked for at the box: through the spool of the running store server, told step by step."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from comptoir_store_server.configuration import Peripheral, load_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity
from comptoir_store_server.installation import start_command
from comptoir_store_server.jobs import ENDED, Job, JobState
from comptoir_store_server.reasons import SENTENCES
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import utc_now, write_time

Say = Callable[[str], None]
PRINTED, NOT_PRINTED, UNCLEAR, NOT_RUNNING = 0, 1, 2, 3
PRINTERS = ("receipt_printer", "page_printer")
#: How often the job is looked at, and how much longer than its life, in seconds.
GLANCE, GRACE = 0.1, 6.0
CONFIRMED = {
    "process_id": "The printer itself said that it is on paper.",
    "gs_r": "The printer answered after the last line.",
    "status_only": "The printer says that it is well; look whether the paper is complete.",
    "blind": "The printer never answers: only your eyes can tell. Look at the paper.",
}
WORDS = {
    JobState.PRINTED: "Printed.",
    JobState.UNCERTAIN: "Not certain: it may be on paper.",
    JobState.FAILED: "Not printed.",
    JobState.EXPIRED: "Not printed in time; it will not come out later.",
    JobState.CANCELLED: "Not printed: withdrawn.",
}


class Unclear(Exception):
    """It is not clear which printer is meant; the text is for the person."""


@dataclass(frozen=True)
class Manner:
    """How we speak with the person."""

    say: Say
    complain: Say
    #: Nothing where nobody is there to be asked.
    ask: Callable[[str], str] | None


def ask_at_terminal() -> Callable[[str], str] | None:
    """Asks on the screen, if a person sits there."""
    return input if sys.stdin.isatty() and sys.stdout.isatty() else None


def print_test(folder: DataFolder, wish: str | None, seconds: float, manner: Manner) -> int:
    """Print a test on one printer and say what happens; returns the exit status."""
    if find_identity(folder) is None:
        manner.complain("This box is not paired. First: comptoir-store-server pair --office URL --code CODE")
        return UNCLEAR
    if not folder.is_running():
        manner.complain(f"No store server runs on {folder.root}, so nothing can be printed.")
        manner.complain(f"Start it with: {start_command()}")
        return NOT_RUNNING
    try:
        printer = choose_printer(find_printers(folder), wish, manner.ask)
    except Unclear as problem:
        manner.complain(str(problem))
        return UNCLEAR
    spool = Spool(folder.spool)
    try:
        return _print_on(printer, spool, min(max(seconds, 1.0), 600.0), manner.say)
    finally:
        spool.close()


def find_printers(folder: DataFolder) -> list[Peripheral]:
    """The printers that this box drives."""
    configured = load_configuration(folder).peripherals.values()
    return sorted((each for each in configured if each.kind in PRINTERS), key=lambda each: each.name)


def choose_printer(
    printers: Sequence[Peripheral], wish: str | None, ask: Callable[[str], str] | None
) -> Peripheral:
    """The one that is meant, by name, number or id; raises Unclear."""
    if not printers:
        raise Unclear("No printer is set up for this box. Add one in the office, under Peripherals.")
    if wish is None and len(printers) == 1:
        return printers[0]
    if wish is None and ask is not None:
        wish = ask(f"{list_printers(printers)}\nWhich one? Number or name: ").strip()
    if wish is None:
        raise Unclear(f"Which printer? Add its name or number:\n{list_printers(printers)}")
    fitting = _fitting(printers, wish)
    if len(fitting) != 1:
        what = "Several printers have" if fitting else "No printer has"
        raise Unclear(f"{what} the name or number {wish!r}:\n{list_printers(printers)}")
    return fitting[0]


def _fitting(printers: Sequence[Peripheral], wish: str) -> list[Peripheral]:
    """A name goes before a number: a printer may be called 2."""
    named = [each for each in printers if wish == each.id or wish.casefold() == each.name.casefold()]
    is_number = wish.isascii() and wish.isdigit() and 0 < int(wish) <= len(printers)
    return named or ([printers[int(wish) - 1]] if is_number else [])


def list_printers(printers: Sequence[Peripheral]) -> str:
    """A numbered line for each."""
    return "\n".join(f"  {number}  {each.name} at {each.address}" for number, each in enumerate(printers, 1))


def _print_on(printer: Peripheral, spool: Spool, seconds: float, say: Say) -> int:
    now, job_id = utc_now(), f"test-{uuid4()}"
    job = {
        "id": job_id,
        "role": printer.kind,
        "peripheral_id": printer.id,
        "document": {"kind": "test"},
        "expires_at": write_time(now + timedelta(seconds=seconds)),
    }
    spool.accept([job], 0.0, now)
    say(f"Test print on {printer.name} at {printer.address}.")
    ended = _follow(spool, job_id, time.monotonic() + seconds + GRACE, say)
    if ended is None:
        say("The printer has it but does not go on. It comes out when the cause is removed.")
        return NOT_PRINTED
    return _conclude(ended, spool.known_printer(printer.address).confirm, say)


def _follow(spool: Spool, job_id: str, until: float, say: Say) -> Job | None:
    """Tell every step until the end; nothing if there is none in time."""
    told: tuple[JobState, str | None] = (JobState.QUEUED, None)
    while time.monotonic() < until:
        job = spool.find(job_id)
        if job is not None and job.state in ENDED:
            return job
        if job is not None and (job.state, job.reason) != told:
            told = (job.state, job.reason)
            say(_step(job))
        time.sleep(GLANCE)
    return None


def _step(job: Job) -> str:
    if job.reason:
        return f"Waiting: {SENTENCES.get(job.reason, job.reason)}"
    return "Printing …" if job.state == JobState.SENDING else "Trying again …"


def _conclude(job: Job, confirm: str | None, say: Say) -> int:
    say(WORDS.get(job.state, job.state.value))
    if job.reason:
        say(SENTENCES.get(job.reason, job.reason))
    if job.state == JobState.PRINTED and confirm in CONFIRMED:
        say(CONFIRMED[confirm])
    return PRINTED if job.state == JobState.PRINTED else NOT_PRINTED
