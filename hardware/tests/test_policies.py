"""How long each paper is worth printing, and what becomes of it when the box lost power half-way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.jobs import JobState
from comptoir_store_server.policies import expiry_for
from comptoir_store_server.spool import Spool

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECONDS, MINUTES, HOURS = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    spool = Spool(folder.spool)
    yield spool
    spool.close()


def a_job(role: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "j1", "role": role, "peripheral_id": "p1", "document": {"kind": kind, **more}}


@pytest.mark.parametrize(
    ("role", "kind", "life"),
    [
        ("receipt_printer", "receipt", 12 * HOURS),
        ("receipt_printer", "text", 12 * HOURS),
        ("receipt_printer", "drawer", 10 * SECONDS),
        ("receipt_printer", "report", 7 * 24 * HOURS),
        ("receipt_printer", "calibration", 10 * MINUTES),
        ("pickup_printer", "pickup", 24 * HOURS),
        ("assembly_printer", "assembly", 24 * HOURS),
        ("assembly_printer", "test", 10 * MINUTES),
        ("page_printer", "pdf", 7 * 24 * HOURS),
        ("cash_drawer", "drawer", 10 * SECONDS),
        ("checkout_scale", "probe", 10 * MINUTES),
        ("product_scanner", "probe", 10 * MINUTES),
        ("payment_terminal", "probe", 10 * MINUTES),
        ("a role of next year", "receipt", 12 * HOURS),
    ],
)
def test_each_paper_has_its_time(spool: Spool, role: str, kind: str, life: timedelta) -> None:
    spool.accept([a_job(role, kind)], 0, NOW)
    assert spool.expire(NOW + life - SECONDS) == []
    assert not spool.claim("j1", NOW + life), "too late to begin"
    assert spool.expire(NOW + life) == ["j1"]


@pytest.mark.parametrize("told", [5 * SECONDS, 30 * 24 * HOURS])
def test_whoever_wants_a_paper_may_say_how_long(told: timedelta) -> None:
    assert expiry_for("receipt_printer", {"kind": "receipt"}, NOW + told, NOW) == NOW + told


def test_a_drawer_waits_ten_seconds_at_most_whatever_is_said() -> None:
    drawer = {"kind": "drawer"}
    assert expiry_for("cash_drawer", drawer, NOW + HOURS, NOW) == NOW + 10 * SECONDS
    assert expiry_for("cash_drawer", drawer, NOW + 3 * SECONDS, NOW) == NOW + 3 * SECONDS


@pytest.mark.parametrize(
    ("role", "kind", "more", "state"),
    [
        ("receipt_printer", "receipt", {}, JobState.UNCERTAIN),
        ("receipt_printer", "drawer", {}, JobState.UNCERTAIN),
        ("cash_drawer", "drawer", {}, JobState.UNCERTAIN),
        ("page_printer", "pdf", {}, JobState.UNCERTAIN),
        ("pickup_printer", "pickup", {}, JobState.QUEUED),
        ("assembly_printer", "assembly", {}, JobState.QUEUED),
        ("pickup_printer", "text", {}, JobState.QUEUED),
        ("pickup_printer", "pdf", {}, JobState.UNCERTAIN),
        ("pickup_printer", "pickup", {"open_drawer": True}, JobState.UNCERTAIN),
        ("assembly_printer", "drawer", {}, JobState.UNCERTAIN),
        ("assembly_printer", "test", {}, JobState.UNCERTAIN),
        ("a role of next year", "assembly", {}, JobState.UNCERTAIN),
    ],
)
def test_after_a_crash_each_role_has_its_way(
    spool: Spool, role: str, kind: str, more: dict[str, Any], state: JobState
) -> None:
    spool.accept([a_job(role, kind, **more)], 0, NOW)
    spool.claim("j1", NOW)
    unsure = spool.recover(NOW)
    job = spool.find("j1")
    assert job is not None
    assert job.state == state
    assert unsure == (["j1"] if state == JobState.UNCERTAIN else [])
    assert bool(job.document.get("duplicate")) == (state == JobState.QUEUED), "a second paper says so"


def test_a_slip_is_printed_again_once_and_said_to_be_a_copy(spool: Spool) -> None:
    spool.accept([a_job("pickup_printer", "pickup")], 0, NOW)
    spool.claim("j1", NOW)
    spool.recover(NOW)
    spool.claim("j1", NOW)
    spool.move("j1", JobState.PRINTED, "as_image", NOW)
    assert [report.body().get("reason") for report in spool.unreported()] == [None, None, "reprinted"]


def test_a_slip_that_two_crashes_caught_is_left_to_a_person(spool: Spool) -> None:
    spool.accept([a_job("pickup_printer", "pickup")], 0, NOW)
    for _ in range(2):
        spool.claim("j1", NOW)
        spool.recover(NOW)
    job = spool.find("j1")
    assert job is not None
    assert (job.state, job.reason, job.reprints) == (JobState.UNCERTAIN, "interrupted", 1)


def test_a_slip_that_cannot_be_printed_again_may_still_be_on_paper_once(spool: Spool) -> None:
    spool.accept([a_job("pickup_printer", "pickup")], 0, NOW)
    spool.claim("j1", NOW)
    spool.recover(NOW)
    spool.expire(NOW + 24 * HOURS)
    job = spool.find("j1")
    assert job is not None
    assert (job.state, job.reason) == (JobState.UNCERTAIN, "interrupted"), "not expired: that means no paper"
