"""The box loses power again and again while it prints in another printer's place, over a cable."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice

#: The store server as it is, only with less patience.
BOX = """
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder, default_folder
from comptoir_store_server.server import StoreServer
patience = Patience(connect=0.5, retry_longest=0.5, stand_in=0.3, look=0.3, look_again=0.1)
StoreServer(DataFolder(default_folder()), patience).run()
"""
JOBS = [f"job-{number:02d}" for number in range(24)]
CRASHES = 5


def start(folder: DataFolder, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
    with log.open("a") as errors:
        return subprocess.Popen([sys.executable, "-c", BOX], env=environment, stderr=errors)


def hang_printers(office: FakeOffice, cable: Path) -> None:
    facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
    dead = {"type": "network", "host": "127.0.0.1", "port": 1}
    office.hang(
        [
            {"id": "kitchen", "name": "Kitchen", "connection": dead, "stand_ins": ["bar"], **facts},
            {"id": "bar", "name": "Bar", "connection": {"type": "usb", "path": str(cable)}, **facts},
        ]
    )


def test_nothing_is_printed_twice_or_lost_unseen(
    folder: DataFolder, office: FakeOffice, tmp_path: Path, wait_for: Callable[..., None]
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    with VirtualPrinter(cable=tmp_path / "lp0", lines_per_second=60) as bar:
        hang_printers(office, tmp_path / "lp0")
        for job_id in JOBS:
            text = [f"{job_id} line {number}" for number in range(3)]
            office.order(job_id, {"kind": "text", "text": text}, "kitchen")
        for crash in range(1, CRASHES + 1):
            box = start(folder, tmp_path / "log")
            wait_for(
                lambda: len(bar.papers) >= 3 * crash,  # noqa: B023 - waited for within the round
                f"printing before crash {crash}",
            )
            time.sleep(0.02 * crash)
            box.send_signal(signal.SIGKILL)
            box.wait(10)
        box = start(folder, tmp_path / "log")
        ended = ("printed", "uncertain")
        wait_for(lambda: all(office.statuses(each)[-1:][0:1] for each in JOBS), "all are told of", 40)
        wait_for(lambda: all(office.statuses(each)[-1] in ended for each in JOBS), "all have ended", 40)
        box.kill()
        box.wait(10)
        on_paper = "\n".join([*(paper.text for paper in bar.papers), *bar.waiting_lines])
    counts = {each: on_paper.count(f"{each} line 0") for each in JOBS}
    states = {each: office.statuses(each)[-1] for each in JOBS}
    assert max(counts.values()) == 1, "nothing twice"
    assert [each for each in JOBS if counts[each] == 0 and states[each] == "printed"] == []
    assert list(states.values()).count("uncertain") <= CRASHES, "only what was being sent"
    assert {office.last_result(each).get("printed_on") for each in JOBS} == {"bar"}
