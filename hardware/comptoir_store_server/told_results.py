"""What the office is told of print jobs: where they stand and, with their end, the paper as it left."""

import base64
import json
import logging
import sqlite3
import zlib
from pathlib import Path
from typing import Any

from comptoir_store_server.jobs import ENDED, Job, Report
from comptoir_store_server.kept_papers import Medium, SentPaper, find_papers
from comptoir_store_server.spool import Spool

log = logging.getLogger(__name__)
#: A longer paper stays here: as packed as it travels.
LONGEST_PAPER = 64 * 1024
#: Of one call to the office, which takes four times as much; but at least one report.
MOST_TOLD = 1024 * 1024


def next_results(spool: Spool, papers: Path) -> list[tuple[Report, dict[str, Any]]]:
    """The oldest reports with what the office reads, as many as one call holds."""
    lot: list[tuple[Report, dict[str, Any]]] = []
    size = 0
    for report in spool.unreported():
        body = _body(report, spool, papers)
        size += len(json.dumps(body, ensure_ascii=False).encode())
        if lot and size > MOST_TOLD:
            break
        lot.append((report, body))
    return lot


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The same without what comes along only to be looked at: where the job stands matters more."""
    bare = {name: value for name, value in body.items() if name != "paper"}
    if "lan" in bare:
        bare["lan"] = {name: value for name, value in bare["lan"].items() if name != "document"}
    return bare


def _body(report: Report, spool: Spool, papers: Path) -> dict[str, Any]:
    body = report.body()
    if report.status not in set(ENDED):
        return body
    try:
        sent = find_papers(papers, report.job_id)
    except (sqlite3.Error, zlib.error, ValueError):
        log.exception("paper_not_told", extra={"job": report.job_id})
        return body
    told = _paper(sent[-1], report, spool) if sent else None
    return body | ({"paper": told} if told else {})


def _paper(sent: SentPaper, report: Report, spool: Spool) -> dict[str, Any] | None:
    """Nothing of a PDF that somebody sent here: the office has it, or it is none of its business.

    Only what was made of the office's own PDF is news to it: a copy with the word on each page.
    """
    job = spool.find(report.job_id)
    if sent.medium == Medium.PDF and (job is None or not _is_news(job)):
        return None
    packed = zlib.compress(sent.data, 6)
    if len(packed) > LONGEST_PAPER:
        return None
    return {
        "medium": sent.medium.value,
        "dots": sent.dots,
        "slots": dict(sent.slots),
        "packed": base64.b64encode(packed).decode(),
    }


def _is_news(job: Job) -> bool:
    if job.document.get("kind") != "pdf":
        return True
    return job.fingerprint is None and bool(job.document.get("duplicate"))
