"""What left a store server for a printer, kept for a while so that somebody can see exactly what was sent."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import PrintJob, SentPaper

#: packed; a receipt needs a hundredth of it
LONGEST_PAPER = 64 * 1024
#: unpacked: six metres of roll as a picture
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """One copy of a job, byte for byte, packed by zlib."""

    #: `roll` or `pdf`
    medium: str
    packed: bytes
    dots: int = 0
    #: code page -> the number by which the printer knows it
    slots: Mapping[str, int] | None = None


def keep_papers(session: Session, papers: Mapping[PrintJob, Paper], now: datetime) -> None:
    """Each instead of an earlier one of its job; one that cannot be unpacked is left out."""
    whole = {job: paper for job, paper in papers.items() if _is_whole(paper)}
    if not whole:
        return
    session.flush()
    query = select(SentPaper).where(SentPaper.job_id.in_([job.id for job in whole]))
    known = {kept.job_id: kept for kept in session.scalars(query)}
    for job, paper in whole.items():
        kept = known.get(job.id) or SentPaper(job_id=job.id, account_id=job.account_id)
        kept.medium, kept.packed, kept.dots = paper.medium, paper.packed, paper.dots
        kept.slots, kept.kept_at = dict(paper.slots or {}), now
        session.add(kept)


def _is_whole(paper: Paper) -> bool:
    return len(paper.packed) <= LONGEST_PAPER and unpack(paper.packed) is not None


def find_paper(session: Session, job: PrintJob) -> SentPaper | None:
    """What left for the printer, if it is still kept."""
    return session.get(SentPaper, job.id)


def unpack(packed: bytes) -> bytes | None:
    """None if it is damaged, or larger than any paper."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, MOST_BYTES)
    except zlib.error:
        return None
    return data if unpacking.eof else None


def forget_papers(session: Session, before: datetime) -> object:
    """Of every account; the documents stay."""
    old = delete(SentPaper).where(SentPaper.kept_at < before)
    return session.execute(old.execution_options(synchronize_session=False))
