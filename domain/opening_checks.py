"""Can this store open? What somebody should see to before the first customer comes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.app_cells import AppCellState
from domain.names import PeripheralKind, StoreServerStatus, Stream
from domain.opening import is_heard, is_old
from domain.receipts import CLOCK_TOLERANCE
from domain.sync_matrix import Cell, CellState

#: a till is off at night, and all of a Sunday
OVERNIGHT = timedelta(hours=36)
#: a receipt that was made a moment ago is on its way
UNSENT_FOR = timedelta(minutes=5)
#: so long a paper may wait for its turn
WAITING_FOR = timedelta(minutes=10)
#: papers of which nobody knows whether they came out are looked up for so long
UNCERTAIN_FOR = timedelta(days=1)
#: bytes; the spool of a store server and its pictures want room
LITTLE_DISK = 500_000_000
STOPPING_KINDS = frozenset(
    {PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER, PeripheralKind.PAYMENT_TERMINAL}
)
#: what it says itself that needs somebody at once; the others soon
DEAD = frozenset({"offline", "paper_out", "cover_open", "unreachable"})
SOON = frozenset({"paper_low", "mute"})


class Severity(StrEnum):
    """How much a finding matters; notes do not count in the verdict."""

    STOP = "stop"
    CARE = "care"
    NOTE = "note"


class Answer(StrEnum):
    """What a check says in a word."""

    READY = "ready"
    SEE_TO = "see_to"
    #: no till is activated there, so that nobody can say that it may open
    NO_TILL = "no_till"


class Finding(NamedTuple):
    """One thing to see to, or to know: what is so, of whom, since when."""

    code: str
    severity: Severity
    #: public id and name of what it is about
    id: str
    name: str
    since: datetime | None = None
    facts: Mapping[str, object] = {}


class PeripheralFact(NamedTuple):
    """A thing on the counter."""

    id: str
    name: str
    kind: str
    #: domain.peripheral_state
    state: str
    since: datetime | None = None
    is_used: bool = True
    #: public id of the printer that opens it
    printer: str | None = None


class ServerFact(NamedTuple):
    """The box in the shop; `drift` is its clock minus ours when it last said how it is."""

    id: str
    name: str
    status: str = StoreServerStatus.PAIRED
    heard: datetime | None = None
    status_since: datetime | None = None
    disk_free: int | None = None
    drift: timedelta | None = None
    version: str = ""


class TillFact(NamedTuple):
    """A till that sells: when it called last, and what it has and holds, stream by stream."""

    id: str
    name: str
    heard: datetime | None = None
    cells: Mapping[Stream, Cell] = {}
    unsent_amount: int = 0
    currency: str | None = None
    drift_ms: int | None = None
    #: domain.app_cells.AppCellState
    app_state: str | None = None
    app_version: str | None = None
    app_since: datetime | None = None
    #: it prints no receipts, though it had a printer or wanted to print
    misses_printer: bool = False
    printer_since: datetime | None = None


class JobsFact(NamedTuple):
    """Papers of one printer that did not come out, or of which nobody knows."""

    id: str
    name: str
    uncertain: int = 0
    uncertain_since: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None


class MissedFact(NamedTuple):
    """An opening of a sync window that tills missed and nobody has looked at."""

    id: str
    name: str
    tills: int
    since: datetime | None


class PaymentFact(NamedTuple):
    """A card payment of which nobody knows whether it was paid: its terminal takes no other one."""

    id: str
    terminal: str
    amount: int
    currency: str
    since: datetime


@dataclass
class StoreFacts:
    """All that is known of a store."""

    peripherals: list[PeripheralFact] = field(default_factory=list)
    servers: list[ServerFact] = field(default_factory=list)
    tills: list[TillFact] = field(default_factory=list)
    jobs: list[JobsFact] = field(default_factory=list)
    missed: list[MissedFact] = field(default_factory=list)
    payments: list[PaymentFact] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.peripherals or self.servers or self.tills)


class Verdict(NamedTuple):
    """How many things there are to see to."""

    stops: int
    cares: int
    notes: int

    @property
    def is_ready(self) -> bool:
        """Whether the store can open with nothing to see to."""
        return self.to_see_to == 0

    @property
    def to_see_to(self) -> int:
        """Everything that counts."""
        return self.stops + self.cares


def inspect(facts: StoreFacts, now: datetime) -> list[Finding]:
    """Everything found in a store, the most urgent first, and in the order of the shop among equals."""
    found = [
        *(_of_payment(one) for one in facts.payments),
        *(one for server in facts.servers for one in _of_server(server, now)),
        *_of_peripherals(facts.peripherals),
        *(one for till in facts.tills for one in _of_till(till, now)),
        *(one for jobs in facts.jobs for one in _of_jobs(jobs)),
        *(
            Finding("window_missed", Severity.CARE, one.id, one.name, one.since, {"tills": one.tills})
            for one in facts.missed
        ),
    ]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The findings, counted."""
    severities = [one.severity for one in findings]
    return Verdict(*(severities.count(severity) for severity in Severity))


def answer_of(to_see_to: int, tills: int | None) -> Answer:
    """What the number of things to see to means; older reports do not say how many tills were looked at."""
    if to_see_to:
        return Answer.SEE_TO
    return Answer.NO_TILL if tills == 0 else Answer.READY


