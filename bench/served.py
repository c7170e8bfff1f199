"""Programs served by granian as `flask serve` serves the office, one worker each, to be measured side by side."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START = """
import sys
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
Granian(sys.argv[1], factory=True, port=int(sys.argv[2]), interface=Interfaces.WSGI, workers=int(sys.argv[3]),
        blocking_threads=4, log_level=LogLevels.error, websockets=False).serve()
"""


@dataclass(frozen=True)
class Served:
    """A program that answers on a port."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What its worker has used of a processor so far."""
        return sum(_cpu_seconds(pid) for pid in _children(self.pid))

    def resident_mb(self) -> float:
        """The memory of its worker."""
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in _children(self.pid))
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


@contextmanager
def serve(factory: str, folder: Path | None = None, workers: int = 1) -> Iterator[Served]:
    """Serve what a factory makes, e.g. "bench.floor:flask_view"; an office lives in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"COMPTOIR_LOG_LEVEL": "error", "DATABASE_URL": ""}
    settings |= {"COMPTOIR_DATA": str(folder)} if folder else {}
    program = [sys.executable, "-c", START, factory, str(port), str(workers)]
    process = subprocess.Popen(program, env=os.environ | settings)
    try:
        _wait_for(port)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int) -> None:
    for _try in range(900):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody answers on port {port}")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
