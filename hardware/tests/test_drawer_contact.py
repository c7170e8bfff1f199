"""The contact of a drawer is told soon after it moved, and only then."""

from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.reasons import Reason


def test_each_move_is_news_once() -> None:
    news: list[int] = []
    board = HealthBoard(lambda: news.append(1))
    board.note_condition("drawer", Condition(None, drawer_contact=True))
    seen = len(news)
    board.note_condition("drawer", Condition(None, drawer_contact=True))
    assert len(news) == seen
    board.note_condition("drawer", Condition(None, drawer_contact=False))
    assert len(news) == seen + 1
    assert [entry["contact"] for entry in board.report()] == ["low"]


def test_a_look_that_reads_no_level_forgets_none() -> None:
    news: list[int] = []
    board = HealthBoard(lambda: news.append(1))
    board.note_condition("drawer", Condition(None, drawer_contact=False))
    seen = len(news)
    board.note_condition("drawer", Condition(None))
    assert len(news) == seen
    board.note_reason("drawer", Reason.COVER_OPEN)
    assert [entry["contact"] for entry in board.report()] == ["low"]


def test_a_drawer_whose_contact_nobody_reads_tells_none() -> None:
    board = HealthBoard(lambda: None)
    board.note_condition("drawer", Condition(None))
    assert all("contact" not in entry for entry in board.report())
