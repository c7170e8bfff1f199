"""The running store server: one sync thread, one worker per peripheral, one spool."""

import logging
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import FrameType

from comptoir_store_server import __version__
from comptoir_store_server.configuration import Configuration, Peripheral, load_configuration
from comptoir_store_server.connections import Way
from comptoir_store_server.crew import Assignment, Bench, Drawer, PeripheralWorker
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.discovery.board import DiscoveryBoard
from comptoir_store_server.discovery.finder import Finder
from comptoir_store_server.drawer_desk import DrawerDesk
from comptoir_store_server.drawer_worker import DrawerWorker
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.kept_papers import PaperShelf
from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.endpoint import Endpoint
from comptoir_store_server.lan.settings import LanSettings, Mode
from comptoir_store_server.page_printers.worker import PagePrinterWorker
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.reading import Reading
from comptoir_store_server.scales.worker import ScaleWorker
from comptoir_store_server.scanners.tray import Tray
from comptoir_store_server.scanners.worker import ScannerWorker
from comptoir_store_server.spool import Job, JobState, Spool
from comptoir_store_server.sync import SyncThread
from comptoir_store_server.terminals.worker import TerminalWorker
from comptoir_store_server.times import utc_now
from comptoir_store_server.worker import PrinterWorker

#: Who drives which kind of peripheral. A new kind is one line here; what a worker needs is told in `crew`.
#: (A drawer behind a printer is the business of that printer's worker.)
WORKERS: dict[str, Callable[[Assignment, Bench], PeripheralWorker]] = {
    "receipt_printer": PrinterWorker,
    "page_printer": PagePrinterWorker,
    "cash_drawer": DrawerWorker,
    "scale": ScaleWorker,
    "barcode_scanner": ScannerWorker,
    "payment_terminal": TerminalWorker,
}

#: The kinds whose papers may come out of another of their kind.
PRINTERS = frozenset({"receipt_printer", "page_printer"})

log = logging.getLogger(__name__)
HOUSEKEEPING = 5.0
#: How soon it is seen that a person at the box put something into the spool.
GLANCE = 0.5
#: A job on its way may end within this time when we are told to stop; then it becomes uncertain.
GRACE = 5.0
STOP_PATIENCE = 5.0


