"""Print jobs: ask for paper, hand them to the store server, hear what became of them (PROTOCOL §7, §8)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from domain.assembly_slips import SLIPS_OFF, are_slips_off
from domain.names import PrintStatus, Role
from domain.peripherals import options_of
from domain.print_jobs import CLOSED_UNFETCHED, LEASE, SETTLED, may_follow
from domain.print_lives import end_of_life
from domain.print_routes import Driver, driver_of
from domain.refusal import Refusal
from models import Assignment, Device, Peripheral, PrintJob, StoreServer
from services.journal.drawer_openings import jobs_that_opened, note_opening
from services.peripherals.scanner_learning import learn_keyboard
from services.printing.print_jobs_in_shop import ShopJob, Surroundings, is_same_job, note_shop_opening
from services.printing.sent_papers import Paper, keep_papers
from services.usage_mode.assignments import assignments_of
from services.usage_mode.candidates import host_of

TEST_PRINT_LIVES = timedelta(minutes=10)
DRAWER = "drawer"


@dataclass(frozen=True)
class PrintRequest:
    """A document that somebody wants on paper; `uuid` is made once by who wants it and kept over retries."""

    uuid: str
    role: Role
    document: dict[str, Any]
    copies: int = 1
    expires_at: datetime | None = None

    @property
    def text(self) -> str:
        """The document as it is stored and handed on."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """Fingerprint of all that makes it the same job."""
        expires = self.expires_at.isoformat() if self.expires_at else None
        whole = [self.role, self.document, self.copies, expires]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class JobReport:
    """What the store server says became of a job."""

    uuid: str
    status: str
    reason: str | None = None
    #: what a test found out
    result: dict[str, Any] | None = None
    #: public id of the stand-in that printed it
    printed_on: str | None = None
    #: when, by the store server's clock
    at: datetime | None = None
    #: what the job is, where a till gave it to its store server without the office
    shop: ShopJob | None = None
    #: what left for the printer
    paper: Paper | None = None


class NotTaken(NamedTuple):
    """The ids of jobs that are none of this store server's, and of those of the shop that cannot be its store's."""

    unknown: list[str]
    refused: list[str]


def request_print(
    session: Session, device: Device, request: PrintRequest, now: datetime
) -> tuple[PrintJob, bool]:
    """Queue a document for the peripheral that the device uses in this role; the flag says whether it is new.

    The same request again gives the same job. Raises Refusal `job_differs` (other content under the same id)
    or `role_unassigned`: nothing there, or nothing that a store server drives; then the facts name the `printer`
    and the `reason`: it `hangs_on_device` (a till works it, and prints there itself) or is `not_driven`.
    """
    existing = find_job(session, request.uuid)
    if existing is not None:
        if not _is_same(existing, request, device):
            raise Refusal("job_differs")
        return existing, False
    used = assignments_of(session, device)
    assignment = _driven(used, request.role)
    job = new_job(request, assignment.peripheral, now, requested_by=device.name)
    job.device, job.asked_by_till = device, True
    if are_slips_off(options_of(request.role, assignment.options)):
        job.status, job.reason = PrintStatus.CANCELLED, SLIPS_OFF
    session.add(job)
    session.flush()
    drawer = used.get(Role.CASH_DRAWER)
    note_opening(session, job, request.document, drawer.peripheral if drawer else None, now)
    return job, True


def _is_same(job: PrintJob, request: PrintRequest, device: Device) -> bool:
    if job.sha256:
        return job.sha256 == request.sha256 and job.device_id == device.id
    return is_same_job(job, device, request.role, request.copies, request.document)


def assigned_printer(session: Session, device: Device, role: Role) -> Peripheral:
    """What the office can print on in this role of a device. Raises Refusal `role_unassigned`, as above."""
    return _driven(assignments_of(session, device), role).peripheral


def _driven(used: Mapping[Role, Assignment], role: Role) -> Assignment:
    assignment = used.get(role)
    if assignment is None:
        raise Refusal("role_unassigned", role=str(role))
    printer, host = assignment.peripheral, host_of(assignment.peripheral)
    driver = driver_of(is_on_till=host is not None, has_store_server=printer.store_server_id is not None)
    if driver == Driver.STORE_SERVER:
        return assignment
    where = {"reason": "hangs_on_device", "device": host.name} if host else {"reason": "not_driven"}
    raise Refusal("role_unassigned", role=str(role), printer=printer.name, **where)


def find_job(session: Session, uuid: str) -> PrintJob | None:
    """A print job of the account."""
    return session.scalars(select(PrintJob).where(PrintJob.uuid == uuid)).first()


def latest_jobs(session: Session, peripheral: Peripheral, limit: int = 20) -> list[PrintJob]:
    """The newest jobs of a peripheral with what printed them, newest first.

    Of a drawer: every opening, those that went to the printer behind which it hangs, too.
    """
    if peripheral.printer_id is None:
        return list(session.scalars(_jobs_of(), {"peripheral": peripheral.id, "limit": limit}))
    opened = PrintJob.uuid.in_(jobs_that_opened(session, peripheral, limit))
    query = _with_printed_on().where(or_(PrintJob.peripheral_id == peripheral.id, opened))
    return list(session.scalars(query.limit(limit)))


@cache
def _jobs_of() -> Select[PrintJob]:
    peripheral, limit = (bindparam(name, type_=Integer) for name in ("peripheral", "limit"))
    return _with_printed_on().where(PrintJob.peripheral_id == peripheral).limit(limit)


def _with_printed_on() -> Select[PrintJob]:
    """Jobs, the newest first, with the name of what printed them."""
    named = joinedload(PrintJob.printed_on).load_only(Peripheral.name)
    return select(PrintJob).options(named).order_by(PrintJob.id.desc())


def count_waiting(session: Session, server: StoreServer, now: datetime) -> int:
    """How many jobs the store server could lease right now, counted up to ten."""
    return len(session.scalars(_leasable(server, now).with_only_columns(PrintJob.id).limit(10)).all())


def lease_jobs(
    session: Session, server: StoreServer, limit: int, now: datetime, *, full: Sequence[str] = ()
) -> list[PrintJob]:
    """Hand the oldest waiting jobs to the store server for a short while, drawers before all paper.

    `full` names the peripherals, by public id, for which enough waits there already: their papers stay here, so
    that a dead printer holds up no other. Jobs whose time is over are closed first.
    """
    close_overdue(session, and_(PrintJob.store_server_id == server.id, _is_free(now)), now)
    waiting = _leasable(server, now).where(_is_wanted(session, server, full))
    waiting = waiting.order_by(None).order_by(PrintJob.kind != DRAWER, PrintJob.id)
    leased = list(session.scalars(waiting.limit(limit).with_for_update(skip_locked=True)))
    for job in leased:
        job.updated_at = now
        job.status = PrintStatus.LEASED
        job.lease_until = now + LEASE
    return leased


def _is_wanted(session: Session, server: StoreServer, full: Sequence[str]) -> ColumnElement[bool]:
    if not full:
        return true()
    mine = select(Peripheral.id).where(
        Peripheral.store_server_id == server.id, Peripheral.public_id.in_(full)
    )
    return or_(PrintJob.kind == DRAWER, PrintJob.peripheral_id.not_in(session.scalars(mine).all()))


def close_overdue(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """End those of these jobs whose time is over; no store server may have them."""
    session.execute(
        update(PrintJob)
        .where(which, PrintJob.expires_at <= now)
        .values(status=PrintStatus.EXPIRED, updated_at=now)
        .execution_options(synchronize_session="fetch")
    )


def is_too_late(job: PrintJob, now: datetime) -> bool:
    """Whether its time is over while no store server has it, closed or not."""
    return job.status == PrintStatus.QUEUED and job.expires_at is not None and job.expires_at <= now


def record_results(
    session: Session, server: StoreServer, reports: Sequence[JobReport], now: datetime
) -> NotTaken:
    """Move jobs as reported, and write down those of the shop; repeating is harmless."""
    _take_turns(session, server)
    told = [report.shop for report in reports if report.shop is not None]
    known = Surroundings(session, server, (report.uuid for report in reports), told)
    unknown: list[str] = []
    refused: list[str] = []
    papers: dict[PrintJob, Paper] = {}
    for report in reports:
        job = _job_of(known, report, now)
        if job is None or job.store_server_id != server.id:
            (unknown if report.shop is None else refused).append(report.uuid)
            continue
        if report.shop is not None:
            _note_shop(session, job, report.shop, now)
        if _moves(job, report, now):
            _move_job(session, job, report, now)
        if report.paper is not None and job.status == report.status:
            papers[job] = report.paper
    keep_papers(session, papers, now)
    return NotTaken(unknown, refused)


def _take_turns(session: Session, server: StoreServer) -> None:
    """The same lot may come twice at once, after a time-out; SQLite has one writer anyway."""
    session.execute(select(StoreServer.id).where(StoreServer.id == server.id).with_for_update())


def _job_of(known: Surroundings, report: JobReport, now: datetime) -> PrintJob | None:
    if report.shop is None:
        return known.jobs.get(report.uuid)
    return known.admit(report.uuid, report.shop, now)


def _note_shop(session: Session, job: PrintJob, told: ShopJob, now: datetime) -> None:
    """Once: what the office closed while it waited here for its store server, the shop printed all the same."""
    if job.lan_received_at is not None:
        return
    job.lan_received_at = min(told.received_at, now)
    if job.status in CLOSED_UNFETCHED:
        job.status, job.reason = PrintStatus.LEASED, None
    if not job.sha256:  # else the office noted it when it was asked
        note_shop_opening(session, job, told)


def _moves(job: PrintJob, report: JobReport, now: datetime) -> bool:
    if not may_follow(job.status, report.status):
        return False
    if job.status == report.status and (report.status in SETTLED or job.reason == report.reason):
        return False
    is_late = job.lan_received_at is not None and _moment(job, report, now) < job.updated_at
    return not is_late or report.status in SETTLED


def _moment(job: PrintJob, report: JobReport, now: datetime) -> datetime:
    """By the store server's clock, which may be wrong: neither before the job nor in times to come."""
    return max(job.created_at, min(report.at or now, now))


