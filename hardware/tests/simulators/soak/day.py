"""The day itself: orders come in, printers fail, the box is killed and started, all is told in the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice
from soak.faults import BadLuck, wait_until
from soak.verdict import FINAL, Papers, Verdict, judge, text_of

#: The store server as it is, only with less patience.
BOX = """
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder, default_folder
from comptoir_store_server.server import StoreServer
patience = Patience(connect=1, status=0.5, completion=2, ask_again=0.1, stall=30, retry_longest=0.5,
    stand_in=1, look=1, look_again=0.2)
StoreServer(DataFolder(default_folder()), patience).run()
"""
NAMES = ("bar", "kitchen", "counter", "terrace")
#: Every so many jobs one is a slip, which is printed again after a crash.
SLIP_EVERY = 5
SPEED = 120


@dataclass(frozen=True)
class Size:
    """How bad the day is."""

    jobs: int
    crashes: int
    #: Longest time for all of it, in seconds.
    seconds: float

    @property
    def ids(self) -> list[str]:
        """All jobs, in order."""
        return [f"j{number:04d}" for number in range(self.jobs)]


FULL = Size(600, 6, 240)
SMALL = Size(100, 2, 120)


@dataclass(frozen=True)
class Outcome:
    """What is known in the evening."""

    verdict: Verdict
    crashes: int
    faults: dict[str, list[str]]
    seconds: float


class Day:
    """One office, four printers, one box."""

    def __init__(self, size: Size, folder: DataFolder, printers: dict[str, VirtualPrinter]) -> None:
        self._size = size
        self._folder = folder
        self._log = folder.root.parent / "log"
        self._printers = printers
        self._office = FakeOffice()
        self._orders: dict[str, dict[str, Any]] = {}
        self._until = time.monotonic() + size.seconds
        self._crashes = 0

    def run(self) -> Outcome:
        """From the first order until the last job is told of."""
        began = time.monotonic()
        share = self._size.jobs // len(NAMES)
        luck = {
            name: BadLuck(printer, share, number, self._listener(name))
            for number, (name, printer) in enumerate(self._printers.items())
        }
        try:
            self._open()
            for each in luck.values():
                each.start()
            self._crash_again_and_again()
            for each in luck.values():
                each.stop()
        finally:
            self._office.close()
        verdict = judge(self._size.ids, self._read_papers(), self._last_words())
        faults = {name: each.happened for name, each in luck.items()}
        return Outcome(verdict, self._crashes, faults, time.monotonic() - began)

    def _open(self) -> None:
        words = [
            "--data",
            str(self._folder.root),
            "pair",
            "--office",
            self._office.url,
            "--code",
            "7K4M-Q2XD",
        ]
        assert main(words) == 0
        self._office.hang([self._peripheral(name) for name in NAMES])
        for number, job_id in enumerate(self._size.ids):
            role = "receipt_printer" if number % SLIP_EVERY else "pickup_printer"
            document = {"kind": "text", "text": text_of(job_id)}
            self._office.order(job_id, document, NAMES[number % len(NAMES)], role=role)
        self._orders = {job["id"]: job for job in self._office.books.queue}

    def _peripheral(self, name: str) -> dict[str, Any]:
        connection = {"type": "network", "host": "127.0.0.1", "port": self._printers[name].port}
        facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
        stand_ins = ["bar"] if name == "kitchen" else []
        return {"id": name, "name": name, "connection": connection, "stand_ins": stand_ins, **facts}

    def _listener(self, name: str) -> Any:
        def hears(*states: str) -> bool:
            with self._office.lock:
                told = [each for report in self._office.books.health[-1:] for each in report["peripherals"]]
            return any(each["id"] == name and each["state"] in states for each in told)

        return hears

    def _crash_again_and_again(self) -> None:
        for crash in range(1, self._size.crashes + 1):
            enough = crash * self._size.jobs // (self._size.crashes + 1)
            with self._box() as box:
                self._expect(box, partial(self._have_come_out, enough), f"{enough} papers")
                box.send_signal(signal.SIGKILL)
            self._crashes += 1
            self._let_leases_lapse()
        with self._box() as box:
            self._expect(box, self._is_all_told, "all jobs have ended")
            self._expect(box, self._is_quiet, "the printers rest")

    @contextmanager
    def _box(self) -> Iterator[subprocess.Popen[bytes]]:
        environment = {**os.environ, "COMPTOIR_STORE_DATA": str(self._folder.root)}
        with self._log.open("a") as log:
            box = subprocess.Popen([sys.executable, "-c", BOX], env=environment, stderr=log)
        try:
            yield box
        finally:
            box.kill()
            box.wait(10)

    def _let_leases_lapse(self) -> None:
        """As the office does: what was leased and never begun is handed out once more."""
        with self._office.lock:
            known = {each["id"] for each in self._office.books.results}
            queued = {each["id"] for each in self._office.books.queue}
            again = [job for job_id, job in self._orders.items() if job_id not in known | queued]
            self._office.books.queue[:0] = again

    def _expect(self, box: subprocess.Popen[bytes], condition: Callable[[], bool], what: str) -> None:
        """Wait for it, as long as the box works."""
        is_over = wait_until(lambda: box.poll() is not None or condition(), self._until - time.monotonic())
        if box.poll() is not None:
            raise ChildProcessError(f"the box ended by itself: {self._log.read_text()[-2000:]}")
        if not is_over:
            raise TimeoutError(f"not within {self._size.seconds} s: {what}; {self._cuts()} papers")

    def _have_come_out(self, papers: int) -> bool:
        return self._cuts() >= papers

    def _cuts(self) -> int:
        return sum(len(printer.papers) for printer in self._printers.values())

    def _last_words(self) -> dict[str, dict[str, Any]]:
        with self._office.lock:
            return {each["id"]: each for each in self._office.books.results}

    def _is_all_told(self) -> bool:
        last = self._last_words()
        time.sleep(0.05)  # the office is to serve, not to be asked
        return len(last) == self._size.jobs and all(each["status"] in FINAL for each in last.values())

    def _is_quiet(self) -> bool:
        """Nothing came out for a while: what a printer still had in its memory is on paper."""
        before = self._lines()
        time.sleep(0.3)
        return before == self._lines()

    def _lines(self) -> list[list[str]]:
        return [
            [*(line for paper in printer.papers for line in paper.text.splitlines()), *printer.waiting_lines]
            for printer in self._printers.values()
        ]

    def _read_papers(self) -> Papers:
        papers = Papers()
        for lines in self._lines():
            papers.read(lines)
        return papers


def live_through(size: Size, root: Path) -> Outcome:
    """One day in this folder."""
    folder = DataFolder(root / "store")
    folder.create()
    with ExitStack() as stack:
        printers = {name: stack.enter_context(VirtualPrinter(lines_per_second=SPEED)) for name in NAMES}
        return Day(size, folder, printers).run()
