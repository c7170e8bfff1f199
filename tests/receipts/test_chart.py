"""Bars of sales: as high as the largest lets them be, and below the line where refunds were more."""

from blueprints.receipts.chart import HEIGHT, LABELS, WIDTH, draw_chart


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
    assert sum(bar.is_labelled for bar in chart.bars) <= LABELS
