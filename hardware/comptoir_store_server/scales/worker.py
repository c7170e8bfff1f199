"""The worker of one scale."""

from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.probes import NoResult, Probe, ProbeWorker
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.scale import Scale

#: Nobody waits longer for a scale to come to rest.
LONGEST_SWAY = 10.0


class ScaleWorker(ProbeWorker):
    """Weighs when it is asked to."""

    probe = "weigh"
    _scale: Scale

    def serve(self, peripheral: Peripheral) -> None:
        """Speak to the scale where it is now."""
        self.let_go()
        patience = self.bench.patience
        self._scale = Scale(peripheral.connection, patience.connect, patience.status)

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """The weight at rest."""
        reading = self._scale.weigh(min(probe.wait_s, LONGEST_SWAY))
        if reading.weight is None:
            raise NoResult(reading.reason or Reason.UNSTABLE)
        return reading.result()

    def look(self) -> float:
        """A scale that answers anything is there."""
        self._scale.weigh()
        return self.bench.patience.look

    def let_go(self) -> None:
        """Close the line."""
        if hasattr(self, "_scale"):
            self._scale.close()
