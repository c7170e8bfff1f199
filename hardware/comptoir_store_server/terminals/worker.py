"""The worker of one payment terminal."""

from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.probes import Probe, ProbeWorker
from comptoir_store_server.reasons import Reason
from comptoir_store_server.terminals.payments.turn import Taken, hold_line
from comptoir_store_server.terminals.reach import reach

#: A terminal takes one call at a time, and the till's is worth more than our look.
LOOK = 300.0


class TerminalWorker(ProbeWorker):
    """Says whether the terminal is to be reached, and keeps off while a payment is on its way."""

    probe = "reach"
    _connection: Connection

    def serve(self, peripheral: Peripheral) -> None:
        """Look for it where it is now."""
        self._connection = peripheral.connection

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """How long it takes to be reached."""
        try:
            with hold_line(self._connection.address):
                return {"reachable": True, "ms": reach(self._connection, self.bench.patience.connect)}
        except Taken as error:
            raise Unavailable(Reason.BUSY) from error

    def look(self) -> float:
        """Call it, and hang up; while a payment holds its line, that is proof enough that it is there."""
        try:
            with hold_line(self._connection.address):
                reach(self._connection, self.bench.patience.connect)
        except Taken:
            pass
        return LOOK
