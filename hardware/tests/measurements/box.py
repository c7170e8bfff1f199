"""A store server with four printers: how soon it prints after its start, and how large it is then."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comptoir_store_server.configuration import keep_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import Identity
from comptoir_store_server.spool import Spool
from comptoir_store_server.virtual_printer import VirtualPrinter

from .rates import STORE
from .receipts import make_receipt

PRINTERS = 4
STARTS = 5
#: What each printer prints before the size is read; the last one as a picture.
RECEIPTS = 25
PATIENCE = 60.0
#: A shop's box has none of a developer's tools, which httpx would load where it finds them.
AS_INSTALLED = (
    "import sys; sys.modules.update(dict.fromkeys(('click', 'rich', 'pygments')));"
    "from comptoir_store_server.command import main; sys.exit(main())"
)
#: Nobody answers there: the internet is down.
OFFICE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Start:
    """Seconds until it says `started` and until each printer has cut a receipt; its size in MB."""

    started: float
    printed: float
    megabytes: float


def measure_starts() -> Start:
    """The median of some starts, each in a folder of its own."""
    starts = [_one_start() for _ in range(STARTS)]
    return Start(
        *(statistics.median(getattr(each, name) for each in starts) for name in Start.__annotations__)
    )


def _one_start() -> Start:
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as root, _switched_on() as printers:
        folder = DataFolder(Path(root) / "store")
        _prepare(folder, printers)
        words = [sys.executable, "-c", AS_INSTALLED, "--data", str(folder.root), "run"]
        began = time.perf_counter()
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as box:
            try:
                return _watch(box, printers, began)
            finally:
                box.terminate()
                assert box.stderr is not None
                box.stderr.read()


@contextlib.contextmanager
def _switched_on() -> Iterator[list[VirtualPrinter]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(VirtualPrinter()) for _ in range(PRINTERS)]


def _prepare(folder: DataFolder, printers: list[VirtualPrinter]) -> None:
    """Paired, configured, and with a rush of receipts from before the power went."""
    folder.create()
    Identity(OFFICE, "secret", "ss1", "Bistro", STORE).save(folder)
    peripherals = [_peripheral(place, printer) for place, printer in enumerate(printers)]
    keep_configuration(folder, {"revision": "1", "store": STORE, "peripherals": peripherals}, None)
    spool = Spool(folder.spool)
    spool.accept(
        [_job(place, n) for place in range(PRINTERS) for n in range(RECEIPTS)], 0.0, datetime.now(UTC)
    )
    spool.close()


def _peripheral(place: int, printer: VirtualPrinter) -> dict[str, Any]:
    connection = {"type": "network", "host": "127.0.0.1", "port": printer.port}
    facts = {"kind": "receipt_printer", "profile": "TM-T88V", "paper_width": 80}
    return {"id": f"p{place}", "name": f"Drukarka {place}", "connection": connection, **facts}


def _job(place: int, number: int) -> dict[str, Any]:
    document = make_receipt(number)
    if number == RECEIPTS - 1:
        document["receipt"]["note"] = "Ďakujeme, 寿司"
    job_id, printer = f"{place}-{number}", f"p{place}"
    return {
        "id": job_id,
        "role": "receipt_printer",
        "peripheral_id": printer,
        "document": document,
        "copies": 1,
    }


def _watch(box: "subprocess.Popen[str]", printers: list[VirtualPrinter], began: float) -> Start:
    assert box.stderr is not None
    for line in box.stderr:
        if "started" in line:
            break
    started = time.perf_counter() - began
    _wait(box, lambda: all(printer.papers for printer in printers))
    printed = time.perf_counter() - began
    _wait(box, lambda: all(len(printer.papers) == RECEIPTS for printer in printers))
    return Start(started, printed, _megabytes(box.pid))


def _wait(box: "subprocess.Popen[str]", condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert box.poll() is None, "the store server ended"
        assert time.monotonic() < until, "the store server does not print"
        time.sleep(0.005)


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
