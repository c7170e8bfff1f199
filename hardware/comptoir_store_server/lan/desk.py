"""The deeds behind the door: jobs, decisions, weights and how the box stands."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from typing import Any

from comptoir_store_server import __version__
from comptoir_store_server.configuration import Configuration, Route
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.identity import find_identity
from comptoir_store_server.jobs import Job, JobState
from comptoir_store_server.lan.calls import Answer, Call
from comptoir_store_server.lan.limits import Limits
from comptoir_store_server.lan.orders import Order, read_job_id, read_order
from comptoir_store_server.lan.problems import Refused, invalid
from comptoir_store_server.lan.scanners import ScannerDesk
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.reading import Reading
from comptoir_store_server.scanners.tray import Tray
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import utc_now, write_time

#: A scale that somebody else weighs on, or that a cable was pulled from, is not waited for any longer.
WEIGHING = 8.0


@dataclass(frozen=True)
class Shop:
    """What the desk needs of the running store server."""

    folder: DataFolder
    spool: Spool
    health: HealthBoard
    configuration: Callable[[], Configuration]
    #: Something new waits in the spool.
    on_jobs: Callable[[], None]
    #: Something is to be told to the office.
    on_report: Callable[[], None]
    #: Tills reach us from now on.
    on_listening: Callable[[], None]
    #: Ask the scale with this id; nothing if there is none.
    weigh: Callable[[str], Future[Reading] | None]
    #: What the scanner with this id has scanned; nothing if there is none.
    scanner: Callable[[str], Tray | None] = lambda _id: None
    #: Something new waits for the peripheral with this id: nobody else need look.
    on_job: Callable[[str], None] = lambda _id: None


class Desk:
    """Answers what was let in."""

    def __init__(self, shop: Shop, limits: Limits) -> None:
        self._shop = shop
        self._limits = limits
        self._since = time.monotonic()
        self._scanners = ScannerDesk(shop.scanner, shop.health)

    # Jobs.

    def put_job(self, call: Call) -> Answer:
        """201 first, 200 for the same again, 409 job_differs or role_unassigned."""
        job_id = read_job_id(call.told[0])
        order = read_order(job_id, call.read_body())
        known = self._shop.spool.find(job_id)
        if known is None and self._take(order, call.caller.id):
            return Answer(201, self._state(self._find(job_id)))
        known = self._find(job_id)
        if not order.is_same(known, call.caller.id):
            raise Refused("job_differs")
        return Answer(200, self._state(known))

    def _take(self, order: Order, device_id: str) -> bool:
        """On disk before it is answered; False if somebody was quicker with this id."""
        route = self._route(device_id, order.role)
        if not order.is_drawer and self._is_full(route.peripheral_id):
            raise Refused("busy", retry_after_s=5)
        job = {
            "id": order.job_id,
            "role": order.role,
            "peripheral_id": route.peripheral_id,
            "document": order.document,
            "copies": order.copies,
            "expires_at": write_time(order.expires_at) if order.expires_at else None,
            "device_id": device_id,
        }
        # as in the office, which says so where it is asked
        is_off = not route.options.get("print_assembly_slips", True)
        cancelled_for = "assembly_slips_off" if is_off else None
        if not self._shop.spool.take(job, order.fingerprint, utc_now(), cancelled_for):
            return False
        self._shop.on_report() if is_off else self._shop.on_job(route.peripheral_id)
        return True

    def _is_full(self, peripheral_id: str) -> bool:
        """Each peripheral has a line of its own: what waits for another one is not looked at."""
        return self._shop.spool.waiting_for(peripheral_id) >= self._limits.waiting_jobs

    def _route(self, device_id: str, role: str) -> Route:
        configuration = self._shop.configuration()
        for route in configuration.routes:
            is_meant = (route.device_id, route.role) == (device_id, role)
            if is_meant and route.peripheral_id in configuration.peripherals:
                return route
        raise Refused("role_unassigned", role=role)

    def get_job(self, call: Call) -> Answer:
        """How far it is."""
        return Answer(200, self._state(self._own_job(call)))

    def decide(self, call: Call) -> Answer:
        """Somebody looked at the paper of an uncertain job."""
        job, decision = self._own_job(call), call.read_body().get("decision")
        if decision == "reprint" and job.is_drawer:
            raise Refused("drawer_not_again")
        if decision == "reprint":
            is_done, tell = self._shop.spool.print_again(job.id, utc_now()), self._shop.on_jobs
        elif decision == "discard":
            is_done, tell = self._shop.spool.discard(job.id, utc_now()), self._shop.on_report
        else:
            raise invalid("decision", "Expected reprint or discard")
        now = self._find(job.id)
        if not is_done:
            raise Refused("not_uncertain", job_status=now.state.value)
        tell()
        return Answer(200, self._state(now))

    def _own_job(self, call: Call) -> Job:
        job = self._shop.spool.find(read_job_id(call.told[0]))
        if job is None or job.device_id != call.caller.id:
            raise Refused("job_unknown")
        return job

    def _find(self, job_id: str) -> Job:
        job = self._shop.spool.find(job_id)
        if job is None:
            raise Refused("job_unknown")
        return job

    def _state(self, job: Job) -> dict[str, Any]:
        printer = self._shop.configuration().peripherals.get(job.peripheral_id)
        told = {"reason": job.reason, "printer": printer.name if printer else None}
        at = write_time(job.changed_at or job.received_at)
        return {"status": job.state.value, "updated_at": at} | {
            name: value for name, value in told.items() if value
        }

    # Scales.

    def weigh(self, call: Call) -> Answer:
        """The weight at rest."""
        asked = self._shop.weigh(call.told[0])
        if asked is None:
            raise Refused("scale_unknown")
        try:
            reading = asked.result(WEIGHING)
        except TookTooLong as error:
            asked.cancel()
            raise Refused("scale_unreachable", reason=Reason.BUSY.value, retry_after_s=1) from error
        except Unavailable as problem:
            raise Refused("scale_unreachable", reason=problem.reason.value, retry_after_s=1) from problem
        if reading.weight is None or not reading.stable:  # nobody sells by a weight that still moves
            raise Refused("no_weight", reason=(reading.reason or Reason.UNSTABLE).value)
        return Answer(200, reading.result())

    # Scanners.

    def scans(self, call: Call) -> Answer:
        """What was scanned for this till, waited for if it wants to."""
        return self._scanners.events(call)

    # The box.

    def ping(self, call: Call) -> Answer:
        """Anybody may know that a store server is here."""
        return Answer(200, {"service": "comptoir-store-server", "server_time": write_time(utc_now())})

    def status(self, call: Call) -> Answer:
        """How the box stands, for a till's page about it."""
        identity = find_identity(self._shop.folder)
        state = self._shop.folder.read_json(self._shop.folder.state) or {}
        configuration, spool = self._shop.configuration(), self._shop.spool
        counts = spool.counts()
        body = {
            "version": __version__,
            "server_time": write_time(utc_now()),
            "uptime_s": int(time.monotonic() - self._since),
            "store_server": {"id": identity.id, "name": identity.name} if identity else None,
            "store": {name: configuration.store.get(name) for name in ("id", "name")},
            "office": {"contact": state.get("contact", "none yet"), "since": state.get("at")},
            "config_revision": configuration.revision,
            "queue": {each.value: counts.get(each.value, 0) for each in WAITED_FOR},
            "unreported": spool.unreported_count(),
            "peripherals": self._peripherals(configuration),
        }
        return Answer(200, body)

    def _peripherals(self, configuration: Configuration) -> list[dict[str, Any]]:
        """Names and states; where they are is nobody's business in the network."""
        known = {entry["id"]: entry for entry in self._shop.health.report()}
        return [
            {"id": each.id, "name": each.name, "kind": each.kind}
            | {name: known.get(each.id, {}).get(name) for name in ("state", "since", "reason")}
            for each in configuration.peripherals.values()
        ]


#: What somebody at a till has to know of.
WAITED_FOR = (JobState.QUEUED, JobState.SENDING, JobState.BLOCKED, JobState.UNCERTAIN)
