"""A till hears what its own scanner reads, and nobody else does; printing waits for none of them."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from cable import SerialEnd
from comptoir_store_server.lan.listener import THREADS
from comptoir_store_server.lan.scanners import LONGEST_WAIT, MOST_WAITING
from comptoir_store_server.scanners import worker
from comptoir_store_server.scanners.sources import KeySource
from comptoir_store_server.scanners.tray import Tray
from fake_keys import typed
from fake_office import FakeOffice
from lan_shop import Box, Counter, Till, code, configuration, new_id, order, receipt_printer

WaitFor = Callable[..., None]
Call = Callable[..., "Future[httpx.Response]"]
EAN, OTHER = "5901234123457", "4006381333931"


@pytest.fixture
def call() -> Iterator[Call]:
    """Calls in a thread of its own."""
    with ThreadPoolExecutor(2 * THREADS) as pool:
        yield pool.submit


def tray_of(counter: Counter, holder: str | None = "d1", scanner_id: str = "c1") -> Tray:
    """A scanner at the counter."""
    counter.trays[scanner_id] = Tray()
    counter.trays[scanner_id].hand_to(holder)
    return counter.trays[scanner_id]


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [event["code"] for event in answer.json()["events"]]


def test_what_was_scanned_is_told_once_and_in_order(counter: Counter) -> None:
    tray, till = tray_of(counter), counter.till()
    start = till.scans().json()
    assert start["events"] == []
    for each in (EAN, OTHER, EAN):
        tray.put(each)
    told = till.scans(after=start["after"])
    assert codes(told) == [EAN, OTHER, EAN]
    events, after = told.json()["events"], told.json()["after"]
    assert len({event["id"] for event in events}) == 3
    assert all(event["at"].endswith("Z") for event in events)
    assert after == events[-1]["id"]
    assert told.json()["missed"] == 0
    assert codes(till.scans(after=after)) == []


def test_a_till_that_waits_is_told_at_once(counter: Counter, call: Call, wait_for: WaitFor) -> None:
    tray, till = tray_of(counter), counter.till()
    waiting = call(till.scans, wait_s=LONGEST_WAIT)
    wait_for(lambda: tray.waiting == 1, "it waits")
    assert not waiting.done()
    tray.put(EAN)
    assert codes(waiting.result(20)) == [EAN]


def test_a_till_that_lost_its_network_calls_again(counter: Counter, call: Call, wait_for: WaitFor) -> None:
    tray, till = tray_of(counter), counter.till()
    dead = call(till.scans, wait_s=LONGEST_WAIT)
    wait_for(lambda: tray.waiting == 1, "it waits")
    again = call(till.scans, wait_s=LONGEST_WAIT)
    assert codes(dead.result(20)) == [], "the line that may be dead is let go"
    wait_for(lambda: tray.waiting == 1, "the new call waits")
    tray.put(EAN)
    assert codes(again.result(20)) == [EAN]


def test_an_answer_that_never_arrived_is_told_again(counter: Counter) -> None:
    tray, till = tray_of(counter), counter.till()
    start = till.scans().json()["after"]
    tray.put(EAN)
    assert codes(till.scans(after=start)) == codes(till.scans(after=start)) == [EAN]


def test_another_till_gets_nothing(counter: Counter) -> None:
    tray_of(counter, "d1").put(EAN)
    assert code(counter.till("d2").scans()) == (409, "scanner_not_yours")
    assert code(counter.till("d1").scans("c9")) == (404, "scanner_unknown")
    assert code(counter.till("d1").scans("p1")) == (404, "scanner_unknown"), "a printer"
    tray_of(counter, None)
    assert code(counter.till("d1").scans()) == (409, "scanner_not_yours")
    assert code(counter.till(None).scans()) == (401, "token_missing")
    assert code(counter.till("guessed").scans()) == (401, "token_unknown")


def test_whoever_waits_while_it_is_taken_over_hears_so_at_once(
    counter: Counter, call: Call, wait_for: WaitFor
) -> None:
    tray, old, new = tray_of(counter), counter.till("d1"), counter.till("d2")
    place = old.scans().json()["after"]
    tray.put(EAN)
    waiting = call(old.scans, wait_s=LONGEST_WAIT)
    wait_for(lambda: tray.waiting == 1, "it waits")
    tray.hand_to("d2")
    assert code(waiting.result(20)) == (409, "scanner_not_yours")
    assert codes(new.scans(after=place)) == []
    tray.put(OTHER)
    assert codes(new.scans(after=place)) == [OTHER]
    assert code(old.scans(after=place)) == (409, "scanner_not_yours")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"wait_s": "-1"}, "wait_s"),
        ({"wait_s": "25.1"}, "wait_s"),
        ({"wait_s": "nan"}, "wait_s"),
        ({"wait_s": "inf"}, "wait_s"),
        ({"wait_s": "soon"}, "wait_s"),
        ({"after": "yesterday"}, "after"),
        ({"after": "x" * 4000}, "after"),
    ],
)
def test_a_question_that_cannot_be_meant(counter: Counter, query: dict[str, str], field: str) -> None:
    tray_of(counter)
    answer = counter.till().scans(**query)
    assert code(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_question_without_end_is_none(counter: Counter) -> None:
    tray_of(counter)
    answer = counter.till().http.get("/scanners/c1/events?" + "a=1&" * 100)
    assert code(answer) == (400, "bad_request")


def test_printing_waits_for_none_of_those_that_wait_for_a_scan(
    counter: Counter, call: Call, wait_for: WaitFor
) -> None:
    trays = [tray_of(counter, "d1", f"c{number}") for number in range(MOST_WAITING + 4)]
    till = counter.till()
    calls = [call(till.scans, f"c{number}", wait_s=LONGEST_WAIT) for number in range(len(trays))]
    wait_for(lambda: sum(tray.waiting for tray in trays) == MOST_WAITING, "as many as there is room for wait")
    wait_for(lambda: sum(each.done() for each in calls) == 4, "the others are told to come again")
    sent_away = [each.result() for each in calls if each.done()]
    assert [code(each) for each in sent_away] == [(503, "busy")] * 4
    assert {each.headers["Retry-After"] for each in sent_away} == {"1"}
    printed = [call(till.print, new_id(), order(f"sale {number}")) for number in range(40)]
    assert [each.result(30).status_code for each in printed] == [201] * 40
    assert sum(tray.waiting for tray in trays) == MOST_WAITING, "they wait on"
    for number, tray in enumerate(trays):
        tray.put(str(number))
    told = [codes(each.result(20)) for each in calls if each.result(20).status_code == 200]
    assert len(told) == MOST_WAITING


def test_where_there_is_no_room_to_wait_scans_arrive_all_the_same(
    counter: Counter, call: Call, wait_for: WaitFor
) -> None:
    trays = [tray_of(counter, "d1", f"c{number}") for number in range(MOST_WAITING)]
    till = counter.till()
    calls = [call(till.scans, f"c{number}", wait_s=LONGEST_WAIT) for number in range(len(trays))]
    wait_for(lambda: sum(tray.waiting for tray in trays) == MOST_WAITING, "all wait")
    late = tray_of(counter, "d1", "late")
    start = till.scans("late").json()["after"]
    late.put(EAN)
    assert codes(till.scans("late", after=start, wait_s=LONGEST_WAIT)) == [EAN]
    trays[0].put(OTHER)
    wait_for(lambda: any(each.done() for each in calls), "one has gone")
    waiting = call(till.scans, "late", wait_s=LONGEST_WAIT)
    wait_for(lambda: late.waiting == 1, "its place is free")
    for tray in (*trays, late):
        tray.close()
    assert codes(waiting.result(20)) == []


def test_a_till_that_calls_without_end_takes_one_place(
    counter: Counter, call: Call, wait_for: WaitFor
) -> None:
    tray, other = tray_of(counter, "d1"), tray_of(counter, "d2", "c2")
    mad, sane = counter.till("d1"), counter.till("d2")
    calls = [call(mad.scans, wait_s=LONGEST_WAIT) for _ in range(60)]
    wait_for(lambda: sum(each.done() for each in calls) == 59 and tray.waiting == 1, "one of them waits")
    waiting = call(sane.scans, "c2", wait_s=LONGEST_WAIT)
    wait_for(lambda: other.waiting == 1, "there is room for the other till")
    other.put(EAN)
    assert codes(waiting.result(20)) == [EAN]
    tray.put(OTHER)
    assert [codes(each.result(20)) for each in calls].count([OTHER]) == 1


# A whole box.


def shop_with(path: str, holder: str | None = "d1", **more: Any) -> dict[str, Any]:
    """Its scanner is at this line, and belongs to this till."""
    connection = {"type": "usb", "path": path}
    scanner = {
        "id": "c1",
        "name": "Hand scanner",
        "kind": "barcode_scanner",
        "connection": connection,
        **more,
    }
    body = configuration(receipt_printer(9), scanner)
    route = {"device_id": holder, "role": "product_scanner", "peripheral_id": "c1"}
    return body | {"routes": [*body["routes"], route] if holder else body["routes"]}


def tell(office: FakeOffice, body: dict[str, Any]) -> None:
    """The office says otherwise from now on."""
    with office.lock:
        office.books.configuration = body
        office.books.revision += 1


@pytest.fixture
def far() -> Iterator[SerialEnd]:
    """The scanner's end of its cable."""
    end = SerialEnd()
    yield end
    end.close()


