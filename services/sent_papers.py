"""What left a store server for a printer, kept for a while so that somebody can see exactly what was sent."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
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


def keep_paper(session: Session, job: PrintJob, paper: Paper, now: datetime) -> None:
    """Instead of an earlier one of this job; one that cannot be unpacked is left out."""
    if len(paper.packed) > LONGEST_PAPER or unpack(paper.packed) is None:
        return
    session.flush()
    kept = session.get(SentPaper, job.id) or SentPaper(job_id=job.id, account_id=job.account_id)
    kept.medium, kept.packed, kept.dots = paper.medium, paper.packed, paper.dots
    kept.slots, kept.kept_at = dict(paper.slots or {}), now
    session.add(kept)


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
