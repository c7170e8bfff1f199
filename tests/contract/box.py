"""The computer in the shop: the store server's own program, started as people start it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity
from comptoir_store_server.office import Office

from tests.office import RealOffice


class Box:
    """One folder of a store server; `run` starts the program on it, `kill` pulls the plug."""

    program: tuple[str, ...] = (sys.executable, "-m", "comptoir_store_server")

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder / "store")
        self._log = folder / "box.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything the running program wrote."""
        return self._log.read_text() if self._log.exists() else ""

    def type(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command at the box."""
        return subprocess.run(
            [*self.program, *words], env=self._environment(), capture_output=True, text=True, check=False
        )

    def pair(self, office: RealOffice, code: str) -> subprocess.CompletedProcess[str]:
        """`comptoir-store-server pair`."""
        return self.type("pair", "--office", office.url, "--code", code)

    def status(self) -> dict[str, Any]:
        """`comptoir-store-server status --json`."""
        told: dict[str, Any] = json.loads(self.type("status", "--json").stdout)
        return told

    def run(self) -> None:
        """`comptoir-store-server run`."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([*self.program, "run"], env=self._environment(), stderr=log)

    def kill(self) -> None:
        """As when the plug is pulled."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As a person stops it, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGTERM)

    def line(self) -> Office:
        """The client's own mouth, with this box's secret; close it."""
        identity = find_identity(self.folder)
        assert identity is not None, "not paired"
        return Office(identity.office, identity.secret)

    def _end(self, signum: int) -> None:
        assert self._process is not None
        self._process.send_signal(signum)
        self._process.wait(20)

    def _environment(self) -> dict[str, str]:
        return os.environ | {"COMPTOIR_STORE_DATA": str(self.folder.root)}
