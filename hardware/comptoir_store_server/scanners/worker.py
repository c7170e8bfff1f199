"""The worker of one scanner."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.probes import Probe, ProbeWorker
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scanners.bell import Bell
from comptoir_store_server.scanners.grip import Grip
from comptoir_store_server.scanners.scan import wait_for_scan
from comptoir_store_server.scanners.sources import check_file, open_source
from comptoir_store_server.scanners.tray import Tray

ROLE = "product_scanner"


class ScannerWorker(ProbeWorker):
    """Holds the scanner for the till that it belongs to; one of nobody's only while somebody tries it out."""

    probe = "scan"
    _peripheral: Peripheral

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        super().__init__(assignment, bench)
        self._bell = Bell()
        self._wake = self._bell
        self._grip: Grip | None = None
        self.tray = Tray()
        self.tray.hand_to(_holder(assignment))

    def on_assigned(self) -> None:
        """At once, whatever we are doing: what is scanned from now on is the new till's."""
        super().on_assigned()
        self.tray.hand_to(_holder(self.assignment))

    def serve(self, peripheral: Peripheral) -> None:
        """Listen where it is now."""
        self._drop()
        self._peripheral = peripheral

    def work(self) -> float:
        """The oldest test, else listen for the till until somebody rings."""
        if self.tray.holder is None:
            self._drop()
        wait = super().work()
        if self._grip is None or wait <= 0:
            return wait
        self._listen(self._grip, wait)
        return 0.0

    def _listen(self, grip: Grip, seconds: float) -> None:
        try:
            for code in grip.hear(self._bell, seconds):
                self.tray.put(code)
        except LineLost:
            self._drop()
            self.bench.health.note_reason(self.id, Reason.PATH_MISSING)
            self._next_look = monotonic() + self.bench.patience.look_again

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """The next code that is scanned: it is the test's, and no till's."""
        if self._grip is None:
            with self._opened() as grip:
                return self._scan(grip, probe)
        try:
            return self._scan(self._grip, probe)
        except Unavailable:
            self._drop()
            raise

    def _scan(self, grip: Grip, probe: Probe) -> dict[str, Any]:
        with grip.read_as(probe.read_as or self._peripheral.keyboard_layout):
            return {"scanned": wait_for_scan(grip.source, probe.wait_s, self.is_stopping)}

    def look(self) -> float:
        """Its device file is there as long as it is plugged in; one that a till uses is held."""
        if self._grip is None:
            check_file(self._peripheral.connection.path)
            if self.tray.holder is not None:
                self._grip = self._open()
        return self.bench.patience.look

    def let_go(self) -> None:
        """The worker ends: nobody scans here any more."""
        self._drop()
        self.tray.close()

    def _look_once(self) -> float:
        """A till waits for it: look again soon, as somebody is looking for the cable."""
        wait = super()._look_once()
        is_missed = self.tray.holder is not None and self._grip is None
        return min(wait, self.bench.patience.look_again) if is_missed else wait

    def _open(self) -> Grip:
        layout = self._peripheral.keyboard_layout
        return Grip(open_source(self._peripheral.connection, layout, self.bench.patience.connect), layout)

    @contextmanager
    def _opened(self) -> Iterator[Grip]:
        grip = self._open()
        try:
            yield grip
        finally:
            grip.close()

    def _drop(self) -> None:
        grip, self._grip = self._grip, None
        if grip is not None:
            grip.close()


def _holder(assignment: Assignment) -> str | None:
    """The office gives a scanner to one till; where it names several, nobody knows whose a scan is."""
    routes = [each for each in assignment.routes if each.peripheral_id == assignment.peripheral.id]
    holders = {each.device_id for each in routes if each.role == ROLE}
    return holders.pop() if len(holders) == 1 else None
