"""What somebody may do on the box's page: print again, cancel, decide; never twice, never without asking."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comptoir_store_server.jobs import JobState
from journal_shop import Browser
from lan_shop import Counter, new_id, order


def now() -> datetime:
    """By this box's clock."""
    return datetime.now(UTC)


def take(counter: Counter, *, state: JobState | None = None, body: object = None) -> str:
    """A job that stands there."""
    job_id = new_id()
    assert counter.till().print(job_id, body or order("Dzień dobry")).status_code == 201
    if state is not None:
        assert counter.spool.claim(job_id, now())
        assert counter.spool.move(job_id, state, None, now())
    return job_id


def state_of(counter: Counter, job_id: str) -> str:
    """Where it stands."""
    job = counter.spool.find(job_id)
    assert job is not None
    return f"{job.state.value} {job.reason or ''}".strip()


def do(reader: Browser, job_id: str, deed: str) -> str:
    """Ask for it, read the question, press the button; what the next page says."""
    asked = reader.open(f"/jobs/{job_id}/{deed}")
    assert asked.csrf, asked.text
    return reader.send(f"/jobs/{job_id}/{deed}").text


def test_looking_at_a_question_does_nothing(counter: Counter, reader: Browser) -> None:
    waiting, unsure = take(counter), take(counter, state=JobState.UNCERTAIN)
    for path in (f"{waiting}/cancel", f"{unsure}/print-again", f"{unsure}/discard"):
        assert reader.open(f"/jobs/{path}").csrf
        assert reader.http.head(f"/jobs/{path}").status_code == 200
    assert (state_of(counter, waiting), state_of(counter, unsure)) == ("queued", "uncertain")


def test_what_waits_is_cancelled_and_the_office_hears_of_it(counter: Counter, reader: Browser) -> None:
    job_id = take(counter)
    assert "It still waits. It is not printed on Bar any more." in reader.open(f"/jobs/{job_id}/cancel").text
    assert "It was cancelled and is not printed." in do(reader, job_id, "cancel")
    assert state_of(counter, job_id) == "cancelled cancelled_at_box"
    assert "Somebody in the shop cancelled it" in reader.page.text
    (report,) = [each.body() for each in counter.spool.unreported()]
    assert (report["id"], report["status"], report["reason"]) == (job_id, "cancelled", "cancelled_at_box")


def test_what_is_being_printed_cannot_be_cancelled(counter: Counter, reader: Browser) -> None:
    job_id = take(counter)
    question = reader.open(f"/jobs/{job_id}/cancel")
    counter.spool.claim(job_id, now())
    page = reader.send(f"/jobs/{job_id}/cancel")
    assert (page.status, state_of(counter, job_id)) == (409, "sending")
    assert "It does not wait any more" in page.text
    assert question.csrf
    assert not reader.open(f"/jobs/{job_id}/cancel").text.count("It still waits.")


def test_an_uncertain_job_is_printed_again_under_its_own_id(counter: Counter, reader: Browser) -> None:
    job_id = take(counter, state=JobState.UNCERTAIN)
    assert "The paper is there" in reader.open(f"/jobs/{job_id}").text
    assert "It is printed once more, marked as a duplicate." in do(reader, job_id, "print-again")
    assert reader.page.answer.url.path == f"/jobs/{job_id}"
    job = counter.spool.find(job_id)
    assert job is not None
    assert (job.state, job.document["duplicate"]) == (JobState.QUEUED, True)
    assert "It waits to be printed once more, as a duplicate." in reader.page.text


def test_an_uncertain_job_is_settled(counter: Counter, reader: Browser) -> None:
    job_id = take(counter, state=JobState.UNCERTAIN)
    assert "nothing more is printed" in do(reader, job_id, "discard")
    assert state_of(counter, job_id) == "cancelled discarded"
    assert "wanted no second one" in reader.page.text


@pytest.mark.parametrize("deed", ["print-again", "discard"])
def test_a_till_that_decided_meanwhile_was_quicker(counter: Counter, reader: Browser, deed: str) -> None:
    job_id = take(counter, state=JobState.UNCERTAIN)
    reader.open(f"/jobs/{job_id}/{deed}")
    assert counter.till().decide(job_id, "reprint").status_code == 200
    page = reader.send(f"/jobs/{job_id}/{deed}")
    assert page.status == 409
    assert counter.spool.waiting_count() == 1


def test_what_cannot_be_marked_is_printed_again_only_after_a_warning(
    counter: Counter, reader: Browser
) -> None:
    report = {"role": "receipt_printer", "document": {"kind": "report", "report": {}}}
    unsure = take(counter, state=JobState.UNCERTAIN, body=report)
    assert "there will be two" in reader.open(f"/jobs/{unsure}/print-again").text
    assert "It is printed once more." in do(reader, unsure, "print-again")
    over = take(counter, state=JobState.PRINTED, body=report)
    assert "cannot be marked as a duplicate" in reader.open(f"/jobs/{over}").text
    assert reader.send(f"/jobs/{over}/print-again").status == 409
    assert state_of(counter, over) == "printed"