class StoreServer:
    """Puts the parts together and keeps house."""

    def __init__(
        self, folder: DataFolder, patience: Patience | None = None, lan: LanSettings | None = None
    ) -> None:
        self._folder = folder
        self._patience = patience or Patience()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._workers: dict[str, PeripheralWorker] = {}
        self._address_locks: dict[str, threading.Lock] = {}
        self._spool = Spool(folder.spool)
        self._configuration = load_configuration(folder)
        self._health = HealthBoard(self._on_health_change, between_looks=self._patience.look_again)
        discoveries = DiscoveryBoard()
        self._finder = Finder(discoveries)
        self._sync = SyncThread(
            folder,
            self._spool,
            self._health,
            self._configuration,
            self._apply,
            self._on_jobs,
            discoveries=discoveries,
            where_tills_reach_us=lambda: self._endpoint.where(),
        )
        self._papers = PaperShelf(folder.papers)
        self._bench = Bench(
            self._spool, self._health, self._patience, self._sync.wake, self._wake, self._papers.keep
        )
        self._endpoint = Endpoint(self._shop(), lan or LanSettings(Mode.OFF))

    def run(self) -> None:
        """Work until told to stop."""
        self._recover()
        self._papers.start()
        self._apply(self._configuration)
        self._sync.start()
        self._finder.start()
        self._endpoint.start()
        log.info("started", extra={"version": __version__, "folder": self._folder.root})
        next_housekeeping = time.monotonic() + HOUSEKEEPING
        while not self._stopping.wait(GLANCE):
            self._glance()
            if time.monotonic() >= next_housekeeping:
                self._keep_house()
                next_housekeeping = time.monotonic() + HOUSEKEEPING
        self._end()

    def _recover(self) -> None:
        """What was on its way when the box went down, and with it perhaps the pulse of a drawer."""
        for job_id in self._spool.recover(utc_now()):
            log.warning("uncertain_after_crash", extra={"job": job_id})
            job = self._spool.find(job_id)
            if job is not None:
                self._note_perhaps_opened(job)

    def _note_perhaps_opened(self, job: Job) -> None:
        configuration = self._configuration
        peripheral = configuration.peripherals.get(job.peripheral_id)
        if peripheral is not None and peripheral.connection.way == Way.PRINTER:
            peripheral = configuration.peripherals.get(peripheral.connection.printer_id)
        if peripheral is not None and (_prints_receipts(peripheral) or peripheral.kind == "cash_drawer"):
            assignment = make_assignment(peripheral, configuration, threading.Lock())
            DrawerDesk(self._bench).note_opened(assignment, job, None)

    def _glance(self) -> None:
        try:
            is_changed = self._spool.is_changed_elsewhere()
        except sqlite3.Error as problem:
            log.warning("spool_not_readable", extra={"why": str(problem)})
        else:
            if is_changed:
                self._on_jobs()

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Ask for a graceful end; also the signal handler."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """End gracefully when the system or a person asks for it."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self.stop)

    def _apply(self, configuration: Configuration) -> None:
        """One worker for each peripheral that we can drive; a change counts from its next job on."""
        with self._lock:
            self._configuration = configuration
            self._health.keep_only(set(configuration.peripherals))
            driven = {each.id: each for each in configuration.peripherals.values() if has_worker(each)}
            for gone in set(self._workers) - set(driven):
                self._workers.pop(gone).retire()
            for peripheral in driven.values():
                self._put_to_work(peripheral, configuration)
        self._settle_strays()

    def _put_to_work(self, peripheral: Peripheral, configuration: Configuration) -> None:
        address_lock = self._address_locks.setdefault(peripheral.address, threading.Lock())
        assignment = make_assignment(peripheral, configuration, address_lock)
        known = self._workers.get(peripheral.id)
        if known is not None and known.assignment.peripheral.kind == peripheral.kind:
            known.assign(assignment)
            return
        if known is not None:
            known.retire()
        worker = WORKERS[peripheral.kind](assignment, self._bench)
        self._workers[peripheral.id] = worker
        worker.start()

    def _wake(self, peripheral_id: str) -> None:
        worker = self._workers.get(peripheral_id)
        if worker is not None:
            worker.wake()

    def _on_jobs(self) -> None:
        with self._lock:
            for worker in self._workers.values():
                worker.wake()
        self._settle_strays()

    def _on_job(self, peripheral_id: str) -> None:
        """Wake only who has to do it; whoever waits for a dead printer is not made to call it again."""
        if peripheral_id in self._workers:
            self._wake(peripheral_id)
        else:
            self._on_jobs()

    def _shop(self) -> Shop:
        """What tills in the shop's network get to see of us."""
        return Shop(
            folder=self._folder,
            spool=self._spool,
            health=self._health,
            configuration=lambda: self._configuration,
            on_jobs=self._on_jobs,
            on_job=self._on_job,
            on_report=self._sync.wake,
            on_listening=self._sync.note_health_change,
            weigh=self._weigh,
            scanner=self._scanner,
        )

    def _weigh(self, peripheral_id: str) -> Future[Reading] | None:
        worker = self._workers.get(peripheral_id)
        return worker.ask() if isinstance(worker, ScaleWorker) else None

    def _scanner(self, peripheral_id: str) -> Tray | None:
        worker = self._workers.get(peripheral_id)
        return worker.tray if isinstance(worker, ScannerWorker) else None

    def _on_health_change(self) -> None:
        self._sync.note_health_change()

    def _keep_house(self) -> None:
        """Each time anew: a disk that is full or held by another program is no reason to stop printing."""
        now = utc_now()
        try:
            if self._spool.expire(now):
                self._sync.wake()
            self._settle_strays()
            self._spool.forget_old(now)
            self._spool.tidy()
        except Exception:
            log.exception("housekeeping_failed")

    def _settle_strays(self) -> None:
        """Say so when a job waits for something that is not here, or that this version cannot drive."""
        try:
            self._settle_each_stray()
        except sqlite3.Error as problem:  # housekeeping comes back to it
            log.warning("spool_not_writable", extra={"why": str(problem)})

    def _settle_each_stray(self) -> None:
        configuration = self._configuration
        for peripheral_id in self._spool.waiting_peripherals():
            if not _is_served(peripheral_id, configuration):
                for job in self._spool.waiting(peripheral_id):
                    self._settle_stray(job, configuration)

    def _settle_stray(self, job: Job, configuration: Configuration) -> None:
        if job.redirected_from and self._spool.bring_home(job.id):
            self._wake(job.redirected_from)
            return
        is_here = job.peripheral_id in configuration.undriven | set(configuration.peripherals)
        if is_here and not _is_behind_missing_printer(job.peripheral_id, configuration):
            state, reason = JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT
        else:
            state, reason = JobState.BLOCKED, Reason.UNKNOWN_PERIPHERAL
        if self._spool.move(job.id, state, reason.value, utc_now()):
            self._sync.wake()

    def _let_tills_go(self) -> None:
        """Those that wait for a scan would keep us waiting."""
        with self._lock:
            for worker in self._workers.values():
                if isinstance(worker, ScannerWorker):
                    worker.tray.close()

    def _end(self) -> None:
        log.info("stopping")
        self._let_tills_go()
        self._endpoint.stop()
        self._finder.stop()
        with self._lock:
            workers = list(self._workers.values())
        for worker in workers:
            worker.retire()
        deadline = time.monotonic() + GRACE
        for worker in workers:
            worker.join(max(0.0, deadline - time.monotonic()))
        for worker in workers:
            worker.abort()
        for worker in workers:
            worker.join(STOP_PATIENCE)
        self._papers.close()
        self._sync.stop()
        self._sync.join(STOP_PATIENCE)
        self._finder.join(STOP_PATIENCE)
        self._spool.close()
        log.info("stopped")


