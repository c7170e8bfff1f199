"""The spool: jobs and their states outlive a crash, and an id counts once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.spool import JobState, Spool

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def spool(folder: DataFolder) -> Iterator[Spool]:
    spool = Spool(folder.spool)
    yield spool
    spool.close()


def a_job(job_id: str, **more: Any) -> dict[str, Any]:
    job = {"id": job_id, "role": "receipt_printer", "peripheral_id": "p1", "copies": 1}
    return {**job, "document": {"kind": "text", "text": [job_id]}, **more}


SPOILT: dict[str, dict[str, Any]] = {
    "no document": {"document": None},
    "no place": {"peripheral_id": 7},
    "too many copies": {"copies": 10**30},
    "half a letter": {"document": {"kind": "text", "text": ["\ud83d"]}},
    "half a letter in its role": {"role": "\ud83d"},
}


@pytest.mark.parametrize("kind", SPOILT)
def test_one_spoilt_job_of_a_lot_is_told_as_failed_and_the_others_are_taken(spool: Spool, kind: str) -> None:
    good = {"role": "receipt_printer", "peripheral_id": "p1", "document": {"kind": "text", "text": ["x"]}}
    lot = [good | {"id": "a"}, good | {"id": "b"} | SPOILT[kind], good | {"id": "c"}]
    assert spool.accept(lot, 0.0, datetime.now(UTC)) == ["a", "c"]
    assert [job.id for job in spool.waiting("p1")] == ["a", "c"]
    (report,) = spool.unreported()
    assert report.body() | {"at": ""} == {"id": "b", "status": "failed", "reason": "unreadable_job", "at": ""}


@pytest.mark.parametrize("offset_s", [-3600.0, 0.0, 3600.0, 1e9])
@pytest.mark.parametrize("told", ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59-14:00"])
def test_a_time_at_the_end_of_the_calendar_means_as_long_as_may_be(
    spool: Spool, told: str, offset_s: float
) -> None:
    now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    job = {"id": "a", "role": "receipt_printer", "peripheral_id": "p1", "document": {"kind": "text"}}
    assert spool.accept([job | {"expires_at": told}], offset_s, now) == ["a"]
    kept = spool.find("a")
    assert kept is not None
    assert kept.expires_at == now + timedelta(days=35)


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"])
def test_a_time_at_the_beginning_of_the_calendar_is_over(spool: Spool, told: str) -> None:
    job = {"id": "a", "role": "receipt_printer", "peripheral_id": "p1", "document": {"kind": "text"}}
    now = datetime.now(UTC)
    spool.accept([job | {"expires_at": told}], 3600.0, now)
    assert spool.expire(now) == ["a"]


def test_first_come_first_printed(spool: Spool) -> None:
    spool.accept([a_job("b"), a_job("a")], 0, NOW)
    job = spool.next_waiting("p1")
    assert job is not None
    assert job.id == "b"


def test_a_job_leased_twice_is_taken_once_and_its_state_told_again(spool: Spool) -> None:
    assert spool.accept([a_job("a")], 0, NOW) == ["a"]
    spool.claim("a", NOW)
    spool.move("a", JobState.PRINTED, None, NOW)
    spool.acknowledge(spool.unreported())
    assert spool.accept([a_job("a")], 0, NOW) == []
    assert spool.next_waiting("p1") is None
    assert [report.status for report in spool.unreported()] == ["printed"]


def test_what_was_being_sent_is_uncertain_after_a_crash(folder: DataFolder, spool: Spool) -> None:
    spool.accept([a_job("a"), a_job("b")], 0, NOW)
    spool.claim("a", NOW)
    reborn = Spool(folder.spool)
    assert reborn.recover(NOW) == ["a"]
    waiting = reborn.next_waiting("p1")
    assert waiting is not None
    assert waiting.id == "b"
    assert [report.status for report in reborn.unreported()] == ["sending", "uncertain"]
    reborn.close()


def test_a_job_can_be_claimed_once_only(spool: Spool) -> None:
    spool.accept([a_job("a")], 0, NOW)
    assert spool.claim("a", NOW)
    assert not spool.claim("a", NOW)


def test_an_ended_job_never_changes_again(spool: Spool) -> None:
    spool.accept([a_job("a")], 0, NOW)
    spool.claim("a", NOW)
    spool.move("a", JobState.UNCERTAIN, "interrupted", NOW)
    assert not spool.move("a", JobState.PRINTED, None, NOW)


def test_expiry_is_read_by_the_office_clock(spool: Spool) -> None:
    in_a_minute = (NOW + timedelta(minutes=1)).isoformat()
    spool.accept([a_job("a", expires_at=in_a_minute)], 120, NOW)
    assert spool.expire(NOW) == ["a"], "the office's clock is two minutes ahead: its time is over"


def test_a_drawer_opens_now_or_never(spool: Spool) -> None:
    spool.accept([a_job("d", document={"kind": "drawer"})], 0, NOW)
    assert spool.expire(NOW + timedelta(seconds=9)) == []
    assert not spool.claim("d", NOW + timedelta(seconds=11))
    assert spool.expire(NOW + timedelta(seconds=11)) == ["d"]


def test_ids_are_remembered_for_a_month(spool: Spool) -> None:
    spool.accept([a_job("a")], 0, NOW)
    spool.claim("a", NOW)
    spool.move("a", JobState.PRINTED, None, NOW)
    spool.acknowledge(spool.unreported())
    spool.forget_old(NOW + timedelta(days=31))
    assert spool.find("a") is not None
    spool.forget_old(NOW + timedelta(days=36))
    assert spool.find("a") is None


def test_what_the_office_does_not_know_yet_is_never_forgotten(spool: Spool) -> None:
    spool.accept([a_job("a")], 0, NOW)
    spool.claim("a", NOW)
    spool.move("a", JobState.PRINTED, None, NOW)
    spool.forget_old(NOW + timedelta(days=100))
    assert spool.find("a") is not None


def test_what_is_begun_at_the_last_moment_does_not_expire(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.accept([a_job("a", document={"kind": "drawer"}), a_job("b", document={"kind": "drawer"})], 0, NOW)
    looked = spool._overdue

    def begin_meanwhile(at: str) -> list[str]:
        found = looked(at)
        monkeypatch.undo()
        assert spool.claim("a", NOW)
        return found

    monkeypatch.setattr(spool, "_overdue", begin_meanwhile)
    assert spool.expire(NOW + timedelta(seconds=11)) == ["b"]
    assert spool.move("a", JobState.PRINTED, None, NOW), "it was on its way, not waiting"
