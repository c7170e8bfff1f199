"""The worker of one payment terminal."""

from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.probes import Probe, ProbeWorker
from comptoir_store_server.terminals.reach import reach

#: A terminal takes one call at a time, and the till's is worth more than our look.
LOOK = 300.0


class TerminalWorker(ProbeWorker):
    """Says whether the terminal is to be reached."""

    probe = "reach"
    _connection: Connection

    def serve(self, peripheral: Peripheral) -> None:
        """Look for it where it is now."""
        self._connection = peripheral.connection

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """How long it takes to be reached."""
        return {"reachable": True, "ms": reach(self._connection, self.bench.patience.connect)}

    def look(self) -> float:
        """Call it, and hang up."""
        reach(self._connection, self.bench.patience.connect)
        return LOOK
