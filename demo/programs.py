"""The programs of the demo: each started as a process of its own, all stopped together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
STOP_SECONDS = 10


class Programs:
    """A context in which programs run; leaving it stops them, the last started first."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = os.environ | environment
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> "Programs":
        return self

    def __exit__(self, *_: object) -> None:
        """One after the other: a till that stops still hands in what it sold, so the office goes last."""
        for _name, process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def start(self, name: str, *command: str, **environment: str) -> None:
        """Start a program of ours; what it says goes to `<folder>/<name>.log`."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [self._program(command[0]), *command[1:]],
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C reaches the demo only, which stops all in order
            )
        self._running.append((name, process))

    def run(self, *command: str, **environment: str) -> str:
        """Run a program to its end; its output. Raises SystemExit with what it said when it fails."""
        done = subprocess.run(
            [self._program(command[0]), *command[1:]],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def run_json(self, *command: str) -> dict[str, Any]:
        """Run a command that prints one JSON object as its last line."""
        answer: dict[str, Any] = json.loads(self.run(*command).strip().splitlines()[-1])
        return answer

    def fallen(self) -> list[str]:
        """Programs that ended although nobody stopped them."""
        return [name for name, process in self._running if process.poll() is not None]

    @staticmethod
    def _program(name: str) -> str:
        """Programs of this environment, wherever the demo was called from."""
        beside = Path(sys.executable).parent / name
        return str(beside) if beside.exists() else name


def free_port(wanted: int) -> int:
    """The port wanted, or the next free one."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise SystemExit(f"no free port from {wanted} on")


def wait_until_open(url: str, seconds: float = 30) -> None:
    """Return when the address answers. Raises SystemExit when it does not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=2):  # noqa: S310  (our own address)
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} did not open within {seconds:.0f} seconds")
