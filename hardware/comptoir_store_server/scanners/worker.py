"""The worker of one scanner."""

from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.probes import Probe, ProbeWorker
from comptoir_store_server.scanners.scan import wait_for_scan
from comptoir_store_server.scanners.sources import check_file, open_source


class ScannerWorker(ProbeWorker):
    """Holds the scanner while somebody tries it out, and only then."""

    probe = "scan"
    _peripheral: Peripheral

    def serve(self, peripheral: Peripheral) -> None:
        """Listen where it is now."""
        self._peripheral = peripheral

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """The first code that is scanned."""
        layout, patience = self._peripheral.keyboard_layout, self.bench.patience
        source = open_source(self._peripheral.connection, layout, patience.connect)
        try:
            return {"scanned": wait_for_scan(source, probe.wait_s, self.is_stopping)}
        finally:
            source.close()

    def look(self) -> float:
        """Its device file is there as long as it is plugged in."""
        check_file(self._peripheral.connection.path)
        return self.bench.patience.look
