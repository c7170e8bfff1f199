"""A store server of its own for a measurement: its folder, its program, and what hangs on it."""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comptoir_store_server.configuration import keep_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import Identity

from .rates import STORE

#: A shop's box has none of a developer's tools, which httpx would load where it finds them.
AS_INSTALLED = (
    "import sys; sys.modules.update(dict.fromkeys(('click', 'rich', 'pygments')));"
    "from comptoir_store_server.command import main; sys.exit(main())"
)
#: Nobody answers there: the internet is down.
OFFICE = "http://127.0.0.1:9"
LISTENING = re.compile(r"event=lan_listening .*port=(\d+)")


class Program:
    """The running store server."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._port: int | None = None
        self._words = threading.Condition()
        self._heard: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if "event=job " in line:
                continue
            with self._words:
                self._heard.append(line)
                self._words.notify_all()
        with self._words:
            self._words.notify_all()

    def wait_for(self, pattern: re.Pattern[str], patience: float = 60.0) -> re.Match[str]:
        """Until its log has such a line."""
        with self._words:
            self._words.wait_for(lambda: self._find(pattern) or not self.is_running(), patience)
        found = self._find(pattern)
        assert found, "the store server never said so:\n" + "".join(self._heard)
        return found

    def _find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return next(filter(None, map(pattern.search, self._heard)), None)

    def lan_port(self) -> int:
        """Where tills reach it."""
        return int(self.wait_for(LISTENING)[1])

    def is_running(self) -> bool:
        """Whether it goes on."""
        return self._process.poll() is None

    def megabytes(self) -> float:
        """Resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def processor_s(self) -> float:
        """What it has taken of the processors so far."""
        told = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def new_folder(*peripherals: dict[str, Any], tills: int = 0) -> Iterator[DataFolder]:
    """Paired and configured; each till prints its receipts on one of the printers."""
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as root:
        folder = DataFolder(Path(root) / "store")
        folder.create()
        Identity(OFFICE, "secret", "ss1", "Bistro", STORE).save(folder)
        devices = [
            {"id": f"d{each}", "name": f"Kasa {each}", "key_sha256": digest_of(each)} for each in range(tills)
        ]
        routes = [
            {
                "device_id": f"d{each}",
                "role": "receipt_printer",
                "peripheral_id": peripherals[each % len(peripherals)]["id"],
            }
            for each in range(tills)
        ]
        told = {"peripherals": list(peripherals), "devices": devices, "routes": routes}
        keep_configuration(folder, {"revision": "1", "store": STORE, **told}, None)
        yield folder


def key_of(till: int) -> str:
    """What it shows at the door."""
    return f"key of till {till}"


def digest_of(till: int) -> str:
    """What the store server knows of it."""
    return hashlib.sha256(key_of(till).encode()).hexdigest()


def receipt_printer(place: int, port: int) -> dict[str, Any]:
    """One in the network of this computer."""
    connection = {"type": "network", "host": "127.0.0.1", "port": port}
    facts = {"kind": "receipt_printer", "profile": "TM-T88V", "paper_width": 80}
    return {"id": f"p{place}", "name": f"Drukarka {place}", "connection": connection, **facts}


@contextlib.contextmanager
def running(folder: DataFolder, lan: str = "off") -> Iterator[Program]:
    """The program on this folder, until it is no longer needed."""
    words = [sys.executable, "-c", AS_INSTALLED, "--data", str(folder.root), "run"]
    settings = {"COMPTOIR_STORE_LAN": lan, "COMPTOIR_STORE_LAN_ADDRESS": "127.0.0.1"}
    environment = os.environ | settings | {"COMPTOIR_STORE_LAN_PORT": "0"}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        program = Program(process)
        try:
            yield program
        finally:
            process.terminate()
            process.wait(30)
