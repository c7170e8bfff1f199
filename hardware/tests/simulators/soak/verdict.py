"""What the paper says against what the office was told: lost, doubled, or flagged."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FINAL = ("printed", "uncertain", "failed", "expired", "cancelled")
#: Above a second paper, in the language of the soaked shop.
COPY_MARK = "DUPLIKAT"


def text_of(job_id: str) -> list[str]:
    """The lines of one job; how many of each are on paper tells everything."""
    return [f"{job_id} begins", f"{job_id} goes on", f"{job_id} ends"]


@dataclass
class Verdict:
    """What became of all jobs."""

    states: Counter[str] = field(default_factory=Counter)
    #: The office never heard how it ended.
    untold: list[str] = field(default_factory=list)
    #: Told as printed, but not whole on paper.
    lost: list[str] = field(default_factory=list)
    #: On paper twice, and nobody was told or the second is not marked.
    doubled: list[str] = field(default_factory=list)
    #: Uncertain ones that are whole on paper: asking was right, nothing is missing.
    uncertain_but_whole: int = 0

    @property
    def is_good(self) -> bool:
        """Each job is on paper once or flagged."""
        return not (self.untold or self.lost or self.doubled)


@dataclass
class Papers:
    """All lines that came out of all printers."""

    begun: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)

    def read(self, lines: Iterable[str]) -> None:
        """One printer's paper from top to bottom."""
        before = ""
        for line in filter(None, (each.strip() for each in lines)):
            job_id, _, rest = line.partition(" ")
            if rest == "begins":
                self.begun[job_id] += 1
                self.marked[job_id] += before == COPY_MARK
            elif rest == "ends":
                self.ended[job_id] += 1
            before = line


def judge(ids: Iterable[str], papers: Papers, told: Mapping[str, dict[str, Any]]) -> Verdict:
    """Hold every job's paper against its last report."""
    verdict = Verdict()
    for job_id in ids:
        last = told.get(job_id, {})
        state, is_reprinted = str(last.get("status")), last.get("reason") == "reprinted"
        verdict.states[f"{state} (reprinted)" if is_reprinted else state] += 1
        if state not in FINAL:
            verdict.untold.append(job_id)
        if state == "printed" and not papers.ended[job_id]:
            verdict.lost.append(job_id)
        if _is_doubled(papers.begun[job_id], papers.marked[job_id], state, is_reprinted):
            verdict.doubled.append(job_id)
        verdict.uncertain_but_whole += state == "uncertain" and papers.ended[job_id] > 0
    return verdict


def _is_doubled(begun: int, marked: int, state: str, is_reprinted: bool) -> bool:
    is_flagged = state == "uncertain" or is_reprinted
    return begun - marked > 1 or marked > 1 or (begun > 1 and not is_flagged)