def _of_server(server: ServerFact, now: datetime) -> Iterator[Finding]:
    def found(code: str, severity: Severity, since: datetime | None = None, **facts: object) -> Finding:
        return Finding(code, severity, server.id, server.name, since, facts)

    if server.status != StoreServerStatus.PAIRED:
        yield found("server_not_paired", Severity.CARE, server.status_since)
        return
    if not is_heard(server.heard, now):
        yield found("server_silent", Severity.STOP, server.heard)
        return
    if server.disk_free is not None and server.disk_free < LITTLE_DISK:
        yield found("server_disk", Severity.CARE, megabytes=server.disk_free // 1_000_000)
    if server.drift is not None and abs(server.drift) > CLOCK_TOLERANCE:
        yield found("server_clock", Severity.CARE, minutes=_minutes(server.drift))


def _of_peripherals(things: list[PeripheralFact]) -> Iterator[Finding]:
    ill = {one.id for one in things if one.state in DEAD}
    for one in things:
        severity = _severity_of(one)
        # a drawer whose printer is dead is told with the printer
        if severity is not None and one.printer not in ill:
            facts = {"state": one.state, "kind": one.kind}
            yield Finding("peripheral", severity, one.id, one.name, one.since, facts)


def _severity_of(one: PeripheralFact) -> Severity | None:
    """None for what works, and for what its store server's or its till's silence tells already."""
    if one.state in DEAD | SOON and not one.is_used:
        return Severity.NOTE
    if one.state in DEAD:
        return Severity.STOP if one.kind in STOPPING_KINDS else Severity.CARE
    if one.state in SOON or (one.state == "no_store_server" and one.is_used):
        return Severity.CARE
    if one.state == "not_seen" and one.is_used:
        return Severity.NOTE
    return None


def _of_till(till: TillFact, now: datetime) -> Iterator[Finding]:
    def found(code: str, severity: Severity, since: datetime | None = None, **facts: object) -> Finding:
        return Finding(code, severity, till.id, till.name, since, facts)

    online = is_heard(till.heard, now)
    if till.heard is None:
        yield found("till_never_heard", Severity.CARE)
    elif now - till.heard > OVERNIGHT:
        yield found("till_silent", Severity.CARE, till.heard)
    elif not online:
        yield found("till_off", Severity.NOTE, till.heard)
    if lacking := _lacking(till, now):
        # one that is off fetches it as soon as it is switched on
        severity = Severity.CARE if online else Severity.NOTE
        since = min((cell.at for cell in lacking.values() if cell.at), default=None)
        yield found("till_behind", severity, since, streams=[str(stream) for stream in lacking])
    if failed := _in_state(till, CellState.FAILED):
        count = sum(cell.count for cell in failed.values())
        yield found("till_failed", Severity.CARE, streams=[str(stream) for stream in failed], count=count)
    yield from _of_its_receipts(till, now)
    if till.misses_printer:
        yield found("till_no_printer", Severity.CARE, till.printer_since)
    if till.drift_ms is not None and abs(drift := timedelta(milliseconds=till.drift_ms)) > CLOCK_TOLERANCE:
        yield found("till_clock", Severity.CARE, minutes=_minutes(drift))
    if code := _APP_CODES.get(till.app_state or ""):
        severity = Severity.NOTE if code == "app_staged" else Severity.CARE
        yield found(code, severity, till.app_since, version=till.app_version)


def _of_its_receipts(till: TillFact, now: datetime) -> Iterator[Finding]:
    cell = till.cells.get(Stream.TRANSACTIONS)
    if cell is None:
        return
    if cell.state == CellState.MISSING:
        facts: dict[str, object] = {"count": cell.count}
        yield Finding("till_missing", Severity.CARE, till.id, till.name, cell.at, facts)
    if cell.state == CellState.UNSENT and (cell.at is None or now - cell.at > UNSENT_FOR):
        facts = {"count": cell.count, "amount": till.unsent_amount, "currency": till.currency}
        yield Finding("till_unsent", Severity.CARE, till.id, till.name, cell.at, facts)


def _of_payment(one: PaymentFact) -> Finding:
    facts: dict[str, object] = {"amount": one.amount, "currency": one.currency}
    return Finding("payment_in_doubt", Severity.STOP, one.id, one.terminal, one.since, facts)


def _of_jobs(jobs: JobsFact) -> Iterator[Finding]:
    if jobs.uncertain:
        facts: dict[str, object] = {"count": jobs.uncertain}
        yield Finding("jobs_uncertain", Severity.CARE, jobs.id, jobs.name, jobs.uncertain_since, facts)
    if jobs.waiting:
        facts = {"count": jobs.waiting}
        yield Finding("jobs_waiting", Severity.CARE, jobs.id, jobs.name, jobs.waiting_since, facts)


#: how far a till is with an update → what is said of it
_APP_CODES: dict[str, str] = {
    AppCellState.STAGED: "app_staged",
    AppCellState.FAILED: "app_failed",
    AppCellState.WENT_BACK: "app_went_back",
}
_LACKING = (CellState.NEVER, CellState.START_OVER)


def _lacking(till: TillFact, now: datetime) -> dict[Stream, Cell]:
    """The streams of which a till lacks something for longer than any usual rule lets it wait."""
    return {
        stream: cell
        for stream, cell in till.cells.items()
        if cell.state in _LACKING
        or (cell.state == CellState.BEHIND and (cell.at is None or is_old(cell.at, now)))
    }


def _in_state(till: TillFact, state: CellState) -> dict[Stream, Cell]:
    return {stream: cell for stream, cell in till.cells.items() if cell.state == state}


def _minutes(drift: timedelta) -> int:
    """Ahead is more than nothing."""
    return round(drift / timedelta(minutes=1))