def _move_job(session: Session, job: PrintJob, report: JobReport, now: datetime) -> None:
    moment = _moment(job, report, now)
    _note_stand_in(session, job, report)
    job.status = report.status
    job.reason = report.reason[:120] if report.reason else None
    job.updated_at = moment
    if report.status == PrintStatus.SENDING and job.sending_at is None:
        job.sending_at = moment
    if report.result is not None:
        job.result = report.result
    if report.status == PrintStatus.PRINTED:
        printer = job.printed_on or job.peripheral
        printer.last_success_at = max(printer.last_success_at or moment, moment)
    learn_keyboard(session, job, moment)


def _note_stand_in(session: Session, job: PrintJob, report: JobReport) -> None:
    """What the job waited for before a stand-in took it is why it was redirected; one that went home was not."""
    if not report.printed_on or report.printed_on == job.peripheral.public_id:
        job.printed_on = job.redirect_reason = None
        return
    before = job.printed_on_id
    job.printed_on = session.scalars(
        select(Peripheral).where(
            Peripheral.public_id == report.printed_on,
            Peripheral.store_server_id == job.store_server_id,
        )
    ).first()
    if before is None and job.printed_on is not None:
        job.redirect_reason = job.reason


def _leasable(server: StoreServer, now: datetime) -> Any:
    return select(PrintJob).where(PrintJob.store_server_id == server.id, _is_free(now)).order_by(PrintJob.id)


