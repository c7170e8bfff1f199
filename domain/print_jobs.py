"""The honest states of a print job, and which report may follow which (DESIGN §4, Printing)."""

from datetime import timedelta

from domain.names import PrintStatus

LEASE = timedelta(seconds=30)
FINAL = frozenset({PrintStatus.PRINTED, PrintStatus.FAILED, PrintStatus.EXPIRED, PrintStatus.CANCELLED})
#: nothing happens to these any more by itself
SETTLED = FINAL | {PrintStatus.UNCERTAIN}
#: how the office ends a job that no store server has fetched
CLOSED_UNFETCHED = frozenset({PrintStatus.EXPIRED, PrintStatus.CANCELLED})
#: papers on which a copy says that it is one; the store server marks each page of a finished document
MARKED = frozenset({"receipt", "pickup", "assembly", "report", "text", "pdf"})
#: what a store server may report
REPORTED = frozenset(
    {
        PrintStatus.SENDING,
        PrintStatus.PRINTED,
        PrintStatus.UNCERTAIN,
        PrintStatus.BLOCKED,
        PrintStatus.FAILED,
        PrintStatus.EXPIRED,
        PrintStatus.CANCELLED,
    }
)


def may_follow(current: str, reported: str) -> bool:
    """Whether a report moves the job: a final state stays, and so does a report that came out of order."""
    if current in FINAL or reported not in REPORTED:
        return False
    if current == PrintStatus.UNCERTAIN:
        return reported in FINAL
    return True


def refusal_for_reprint(kind: str, status: str) -> str | None:
    """Why a job is not put on paper once more; None when it is: it must be over, and its copy marked as one."""
    if kind not in MARKED:
        return "reprint_unmarked"
    return None if status in SETTLED else "reprint_unsettled"