def open_till(box: Box, wait_for: WaitFor, device_id: str = "d1") -> tuple[Till, str]:
    """A till whose scanner is held, and from where it listens."""
    till = box.till(device_id)
    wait_for(lambda: till.scans().status_code == 200, "the configuration is here")
    wait_for(lambda: till.scans().json()["state"] == "online", "the scanner is in our hand")
    return till, till.scans().json()["after"]


def test_from_the_scanner_to_the_till(
    box: Box, office: FakeOffice, far: SerialEnd, wait_for: WaitFor
) -> None:
    office.books.configuration = shop_with(far.path)
    box.start()
    till, start = open_till(box, wait_for)
    far.say(b"5901234123457\r\n\x80\x00rubbish\r\n\x024006381333931\x03")
    wait_for(lambda: len(codes(till.scans(after=start))) == 2, "both")
    assert codes(till.scans(after=start)) == [EAN, OTHER]
    office.close()
    far.say(b"5901")
    far.say(b"234123457\r")
    wait_for(lambda: codes(till.scans(after=start))[2:] == [EAN], "also without the internet")


def test_the_cable_is_pulled_and_plugged_in_again(
    box: Box, office: FakeOffice, far: SerialEnd, wait_for: WaitFor, tmp_path: Path
) -> None:
    socket = tmp_path / "scanner"
    socket.symlink_to(far.path)
    office.books.configuration = shop_with(str(socket))
    box.start()
    till, start = open_till(box, wait_for)
    far.say(b"5901234123457\r590123")
    wait_for(lambda: codes(till.scans(after=start)) == [EAN], "before")
    far.pull()
    wait_for(lambda: till.scans().json()["state"] == "unreachable", "missed")
    assert till.scans().json()["reason"] == "path_missing"
    socket.unlink()
    again = SerialEnd()
    try:
        socket.symlink_to(again.path)
        wait_for(lambda: till.scans().json()["state"] == "online", "back")
        assert "reason" not in till.scans().json()
        again.say(b"4006381333931\r")
        wait_for(lambda: codes(till.scans(after=start)) == [EAN, OTHER], "goes on where it was")
    finally:
        box.stop()
        again.close()


