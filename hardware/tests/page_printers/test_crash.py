"""The box loses power again and again while pages are printed: none comes twice, none is lost unseen."""

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from fake_ipp_printer import FakeIppPrinter
from fake_office import FakeOffice

BOX = """
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder, default_folder
from comptoir_store_server.server import StoreServer
StoreServer(DataFolder(default_folder()), Patience(ask_again=0.05)).run()
"""
JOBS = [f"job-{number}" for number in range(10)]
CRASHES = 4


def document_of(job_id: str) -> bytes:
    return b"%PDF-1.4\n% " + job_id.encode() + b"\n%%EOF\n"


def start(folder: DataFolder, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
    with log.open("a") as errors:
        return subprocess.Popen([sys.executable, "-c", BOX], env=environment, stderr=errors)


def test_every_page_is_printed_once_or_told_as_uncertain(
    folder: DataFolder, office: FakeOffice, tmp_path: Path, wait_for: Callable[..., None]
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    printer = FakeIppPrinter(steps=3)
    place = {"type": "network", "host": "127.0.0.1", "port": printer.port, "queue": "ipp/print"}
    office.hang([{"id": "p1", "name": "Biuro", "kind": "page_printer", "connection": place}])
    for job_id in JOBS:
        pdf = base64.b64encode(document_of(job_id)).decode()
        office.order(job_id, {"kind": "pdf", "pdf": pdf})
    for crash in range(1, CRASHES + 1):
        box = start(folder, tmp_path / "log")
        wait_for(lambda: len(printer.jobs) >= 2 * crash, "pages before the crash")  # noqa: B023
        box.send_signal(signal.SIGKILL)
        box.wait(10)
    box = start(folder, tmp_path / "log")
    wait_for(
        lambda: all(office.statuses(each)[-1:] in (["printed"], ["uncertain"]) for each in JOBS), "the end"
    )
    box.kill()
    box.wait(10)
    printer.close()
    printed = [job.document for job in printer.jobs]
    counts = {each: printed.count(document_of(each)) for each in JOBS}
    assert sum(counts.values()) == len(printed)
    uncertain = [each for each in JOBS if office.statuses(each)[-1] == "uncertain"]
    assert 1 <= len(uncertain) <= CRASHES
    assert all(office.last_result(each)["reason"] == "interrupted" for each in uncertain)
    assert {count for each, count in counts.items() if each not in uncertain} == {1}
    assert {count for each, count in counts.items() if each in uncertain} <= {0, 1}
