"""The talk with the office: poll, pull the configuration, lease jobs, report what became of them."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from typing import Any

from comptoir_store_server import __version__
from comptoir_store_server.backoff import Backoff
from comptoir_store_server.configuration import Configuration, InvalidConfiguration, keep_configuration
from comptoir_store_server.discovery.board import DiscoveryBoard
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.identity import Identity, find_identity
from comptoir_store_server.logos import fetch_logos, forget_other_logos
from comptoir_store_server.office import Answer, Office, OfficeUnreachable
from comptoir_store_server.spool import Spool
from comptoir_store_server.terminals.payments.telling import PaymentDesk
from comptoir_store_server.times import utc_now, write_time
from comptoir_store_server.told_payments import PATH, PaymentTalk
from comptoir_store_server.told_results import next_results, plain

log = logging.getLogger(__name__)
LEASE = 10
#: With so many jobs waiting here for one peripheral, more of its own are left in the office.
ENOUGH = 200
#: With so many waiting for all of them together, more come only for those for which nothing waits.
FULL_HOUSE = 5000
#: So many lots are fetched in a row; then the office hears what became of the jobs before more are fetched.
MOST_LOTS = 30
#: The office reads no longer list of peripherals.
MOST_NAMED = 1000
HEALTH_PERIOD = 60.0
#: When the office does not say, and the bounds within which its word is taken.
USUAL_POLL, SHORTEST_POLL, LONGEST_POLL = 5.0, 0.2, 300.0
#: The office read the report and will never understand it.
UNREADABLE = (400, 422)


class Unpaired(Exception):
    """The office does not know this store server any more."""


class AskedToWait(Exception):
    """The office is busy, or nobody reached it."""

    def __init__(self, what: str, at_least_s: float = 0.0) -> None:
        super().__init__(what)
        self.at_least_s = at_least_s


class SyncThread:
    """The only thread that speaks to the office; everything it needs to remember is on disk."""

    def __init__(
        self,
        folder: DataFolder,
        spool: Spool,
        health: HealthBoard,
        configuration: Configuration,
        on_configuration: Callable[[Configuration], None],
        on_jobs: Callable[[], None],
        backoff: Backoff | None = None,
        discoveries: DiscoveryBoard | None = None,
        where_tills_reach_us: Callable[[], dict[str, Any] | None] = lambda: None,
    ) -> None:
        self._folder = folder
        self._spool = spool
        self._health = health
        self._configuration = configuration
        self._on_configuration = on_configuration
        self._on_jobs = on_jobs
        self._where_tills_reach_us = where_tills_reach_us
        self._payments = PaymentTalk(PaymentDesk(folder.payments, lambda: self._configuration))
        self._backoff = backoff or Backoff(1.0, 60.0)
        self._discoveries = discoveries or DiscoveryBoard()
        self._discoveries.on_change = self.wake
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._started = time.monotonic()
        self._next_health = 0.0
        self._next_poll = 0.0
        self._poll_etag: str | None = None
        self._due = {"configuration", "jobs"}
        self._contact, self._contact_at, self._detail = "none yet", write_time(utc_now()), ""
        self._kept_state: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to report."""
        self._wake.set()

    def note_health_change(self) -> None:
        """A printer's state changed: tell it soon, not at the next minute."""
        self._next_health = min(self._next_health, time.monotonic() + 0.2)
        self._wake.set()

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout: float) -> None:
        """Wait for the end."""
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            identity = find_identity(self._folder)
            if identity is None:
                self._note_state("not paired")
                self._wait(5)
                continue
            office = Office(identity.office, identity.secret)
            self._payments.begin(identity.id)
            try:
                self._talk(office)
            except Unpaired:
                self._stay_unpaired(identity)
            finally:
                office.close()
                self._payments.end()

    def _talk(self, office: Office) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._do_rounds(office)
                self._backoff.succeed()
                wait = min(self._next_poll, self._next_health) - time.monotonic()
                self._wait_or_wake(max(0.05, wait))
            except (OfficeUnreachable, AskedToWait) as problem:
                at_least = problem.at_least_s if isinstance(problem, AskedToWait) else 0.0
                wait = self._backoff.next_wait(at_least)
                self._note_state("unreachable", str(problem))
                log.warning("office_unreachable", extra={"why": str(problem), "wait_s": round(wait, 1)})
                self._wait(wait)
            except Unpaired:
                raise
            except Exception:
                log.exception("sync_failed")
                self._wait(self._backoff.next_wait(1.0))
        self._flush_last_words(office)

    def _do_rounds(self, office: Office) -> None:
        """Reports first: they are what the office waits for."""
        self._payments.take_decisions()
        self._report_results(office)
        self._tell_payments(office)
        if time.monotonic() >= self._next_poll:
            self._poll(office)
        if "configuration" in self._due:
            self._pull_configuration(office)
            self._payments.take_decisions()
            self._tell_payments(office)
        if "jobs" in self._due:
            self._lease_jobs(office)
        if time.monotonic() >= self._next_health:
            self._send_health(office)
            self._fetch_logos(office)
        self._tell_discoveries(office)

    def _poll(self, office: Office) -> None:
        answer = _accept(office.get("/store-server/poll", self._poll_etag))
        told = answer.poll_after if answer.poll_after is not None else USUAL_POLL
        self._next_poll = time.monotonic() + min(max(told, SHORTEST_POLL), LONGEST_POLL)
        self._note_state("connected")
        if answer.status == 304 or not answer.is_success:
            return
        due = answer.body.get("due")
        self._due |= {_stream_of(item) for item in (due if isinstance(due, list) else [])}
        self._poll_etag = answer.etag

    def _pull_configuration(self, office: Office) -> None:
        answer = _accept(office.get("/store-server/configuration", self._configuration.etag))
        self._due.discard("configuration")
        if answer.status == 304 or not answer.is_success:
            return
        try:
            configuration = keep_configuration(self._folder, answer.body, answer.etag)
        except InvalidConfiguration as problem:
            log.error("configuration_refused", extra={"why": str(problem)})
            return
        self._configuration = configuration
        self._poll_etag = None
        self._fetch_logos(office)
        log.info("configuration", extra={"revision": configuration.revision})
        self._next_health = 0.0
        self._on_configuration(configuration)

    def _fetch_logos(self, office: Office) -> None:
        """Before the first receipt that carries it; an office that fails now is asked again in a minute."""
        try:
            fetch_logos(office, self._configuration.store)
            forget_other_logos(self._folder, self._configuration.store)
        except (OfficeUnreachable, OSError) as problem:
            log.warning("logo_not_fetched", extra={"why": str(problem)})

    def _lease_jobs(self, office: Office) -> None:
        """Take what waits, each lot on disk before anything else happens with it."""
        for _ in range(MOST_LOTS):
            answer = _accept(office.post("/store-server/jobs/lease", self._lease_wish()))
            jobs = _named_jobs(answer)
            if not answer.is_success or not jobs:
                break
            new = self._spool.accept(jobs, office.clock_offset_s, utc_now())
            # Look afresh: a job that comes before the next poll must not look like no change.
            self._poll_etag = None
            log.info("leased", extra={"jobs": len(jobs), "new": len(new)})
            self._on_jobs()
            if len(jobs) < LEASE:
                break
        else:
            self._wake.set()
            return
        self._due.discard("jobs")

    def _lease_wish(self) -> dict[str, Any]:
        """What is asked of the office: one dead printer, however much waits for it, holds up no other."""
        lines = self._spool.lines()
        most = ENOUGH if sum(lines.values()) < FULL_HOUSE else 1
        full = sorted(each for each, count in lines.items() if count >= most)[:MOST_NAMED]
        return {"max": LEASE} | ({"full": full} if full else {})

    def _report_results(self, office: Office) -> None:
        while lot := next_results(self._spool, self._folder.papers):
            answer = self._send_results(office, [body for _report, body in lot])
            if answer.is_success:
                self._spool.acknowledge([report for report, _body in lot])
                continue
            for report, body in lot:  # one that the office cannot read must not hold back the others
                single = self._send_results(office, [plain(body)])
                if not single.is_success:
                    log.error("report_refused", extra={"job": report.job_id, "code": single.code})
                    if single.status not in UNREADABLE:
                        # Somebody else answers, a misled proxy perhaps: the report waits.
                        raise AskedToWait(f"reports are answered with {single.status}")
                self._spool.acknowledge([report])

    def _tell_payments(self, office: Office) -> None:
        self._payments.tell(lambda body: _accept(office.post(PATH, body)))

    def _send_results(self, office: Office, results: list[dict[str, Any]]) -> Answer:
        return _accept(office.post("/store-server/jobs/results", {"results": results}))

    def _send_health(self, office: Office) -> None:
        self._next_health = time.monotonic() + HEALTH_PERIOD
        answer = _accept(office.put("/store-server/health", self.health_body()))
        if not answer.is_success:
            log.warning("health_refused", extra={"status": answer.status, "code": answer.code})

    def _tell_discoveries(self, office: Office) -> None:
        """Last of all, and once: an office that does not want to hear of it keeps us from nothing."""
        body = self._discoveries.take_due()
        if body is None:
            return
        try:
            answer = office.put("/store-server/discoveries", body)
        except OfficeUnreachable:
            self._discoveries.forget_told()
            raise
        if not answer.is_success:
            log.warning("discoveries_refused", extra={"status": answer.status, "code": answer.code})

    def health_body(self) -> dict[str, Any]:
        """What the office is told about this box and its printers."""
        lan = self._where_tills_reach_us()
        return ({"lan": lan} if lan else {}) | {
            "version": __version__,
            "uptime_s": int(time.monotonic() - self._started),
            "clock": write_time(utc_now()),
            "disk_free": shutil.disk_usage(self._folder.root).free,
            "queue": {**self._spool.counts(), "oldest_waiting_at": self._spool.oldest_waiting_at()},
            "peripherals": [self._peripheral_health(entry) for entry in self._health.report()],
            "config_revision": self._configuration.revision,
        }

    def _peripheral_health(self, entry: dict[str, str]) -> dict[str, Any]:
        peripheral = self._configuration.peripherals.get(entry["id"])
        known = self._spool.known_printer(peripheral.address if peripheral else "")
        return {**entry, "last_success_at": known.last_success_at, "confirm": known.confirm}

    def _stay_unpaired(self, identity: Identity) -> None:
        """Print on, but leave the office alone until somebody pairs this box again."""
        log.error("unpaired", extra={"office": identity.office, "todo": "comptoir-store-server pair"})
        self._note_state("unpaired")
        self._poll_etag = None
        self._due = {"configuration", "jobs"}
        while not self._stopping.is_set() and find_identity(self._folder) == identity:
            self._wait(2)

    def _flush_last_words(self, office: Office) -> None:
        try:
            self._report_results(office)
        except (OfficeUnreachable, AskedToWait, Unpaired):
            log.warning("reports_kept", extra={"why": "office unreachable at the end"})

    def _note_state(self, contact: str, detail: str = "") -> None:
        if contact != self._contact:
            self._contact = contact
            self._contact_at = write_time(utc_now())
        self._detail = detail
        self._keep_state()

    def _keep_state(self) -> None:
        """For the status command; written only when it changed."""
        state = {
            "contact": self._contact,
            "at": self._contact_at,
            "detail": self._detail,
            "printers": self._health.report(),
        }
        if state != self._kept_state:
            try:
                self._folder.write_json(self._folder.state, state)
            except OSError as problem:  # a full disk is no reason to speak with the office no more
                log.warning("state_not_kept", extra={"why": str(problem)})
                return
            self._kept_state = state

    def _wait(self, seconds: float) -> None:
        """Wait whatever is to report; only the end of the program cuts it short."""
        self._stopping.wait(seconds)

    def _wait_or_wake(self, seconds: float) -> None:
        self._wake.wait(seconds)


def _accept(answer: Answer) -> Answer:
    """Any answer that is neither the end of the pairing nor a request to come back later."""
    if answer.status in (401, 410):
        raise Unpaired
    if answer.is_busy:
        raise AskedToWait(answer.code or str(answer.status), answer.retry_after or 0.0)
    if answer.status == 403:
        raise AskedToWait(answer.code or "403", 30.0)
    return answer


def _stream_of(item: Any) -> str:
    return str(item.get("stream", "")) if isinstance(item, dict) else str(item)


def _named_jobs(answer: Answer) -> list[dict[str, Any]]:
    """All that has an id; what else is wrong with one of them is told under it."""
    told = answer.body.get("jobs")
    jobs = told if isinstance(told, list) else []
    named = [job for job in jobs if isinstance(job, dict) and _is_id(job.get("id"))]
    if len(named) < len(jobs):
        log.error("jobs_unreadable", extra={"count": len(jobs) - len(named)})
    return named


def _is_id(told: Any) -> bool:
    return isinstance(told, str) and 0 < len(told) <= 64 and told.isascii()
