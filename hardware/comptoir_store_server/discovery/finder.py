"""The thread that looks around: at the plugs every half minute, in the network when it hears something."""

import logging
import threading
from pathlib import Path

from comptoir_store_server.discovery.board import DiscoveryBoard
from comptoir_store_server.discovery.found import Found
from comptoir_store_server.discovery.network import (
    NEIGHBOURS,
    Ear,
    find_announced,
    own_addresses,
    read_neighbours,
)
from comptoir_store_server.discovery.plugs import Tree, find_plugged

log = logging.getLogger(__name__)
PERIOD = 30.0
#: Services of one printer come one after the other.
SETTLING = 1.0


class Finder:
    """Looks around until it is stopped; nothing that goes wrong here disturbs anybody else."""

    def __init__(
        self,
        board: DiscoveryBoard,
        tree: Tree | None = None,
        neighbours: Path = NEIGHBOURS,
        interfaces: list[str] | None = None,
        period: float = PERIOD,
    ) -> None:
        self._board, self._tree = board, tree or Tree()
        self._neighbours, self._interfaces, self._period = neighbours, interfaces, period
        self._ear: Ear | None = None
        self._addresses: frozenset[str] = frozenset()
        self._is_deaf = False
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="discovery", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout: float) -> None:
        """Wait for the end."""
        self._thread.join(timeout)

    def look(self) -> list[Found]:
        """Everything that is there now, each thing once."""
        found = find_plugged(self._tree)
        ear = self._listen()
        if ear is not None:
            found += find_announced(ear.announced(), read_neighbours(self._neighbours))
        return list({each.key: each for each in found}.values())

    def close(self) -> None:
        """Stop listening to the network."""
        if self._ear is not None:
            self._ear.close()
            self._ear = None

    def _listen(self) -> Ear | None:
        """The open ear; where the network cannot be listened to, that is said once and tried again."""
        addresses = own_addresses()
        if addresses != self._addresses:
            self.close()
            self._addresses = addresses
        if self._ear is None:
            try:
                self._ear = Ear(self._wake.set, self._interfaces)
            except OSError as error:
                if not self._is_deaf:
                    log.warning("network_not_heard", extra={"why": str(error)})
                self._is_deaf = True
        return self._ear

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._board.update(self.look())
            except Exception:
                log.exception("discovery_failed")
            if self._wake.wait(self._period):
                self._stopping.wait(SETTLING)
        self.close()
