"""A job cut off inside a picture: what comes next is neither swallowed nor taken for the rest of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.jobs import JobState
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import utc_now
from comptoir_store_server.virtual_printer import VirtualPrinter
from fake_office import FakeOffice

#: The store server as it is, only with less patience.
BOX = """
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.folder import DataFolder, default_folder
from comptoir_store_server.server import StoreServer
patience = Patience(connect=0.5, status=0.5, retry_longest=0.5, look=0.5, look_again=0.2)
StoreServer(DataFolder(default_folder()), patience).run()
"""
#: Letters that no printer has: this comes out as a picture of many bands.
PICTURE = {"kind": "text", "text": [f"日本語 {number}" for number in range(40)]}
RECEIPT = [f"position {number}" for number in range(12)] + ["RAZEM"]


def start(folder: DataFolder, log: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
    with log.open("a") as errors:
        return subprocess.Popen([sys.executable, "-c", BOX], env=environment, stderr=errors)


def test_a_power_cut_in_mid_picture_costs_no_later_receipt(
    folder: DataFolder, office: FakeOffice, tmp_path: Path, wait_for: Callable[..., None]
) -> None:
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    with VirtualPrinter(cable=tmp_path / "lp0", buffer_bytes=9500) as bar:
        facts = {"kind": "receipt_printer", "profile": "TM-T20II", "paper_width": 80}
        cable = {"type": "usb", "path": str(tmp_path / "lp0")}
        office.hang([{"id": "bar", "name": "Bar", "connection": cable, **facts}])
        box = start(folder, tmp_path / "log")
        office.order("before", {"kind": "text", "text": ["before"]}, "bar")
        wait_for(lambda: office.statuses("before")[-1:] == ["printed"], "the printer is known", 40)
        bar.set_state(lines_left=3)
        office.order("picture", PICTURE, "bar")
        wait_for(lambda: bar.state.paper == "out", "the paper ends in mid-picture", 40)
        wait_for(lambda: office.last_result("picture").get("reason"), "the box says that it is stuck", 40)
        box.send_signal(signal.SIGKILL)
        box.wait(10)
        bar.set_state(paper="ok")
        box = start(folder, tmp_path / "log")
        try:
            for job_id in ("first", "second"):
                office.order(job_id, {"kind": "text", "text": [job_id, *RECEIPT]}, "bar")
            ended = (["printed"], ["uncertain"])
            for job_id in ("picture", "first", "second"):
                wait_for(lambda: office.statuses(job_id)[-1:] in ended, f"{job_id} ended", 40)  # noqa: B023
        finally:
            box.kill()
            box.wait(10)
        papers = [[line.strip() for line in paper.text.splitlines() if line.strip()] for paper in bar.papers]
    states = {each: office.statuses(each)[-1] for each in ("picture", "first", "second")}
    assert states == {"picture": "uncertain", "first": "printed", "second": "printed"}
    for job_id in ("first", "second"):
        assert any(paper[-len(RECEIPT) - 1 :] == [job_id, *RECEIPT] for paper in papers), papers


@pytest.fixture
def spool(folder: DataFolder) -> Spool:
    return Spool(folder.spool)


def order(spool: Spool, job_id: str, printer: str = "bar", kind: str = "text") -> None:
    role = "pickup_printer" if kind == "pickup" else "receipt_printer"
    job = {"id": job_id, "peripheral_id": printer, "role": role, "document": {"kind": kind}}
    spool.accept([job], 0, utc_now())


@pytest.mark.parametrize(
    ("state", "cut"), [(JobState.PRINTED, False), (JobState.UNCERTAIN, True), (None, True)]
)
def test_only_a_paper_that_did_not_end_well_may_be_cut_off(
    spool: Spool, state: JobState | None, cut: bool
) -> None:
    assert not spool.may_be_cut_off(["bar"])
    order(spool, "one")
    assert not spool.may_be_cut_off(["bar"])
    assert spool.claim("one", utc_now())
    if state is not None:
        spool.move("one", state, None, utc_now())
    assert spool.may_be_cut_off(["bar"]) == cut
    assert spool.may_be_cut_off(["other name", "bar"]) == cut
    assert not spool.may_be_cut_off(["kitchen"])
    order(spool, "two")
    assert spool.may_be_cut_off(["bar"]) == cut, "what only waits says nothing"
    spool.claim("two", utc_now())
    spool.move("two", JobState.PRINTED, None, utc_now())
    assert not spool.may_be_cut_off(["bar"])


def test_a_slip_that_waits_again_after_a_crash_was_cut_off_all_the_same(spool: Spool) -> None:
    order(spool, "slip", kind="pickup")
    spool.claim("slip", utc_now())
    order(spool, "drawer", kind="drawer")
    spool.claim("drawer", utc_now())
    spool.move("drawer", JobState.PRINTED, None, utc_now())
    spool.recover(utc_now())
    found = spool.find("slip")
    assert found is not None
    assert (found.state, spool.may_be_cut_off(["bar"])) == (JobState.QUEUED, True)