def test_the_office_gives_it_to_another_till(
    box: Box, office: FakeOffice, far: SerialEnd, wait_for: WaitFor, call: Call
) -> None:
    office.books.configuration = shop_with(far.path, "d1")
    box.start()
    old, start = open_till(box, wait_for, "d1")
    far.say(b"5901234123457\r")
    wait_for(lambda: codes(old.scans(after=start)) == [EAN], "the first till has it")
    waiting = call(old.scans, wait_s=LONGEST_WAIT)
    tell(office, shop_with(far.path, "d2"))
    assert code(waiting.result(30)) == (409, "scanner_not_yours")
    new = box.till("d2")
    assert codes(new.scans(after=start)) == []
    far.say(b"4006381333931\r")
    wait_for(lambda: codes(new.scans(after=start)) == [OTHER], "the second till has it")
    assert code(old.scans(after=start)) == (409, "scanner_not_yours")
    tell(office, shop_with(far.path, None))
    wait_for(lambda: new.scans().status_code == 409, "nobody's")
    tell(office, configuration(receipt_printer(9)))
    wait_for(lambda: code(new.scans()) == (404, "scanner_unknown"), "gone")


def test_a_test_takes_the_next_scan_and_the_till_the_one_after(
    box: Box, office: FakeOffice, far: SerialEnd, wait_for: WaitFor, call: Call
) -> None:
    office.books.configuration = shop_with(far.path)
    box.start()
    till, start = open_till(box, wait_for)
    waiting = call(till.scans, after=start, wait_s=LONGEST_WAIT)
    office.order("j1", {"kind": "probe", "probe": "scan", "wait_s": 60}, "c1")
    wait_for(lambda: office.statuses("j1") == ["sending"], "the test waits")
    far.say(b"5901234123457\r")
    wait_for(lambda: office.statuses("j1") == ["sending", "printed"], "the test has it")
    assert office.last_result("j1")["result"] == {"scanned": EAN}
    far.say(b"4006381333931\r")
    wait_for(lambda: codes(till.scans(after=start)) == [OTHER], "the till has the next, and only that")
    assert codes(waiting.result(30)) in ([], [OTHER])


