"""The office is told with a job's end what it was and how its paper looked, in calls that it can take."""

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.jobs import JobState
from comptoir_store_server.kept_papers import Medium, PaperShelf, SentPaper
from comptoir_store_server.spool import Spool
from comptoir_store_server.spool_tables import LONGEST_DOCUMENT
from comptoir_store_server.told_results import LONGEST_PAPER, MOST_TOLD, next_results, plain

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    """An empty one."""
    spool = Spool(folder.spool)
    yield spool
    spool.close()


def take(spool: Spool, job_id: str, document: dict[str, Any], **more: Any) -> None:
    """A till orders it in the shop's network."""
    job = {"id": job_id, "role": "receipt_printer", "peripheral_id": "p1", "document": document}
    assert spool.take(job | {"copies": 1, "device_id": "d1"} | more, "a fingerprint", NOW)


def keep(folder: DataFolder, *papers: SentPaper) -> None:
    shelf = PaperShelf(folder.papers)
    shelf.start()
    for paper in papers:
        shelf.keep(paper)
    shelf.close()


def told(spool: Spool, folder: DataFolder) -> list[dict[str, Any]]:
    return [body for _report, body in next_results(spool, folder.papers)]


def receipt(**more: Any) -> dict[str, Any]:
    return {"kind": "receipt", "open_drawer": True, "receipt": {"number": "1-1-17"}} | more


def test_the_document_comes_with_the_end_and_the_number_always(folder: DataFolder, spool: Spool) -> None:
    take(spool, "j1", receipt())
    spool.move("j1", JobState.BLOCKED, "paper_out", NOW)
    spool.move("j1", JobState.PRINTED, None, NOW)
    blocked, printed = told(spool, folder)
    known = {"receipt_number": "1-1-17", "opens_drawer": True, "device_id": "d1"}
    assert known.items() <= blocked["lan"].items()
    assert "document" not in blocked["lan"]
    assert printed["lan"]["document"] == receipt()


@pytest.mark.parametrize(
    ("document", "absent"),
    [
        (receipt(receipt={"number": 17}), "receipt_number"),
        (receipt(receipt={"number": {"a": 1}}), "receipt_number"),
        (receipt(duplicate=True), "opens_drawer"),
        (receipt(open_drawer=False), "opens_drawer"),
        (receipt(text=["ż" * LONGEST_DOCUMENT]), "document"),
        ({"kind": "pdf", "pdf": "JVBERi0="}, "document"),
    ],
)
def test_what_the_office_could_not_read_or_keep_is_left_out(
    folder: DataFolder, spool: Spool, document: dict[str, Any], absent: str
) -> None:
    take(spool, "j1", document)
    spool.move("j1", JobState.FAILED, "unsupported_document", NOW)
    (body,) = told(spool, folder)
    assert absent not in body["lan"]


def test_a_copy_says_of_what_it_is_one(folder: DataFolder, spool: Spool) -> None:
    take(spool, "j2", receipt(duplicate=True), device_id=None, reprint_of="j1")
    spool.move("j2", JobState.PRINTED, None, NOW)
    (body,) = told(spool, folder)
    assert body["lan"]["reprint_of"] == "j1"
    assert "device_id" not in body["lan"]


def test_the_last_paper_comes_along_byte_for_byte(folder: DataFolder, spool: Spool) -> None:
    take(spool, "j1", receipt())
    spool.move("j1", JobState.PRINTED, None, NOW)
    first, last = (SentPaper("j1", Medium.ROLL, "Bar", data, 1, 384, {"CP852": 18}) for data in (b"1", b"2"))
    keep(folder, first, last)
    (body,) = told(spool, folder)
    paper = body["paper"]
    assert zlib.decompress(base64.b64decode(paper.pop("packed"))) == b"2"
    assert paper == {"medium": "roll", "dots": 384, "slots": {"CP852": 18}}
    bare = plain(body)
    assert "paper" not in bare
    assert "document" not in bare["lan"]


def test_a_paper_that_is_too_long_and_somebodys_own_pdf_stay_here(folder: DataFolder, spool: Spool) -> None:
    noise = b"".join(sha256(bytes([number & 255, number >> 8])).digest() for number in range(4096))
    assert len(zlib.compress(noise)) > LONGEST_PAPER
    take(spool, "j1", receipt())
    take(spool, "j2", {"kind": "pdf", "pdf": "JVBERi0="})
    take(spool, "j3", receipt())
    for job_id in ("j1", "j2", "j3"):
        spool.move(job_id, JobState.PRINTED, None, NOW)
    keep(
        folder,
        SentPaper("j1", Medium.ROLL, "Bar", noise),
        SentPaper("j2", Medium.PDF, "A4", b"%PDF-"),
        SentPaper("j3", Medium.PDF, "A4", b"%PDF-"),
    )
    assert [(body["id"], "paper" in body) for body in told(spool, folder)] == [
        ("j1", False),
        ("j2", False),
        ("j3", True),
    ]


def test_the_office_is_shown_the_marked_copy_of_its_own_pdf(folder: DataFolder, spool: Spool) -> None:
    usual = {"role": "page_printer", "peripheral_id": "p1", "copies": 1}
    document = {"kind": "pdf", "pdf": "JVBERi0="}
    spool.accept([{"id": "j1", "document": document, **usual}], 0, NOW)
    spool.accept([{"id": "j2", "document": document | {"duplicate": True}, **usual}], 0, NOW)
    take(spool, "j3", document | {"duplicate": True})
    for job_id in ("j1", "j2", "j3"):
        spool.move(job_id, JobState.PRINTED, None, NOW)
    keep(folder, *(SentPaper(job_id, Medium.PDF, "A4", b"%PDF-") for job_id in ("j1", "j2", "j3")))
    assert [body["id"] for body in told(spool, folder) if "paper" in body] == ["j2"]


def test_no_call_is_larger_than_the_office_takes_and_none_is_empty(folder: DataFolder, spool: Spool) -> None:
    long = receipt(text=["ż" * (LONGEST_DOCUMENT - 1000)])
    for number in range(40):
        take(spool, f"j{number}", long)
        spool.move(f"j{number}", JobState.PRINTED, None, NOW)
    seen: list[str] = []
    while lot := next_results(spool, folder.papers):
        size = len(json.dumps([body for _report, body in lot], ensure_ascii=False).encode())
        assert len(lot) == 1 or size <= MOST_TOLD + 1024
        seen += [report.job_id for report, _body in lot]
        spool.acknowledge([report for report, _body in lot])
    assert seen == [f"j{number}" for number in range(40)]
