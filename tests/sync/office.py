"""A real office process that can be killed at any moment: granian on the folder and port it is given."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 30


class OfficeProcess:
    """Serves one data folder; `kill` is the power cut, not the switch."""

    def __init__(self, data: Path, secret_key: str, *, workers: int = 1, database_url: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "COMPTOIR_DATA": str(data),
            "COMPTOIR_SECRET_KEY": secret_key,
            "COMPTOIR_LOG_LEVEL": "error",
        }
        if database_url:
            self._environment["DATABASE_URL"] = database_url
        self._workers = workers
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the office answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--no-ws", "--log-level", "error"),
                *("--workers", str(self._workers), "--blocking-threads", "2", "app:create_app"),
            ],
            cwd=ROOT,
            env=self._environment,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, "the office ended by itself"
            assert time.monotonic() < deadline, "the office does not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL for the main process and its workers, which share a session of their own."""
        if self._process is not None:
            try:
                subprocess.run(["kill", "-9", "--", f"-{self._process.pid}"], check=False)
            finally:
                self._process.wait(10)
                self._process = None

    def pids(self) -> list[int]:
        """The main process and its workers, which are its children."""
        assert self._process is not None
        main = self._process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        return [main, *map(int, children)]

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/api/v1/poll", timeout=2)
        except urllib.error.HTTPError as error:
            return error.code == 401
        except OSError:
            return False
        return False