def test_a_scanner_that_types_is_read_as_its_keyboard_for_the_till_and_as_asked_for_a_test(
    box: Box, office: FakeOffice, wait_for: WaitFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, kernels = os.pipe()
    os.set_blocking(ours, False)
    monkeypatch.setattr(worker, "check_file", lambda path: None)
    monkeypatch.setattr(worker, "open_source", lambda _connection, layout, _timeout: KeySource(ours, layout))
    office.books.configuration = shop_with("/dev/input/by-id/usb-scanner-event-kbd", keyboard_layout="fr")
    box.start()
    till, start = open_till(box, wait_for)
    os.write(kernels, typed("qaz"))
    wait_for(lambda: codes(till.scans(after=start)) == ["aqw"], "read as a French keyboard")
    office.order("j1", {"kind": "probe", "probe": "scan", "wait_s": 60, "read_as": "us"}, "c1")
    wait_for(lambda: office.statuses("j1") == ["sending"], "the test waits")
    os.write(kernels, typed("qaz"))
    wait_for(lambda: office.last_result("j1").get("result") == {"scanned": "qaz"}, "the keys themselves")
    os.write(kernels, typed("qaz"))
    wait_for(lambda: codes(till.scans(after=start)) == ["aqw", "aqw"], "and French again")
    box.stop()
    os.close(kernels)


def test_a_box_that_is_switched_off_and_on_replays_nothing_and_hides_nothing(
    box: Box, office: FakeOffice, far: SerialEnd, wait_for: WaitFor, call: Call
) -> None:
    office.books.configuration = shop_with(far.path)
    box.start()
    till, start = open_till(box, wait_for)
    far.say(b"5901234123457\r")
    wait_for(lambda: codes(till.scans(after=start)) == [EAN], "before")
    place = till.scans(after=start).json()["after"]
    tray = box.tray("c1")
    waiting = call(box.till().scans, after=place, wait_s=LONGEST_WAIT)
    wait_for(lambda: tray.waiting == 1, "it waits")
    box.switch_off()
    assert codes(waiting.result(30)) == [], "nobody is kept waiting"
    box.start()
    till, _ = open_till(box, wait_for)
    assert codes(till.scans(after=place)) == []
    far.say(b"4006381333931\r")
    wait_for(lambda: codes(till.scans(after=place)) == [OTHER], "with the place of before")
