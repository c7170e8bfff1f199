"""Printers fail in every way while the box loses power: each job is on paper once, or somebody is told."""

from pathlib import Path

import pytest

from soak.day import SMALL, live_through
from soak.faults import EVERY
from soak.verdict import Papers, judge, text_of


def test_nothing_is_lost_and_nothing_doubled_silently(tmp_path: Path) -> None:
    outcome = live_through(SMALL, tmp_path)
    verdict = outcome.verdict
    assert (verdict.untold, verdict.lost, verdict.doubled) == ([], [], [])
    assert outcome.crashes == SMALL.crashes
    assert {fault for faults in outcome.faults.values() for fault in faults} == {
        each.__name__ for each in EVERY
    }, "every way of failing happened"
    printed = verdict.states["printed"] + verdict.states["printed (reprinted)"]
    assert printed >= SMALL.jobs * 0.7, f"flagging everything would be no answer: {verdict.states}"


WHOLE = text_of("j1")
COPY = ["DUPLIKAT", *WHOLE]


@pytest.mark.parametrize(
    ("paper", "told", "fault"),
    [
        (WHOLE, {"status": "printed"}, None),
        ([], {"status": "uncertain"}, None),
        (WHOLE[:2], {"status": "uncertain"}, None),
        (WHOLE + COPY, {"status": "printed", "reason": "reprinted"}, None),
        ([], {}, "untold"),
        (WHOLE, {"status": "sending"}, "untold"),
        ([], {"status": "printed"}, "lost"),
        (WHOLE[:2], {"status": "printed"}, "lost"),
        (WHOLE + WHOLE, {"status": "printed"}, "doubled"),
        (WHOLE + WHOLE, {"status": "uncertain"}, "doubled"),
        (WHOLE + COPY, {"status": "printed"}, "doubled"),
        (WHOLE[:1] + WHOLE, {"status": "printed", "reason": "reprinted"}, "doubled"),
    ],
)
def test_the_verdict_sees_every_fault(paper: list[str], told: dict[str, str], fault: str | None) -> None:
    papers = Papers()
    papers.read(paper)
    verdict = judge(["j1"], papers, {"j1": told} if told else {})
    seen = {name for name in ("untold", "lost", "doubled") if getattr(verdict, name)}
    assert seen == ({fault} if fault else set())
    assert verdict.is_good == (fault is None)