def has_worker(peripheral: Peripheral) -> bool:
    """Whether a worker of its own drives it."""
    return peripheral.kind in WORKERS and peripheral.connection.way != Way.PRINTER


def _is_behind_missing_printer(peripheral_id: str, configuration: Configuration) -> bool:
    peripheral = configuration.peripherals.get(peripheral_id)
    return (
        peripheral is not None
        and peripheral.connection.way == Way.PRINTER
        and peripheral.connection.printer_id not in configuration.peripherals
    )


def _is_served(peripheral_id: str, configuration: Configuration) -> bool:
    peripheral = configuration.peripherals.get(peripheral_id)
    if peripheral is None:
        return False
    if peripheral.connection.way != Way.PRINTER:
        return has_worker(peripheral)
    printer = configuration.peripherals.get(peripheral.connection.printer_id)
    return printer is not None and _prints_receipts(printer) and peripheral.kind == "cash_drawer"


def _prints_receipts(peripheral: Peripheral) -> bool:
    return peripheral.kind == "receipt_printer" and has_worker(peripheral)


def _may_stand_in(other: Peripheral, printer: Peripheral) -> bool:
    """Pages for pages, receipts for receipts; nothing else prints."""
    return other.kind == printer.kind and other.kind in PRINTERS and has_worker(other)


def make_assignment(
    peripheral: Peripheral, configuration: Configuration, address_lock: threading.Lock
) -> Assignment:
    """All that the worker of this peripheral has to know of the configuration."""
    known = configuration.peripherals
    stand_ins = [known[each] for each in peripheral.stand_ins if each in known and each != peripheral.id]
    return Assignment(
        peripheral=peripheral,
        store=configuration.store,
        address_lock=address_lock,
        on_same_line=tuple(each.id for each in known.values() if each.address == peripheral.address),
        drawers=_drawers_behind(peripheral, configuration),
        stand_ins=tuple(each for each in stand_ins if _may_stand_in(each, peripheral)),
        names={each.id: each.name for each in known.values()},
        routes=configuration.routes,
    )


def _drawers_behind(printer: Peripheral, configuration: Configuration) -> tuple[Drawer, ...]:
    """Also those behind another name of the same printer: whoever holds its one line opens them."""
    known = configuration.peripherals.values()
    same = {each.id for each in known if each.address == printer.address}
    return tuple(
        Drawer(each, _tills_using(each.id, configuration))
        for each in known
        if each.kind == "cash_drawer" and each.connection.printer_id in same
    )


def _tills_using(peripheral_id: str, configuration: Configuration) -> frozenset[str]:
    routes = configuration.routes
    return frozenset(route.device_id for route in routes if route.peripheral_id == peripheral_id)
