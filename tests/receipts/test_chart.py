"""Bars of sales: as high as the largest lets them be, and below the line where refunds were more."""

from itertools import pairwise

import pytest

from blueprints.receipts.chart import DESK_LETTER, HEIGHT, PHONE_LETTER, WIDTH, Bar, draw_chart


def test_the_largest_bar_is_the_highest_and_a_refund_hangs_below_the_line() -> None:
    chart = draw_chart([("Mon", 1000), ("Tue", 500), ("Wed", -250), ("Thu", 0)])
    first, second, third, fourth = chart.bars
    assert first.height > second.height > third.height > fourth.height == 0
    assert first.y + first.height == second.y + second.height == third.y == chart.zero
    assert third.is_negative
    assert third.y + third.height <= HEIGHT


def test_nothing_sold_is_a_line_without_bars() -> None:
    assert [bar.height for bar in draw_chart([("0", 0), ("1", 0)]).bars] == [0, 0]
    assert draw_chart([]).bars == []


def test_many_bars_stay_inside_and_not_each_has_a_label() -> None:
    chart = draw_chart([(str(n), n) for n in range(92)])
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert 0 < sum(bar.is_labelled for bar in chart.bars) < 92


@pytest.mark.parametrize("count", [1, 2, 6, 7, 8, 24, 31, 92])
@pytest.mark.parametrize("letter", [DESK_LETTER, PHONE_LETTER])
def test_labels_neither_touch_nor_leave_the_picture(count: int, letter: int) -> None:
    bars = draw_chart([(f"{n % 28 + 1}.11.", n) for n in range(count)]).bars
    shown = [bar for bar in bars if (bar.is_labelled if letter == DESK_LETTER else bar.is_labelled_always)]
    assert len(shown) >= min(count, 4)
    ends = [ends_of(bar, letter) for bar in shown]
    assert all(first >= 0 and last <= WIDTH for first, last in ends)
    assert all(one[1] < other[0] for one, other in pairwise(ends)), ends


def test_a_week_has_all_its_labels_on_a_phone_and_a_day_every_other_hour() -> None:
    week, day = draw_chart([("14.11.", 1)] * 7), draw_chart([(str(hour), 1) for hour in range(24)])
    assert all(bar.is_labelled_always for bar in week.bars)
    assert [bar.label for bar in day.bars if bar.is_labelled_always][:3] == ["0", "2", "4"]


def ends_of(bar: Bar, letter: int) -> tuple[float, float]:
    """From where to where the label of a bar reaches at most."""
    length = len(bar.label) * letter
    begin = {"start": 0.0, "middle": length / 2, "end": float(length)}[bar.anchor]
    return bar.middle - begin, bar.middle - begin + length
