"""What was scanned waits for one till, for a minute, and for no other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from comptoir_store_server.scanners.tray import FRESH, MOST, Closed, InvalidPlace, NotYours, Taken, Tray

WaitFor = Callable[..., None]


@pytest.fixture
def clock() -> list[float]:
    """A clock that the test sets."""
    return [1000.0]


@pytest.fixture
def tray(clock: list[float]) -> Tray:
    """Of the scanner of the first till."""
    tray = Tray(lambda: clock[0])
    tray.hand_to("d1")
    return tray


def codes(taken: Taken) -> list[str]:
    return [scan.code for scan in taken.scans]


class Waiting:
    """A till that waits in a thread of its own."""

    def __init__(self, tray: Tray, till_id: str = "d1", after: str | None = None) -> None:
        self.came: list[Any] = []
        self._tray, self._asked = tray, (till_id, after, 600.0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.came.append(self._tray.take(*self._asked))
        except Exception as problem:
            self.came.append(problem)

    def outcome(self) -> Any:
        """What it got in the end."""
        self._thread.join(30)
        assert self.came, "still waits"
        return self.came[0]


def test_scans_come_in_their_order_and_once(tray: Tray) -> None:
    start = tray.take("d1", None, 0)
    for code in ("a", "b"):
        assert tray.put(code)
    first = tray.take("d1", start.place, 0)
    assert (codes(first), first.missed) == (["a", "b"], 0)
    assert first.place == first.scans[-1].id
    tray.put("a")
    second = tray.take("d1", first.place, 0)
    assert codes(second) == ["a"], "the same goods once more"
    assert codes(tray.take("d1", second.place, 0)) == []


def test_an_answer_that_was_lost_is_told_again(tray: Tray) -> None:
    start = tray.take("d1", None, 0).place
    tray.put("a")
    assert tray.take("d1", start, 0) == tray.take("d1", start, 0)


def test_a_till_that_starts_gets_nothing_of_before(tray: Tray) -> None:
    tray.put("old")
    start = tray.take("d1", None, 0)
    assert (codes(start), start.missed) == ([], 0)
    tray.put("new")
    assert codes(tray.take("d1", start.place, 0)) == ["new"]


def test_what_is_older_than_a_minute_is_for_no_sale_of_now(tray: Tray, clock: list[float]) -> None:
    start = tray.take("d1", None, 0).place
    tray.put("old")
    clock[0] += FRESH - 1
    tray.put("new")
    clock[0] += 2
    taken = tray.take("d1", start, 0)
    assert (codes(taken), taken.missed) == (["new"], 1)
    later = tray.take("d1", taken.place, 0)
    assert (codes(later), later.missed) == ([], 0)


def test_somebody_who_scans_without_end_does_not_fill_the_memory(tray: Tray) -> None:
    start = tray.take("d1", None, 0).place
    for number in range(MOST + 7):
        tray.put(str(number))
    taken = tray.take("d1", start, 0)
    assert codes(taken) == [str(number) for number in range(7, MOST + 7)]
    assert taken.missed == 7


def test_a_scanner_of_nobody_keeps_nothing(tray: Tray) -> None:
    tray.hand_to(None)
    assert not tray.put("whose?")
    with pytest.raises(NotYours):
        tray.take("d1", None, 0)


def test_whoever_takes_over_gets_nothing_of_the_one_before(tray: Tray) -> None:
    old = tray.take("d1", None, 0).place
    tray.put("mine")
    tray.hand_to("d2")
    with pytest.raises(NotYours):
        tray.take("d1", old, 0)
    assert codes(tray.take("d2", None, 0)) == []
    assert codes(tray.take("d2", old, 0)) == [], "also with the other's place"
    tray.put("yours")
    assert codes(tray.take("d2", old, 0)) == ["yours"]
    tray.hand_to("d1")
    taken = tray.take("d1", old, 0)
    assert (codes(taken), taken.missed) == ([], 0)


def test_the_same_holder_once_more_changes_nothing(tray: Tray) -> None:
    start = tray.take("d1", None, 0).place
    tray.put("a")
    tray.hand_to("d1")
    assert codes(tray.take("d1", start, 0)) == ["a"]


def test_a_box_that_started_anew_replays_nothing_and_hides_nothing(tray: Tray, clock: list[float]) -> None:
    tray.put("before")
    place = tray.take("d1", None, 0).place
    anew = Tray(lambda: clock[0])
    anew.hand_to("d1")
    assert codes(anew.take("d1", place, 0)) == []
    anew.put("since")
    assert codes(anew.take("d1", place, 0)) == ["since"]


@pytest.mark.parametrize("place", ["", "-", "7", "x-", "-7", "x-y", "x-1.5", "x-٣", "x" * 50 + "-1"])
def test_places_that_nobody_was_told(tray: Tray, place: str) -> None:
    with pytest.raises(InvalidPlace):
        tray.take("d1", place, 0)


def test_a_place_ahead_of_all_would_hide_what_comes(tray: Tray) -> None:
    epoch = tray.take("d1", None, 0).place.partition("-")[0]
    with pytest.raises(InvalidPlace):
        tray.take("d1", f"{epoch}-5", 0)


def test_a_till_that_waits_is_told_at_once(tray: Tray, wait_for: WaitFor) -> None:
    waiting = Waiting(tray)
    wait_for(lambda: tray.waiting == 1, "it waits")
    tray.put("a")
    assert codes(waiting.outcome()) == ["a"]
    assert tray.waiting == 0


def test_a_second_call_of_a_till_ends_its_first(tray: Tray, wait_for: WaitFor) -> None:
    first = Waiting(tray)
    wait_for(lambda: tray.waiting == 1, "it waits")
    second = Waiting(tray)
    assert codes(first.outcome()) == []
    wait_for(lambda: tray.waiting == 1, "the second waits")
    assert not second.came
    tray.put("a")
    assert codes(second.outcome()) == ["a"]


def test_another_till_disturbs_nobody_who_waits(tray: Tray, wait_for: WaitFor) -> None:
    waiting = Waiting(tray)
    wait_for(lambda: tray.waiting == 1, "it waits")
    with pytest.raises(NotYours):
        tray.take("d2", None, 0)
    with pytest.raises(InvalidPlace):
        tray.take("d1", "nonsense", 0)
    tray.put("a")
    assert codes(waiting.outcome()) == ["a"]


def test_a_till_that_waits_while_it_is_taken_over_hears_so_at_once(tray: Tray, wait_for: WaitFor) -> None:
    waiting = Waiting(tray)
    wait_for(lambda: tray.waiting == 1, "it waits")
    tray.hand_to("d2")
    tray.put("not yours")
    assert isinstance(waiting.outcome(), NotYours)


def test_a_box_that_stops_lets_everybody_go(tray: Tray, wait_for: WaitFor) -> None:
    waiting = Waiting(tray)
    wait_for(lambda: tray.waiting == 1, "it waits")
    tray.close()
    assert waiting.outcome().is_nothing
    with pytest.raises(Closed):
        tray.take("d1", None, 600)