def test_a_copy_is_a_job_of_its_own_that_the_office_can_tell(counter: Counter, reader: Browser) -> None:
    document = {"kind": "text", "text": ["a"], "open_drawer": True}
    first = take(
        counter, state=JobState.PRINTED, body={"role": "receipt_printer", "document": document, "copies": 4}
    )
    assert "marked as a duplicate" in do(reader, first, "print-again")
    copy = counter.spool.find(reader.page.answer.url.path.rsplit("/", 1)[1])
    assert copy is not None
    assert copy.id != first
    assert copy.document == {**document, "duplicate": True, "open_drawer": False}
    assert (copy.copies, copy.device_id, copy.peripheral_id) == (1, "d1", "p1")
    assert copy.expires_at is not None
    assert timedelta(minutes=55) < copy.expires_at - now() <= timedelta(hours=1)
    counter.spool.claim(copy.id, now())
    report = next(each.body() for each in counter.spool.unreported() if each.job_id == copy.id)
    assert report["lan"]["reprint_of"] == first
    older = next(each.body() for each in counter.spool.unreported() if each.job_id == first)
    assert "reprint_of" not in older["lan"]


def test_pressing_twice_prints_one_copy(counter: Counter, reader: Browser) -> None:
    first = take(counter, state=JobState.PRINTED)
    csrf = reader.open(f"/jobs/{first}/print-again").csrf

    def press(_: int) -> int:
        return reader.http.post(f"/jobs/{first}/print-again", data={"csrf": csrf}).status_code

    with ThreadPoolExecutor(4) as hands:
        statuses = sorted(hands.map(press, range(4)))
    assert statuses == [303, 409, 409, 409]
    assert counter.spool.waiting_count() == 1
    assert "A copy of it is under way already." in reader.open(f"/jobs/{first}").text


def test_a_printer_that_is_gone_prints_no_copy(counter: Counter, reader: Browser) -> None:
    first = take(counter, state=JobState.PRINTED)
    counter.told = replace(counter.told, peripherals={})
    page = reader.open(f"/jobs/{first}")
    assert "Its printer is not here any more." in page.text
    assert "A printer that is no longer here" in page.text
    assert reader.send(f"/jobs/{first}/print-again").status == 409
    assert counter.spool.waiting_count() == 0


def test_a_drawer_is_not_opened_from_here(counter: Counter, reader: Browser) -> None:
    drawer = take(
        counter, state=JobState.UNCERTAIN, body={"role": "receipt_printer", "document": {"kind": "drawer"}}
    )
    page = reader.open(f"/jobs/{drawer}")
    assert "A drawer is not opened once more from here." in page.text
    assert "Print again" not in page.text
    assert reader.send(f"/jobs/{drawer}/print-again").status == 409
    assert counter.spool.waiting_count() == 0
    assert "nothing more is printed" in do(reader, drawer, "discard")


def test_the_course_of_a_job_is_told_with_its_stand_in(counter: Counter, reader: Browser) -> None:
    kitchen = replace(counter.told.peripherals["p1"], id="p2", name="Kuchnia")
    counter.told = replace(counter.told, peripherals={**counter.told.peripherals, "p2": kitchen})
    job_id = take(counter)
    counter.spool.move(job_id, JobState.BLOCKED, "cover_open", now())
    assert counter.spool.redirect(job_id, "p2")
    counter.spool.claim(job_id, now())
    counter.spool.move(job_id, JobState.SENDING, "paper_out", now())
    counter.spool.move(job_id, JobState.SENDING, None, now())
    counter.spool.move(job_id, JobState.PRINTED, None, now())
    text = reader.open(f"/jobs/{job_id}").text
    told = [
        "The till d1 asked for it in the shop’s own network.",
        "d1 uses Bar as “Receipt printer”.",
        "Bar could not print, so its stand-in Kuchnia took it. The cover is open.",
        "The store server received it.",
        "Waiting for the printer. The cover is open.",
        "The store server began to send it.",
        "The printer paused. The paper has run out.",
        "The printer went on.",
        "Printed.",
    ]
    places = [text.find(each) for each in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert "stand-in: Kuchnia" in reader.open("/").text


def test_a_job_of_the_office_says_that_it_came_from_there(counter: Counter, reader: Browser) -> None:
    document = {"kind": "test"}
    jobs = [
        {"id": "o1", "role": "receipt_printer", "peripheral_id": "p1", "document": document},
        {
            "id": "o2",
            "role": "receipt_printer",
            "peripheral_id": "p1",
            "document": document,
            "device_id": "d1",
        },
        {
            "id": "o3",
            "role": "pickup_printer",
            "peripheral_id": "p1",
            "document": document,
            "device_id": "zz",
        },
    ]
    counter.spool.accept(jobs, 0.0, now())
    assert "It came from the back office. " in reader.open("/jobs/o1").text
    assert "Bar was chosen by hand" in reader.page.text
    assert "It came through the back office, for the till d1." in reader.open("/jobs/o2").text
    text = reader.open("/jobs/o3").text
    assert "At that time A till that is no longer here used Bar as “Pick-up slip printer”" in text


def test_a_job_from_before_the_course_was_kept_is_shown_all_the_same(
    counter: Counter, reader: Browser
) -> None:
    job_id = take(counter, state=JobState.PRINTED)
    counter.spool.print_again(job_id, now())
    _forget_course(counter)
    text = reader.open(f"/jobs/{job_id}").text
    assert "The store server received it." in text
    assert "Printed." in text


def _forget_course(counter: Counter) -> None:
    with closing(sqlite3.connect(counter.folder.spool)) as db, db:
        db.execute("DELETE FROM course")


def test_the_course_goes_with_its_job(counter: Counter) -> None:
    job_id = take(counter, state=JobState.PRINTED)
    counter.spool.acknowledge(counter.spool.unreported())
    counter.spool.forget_old(now() + timedelta(days=40))
    assert counter.spool.find(job_id) is None
    assert counter.spool._read("SELECT count(*) FROM course") == [(0,)]