def _is_free(now: datetime) -> ColumnElement[bool]:
    """What no store server has, as far as anybody knows."""
    lapsed = and_(
        PrintJob.status == PrintStatus.LEASED, PrintJob.lease_until < now, PrintJob.sending_at.is_(None)
    )
    return and_(
        PrintJob.status.in_((PrintStatus.QUEUED, PrintStatus.LEASED)),
        or_(PrintJob.status == PrintStatus.QUEUED, lapsed),
    )


def new_job(request: PrintRequest, peripheral: Peripheral, now: datetime, *, requested_by: str) -> PrintJob:
    """A waiting job for the box that drives the peripheral; whoever asks adds it to the session.

    Its time runs from now, not from when a store server fetches it.
    """
    kind = str(request.document["kind"])
    return PrintJob(
        uuid=request.uuid,
        peripheral=peripheral,
        store_server_id=peripheral.store_server_id,
        role=request.role,
        kind=kind,
        document=request.text,
        sha256=request.sha256,
        copies=request.copies,
        status=PrintStatus.QUEUED,
        requested_by=requested_by,
        receipt_number=_receipt_number(request.document),
        created_at=now,
        updated_at=now,
        expires_at=end_of_life(request.role, kind, request.expires_at, now),
    )


def _receipt_number(document: Mapping[str, Any]) -> str | None:
    """Of a receipt's document; what a till sends inside a receipt is nobody's promise."""
    receipt = document.get("receipt")
    number = receipt.get("number") if isinstance(receipt, dict) else None
    return number[:40] if isinstance(number, str) and number else None
