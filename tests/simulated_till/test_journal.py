"""No sale is lost and none is sent twice, whatever happens on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.simulated_till import OfficeUnreachable, SimulatedTill
from tests.simulated_till.conftest import CODE, Shop


def sell(till: SimulatedTill, times: int = 1, name: str = "Żurek z jajkiem") -> None:
    """Sell a few."""
    for _ in range(times):
        till.sell([(name, 1)])


def stored(shop: Shop) -> list[int]:
    """The numbers that the office has."""
    return sorted(shop.office.generation.entries)


def test_sales_are_deposited_once(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 3)
    deposit = till.upload()
    assert (deposit.stored, deposit.ack_through, till.unsent()) == (3, 3, [])
    assert till.upload().settled == 0


def test_more_than_a_batch_is_deposited_in_batches(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 201)
    shop.office.requests.clear()
    assert till.upload().stored == 201
    assert shop.office.requests == ["POST /sync/transactions"] * 2


def test_a_lost_answer_makes_duplicates_and_no_second_sale(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 2)
    till.lose_next_answer()
    deposit = till.upload()
    assert (deposit.duplicate, deposit.stored, stored(shop)) == (2, 0, [1, 2])


@pytest.mark.parametrize("after", range(0, 200, 23))
def test_an_answer_cut_anywhere_loses_nothing(shop: Shop, till: SimulatedTill, after: int) -> None:
    sell(till, 2)
    till.cut_next_answer(after)
    till.upload()
    assert (stored(shop), till.unsent()) == ([1, 2], [])


def test_what_was_sold_offline_survives_a_restart_and_is_sent(shop: Shop, till: SimulatedTill) -> None:
    till.go_offline()
    sell(till, 2)
    with pytest.raises(OfficeUnreachable):
        till.upload()
    again = shop.till()
    assert again.is_offline
    again.come_back()
    again.upload()
    assert stored(shop) == [1, 2]


def test_a_captive_portal_is_no_answer(shop: Shop, till: SimulatedTill) -> None:
    sell(till)
    shop.office.answers = [(200, "text/html", b"<h1>Welcome to the hotel</h1>"), (302, "text/html", b"")]
    assert till.upload().stored == 1
    assert stored(shop) == [1]


def test_one_bad_line_does_not_block_the_others(shop: Shop, till: SimulatedTill) -> None:
    sell(till)
    till.open_shift()
    till.move_cash("pay_in", 500, note="poison")
    sell(till)
    deposit = till.upload()
    assert (deposit.stored, deposit.quarantined, till.unsent()) == (3, 1, [])


def test_a_line_to_try_again_is_kept(shop: Shop, till: SimulatedTill) -> None:
    sell(till)
    answer = b'{"results": [{"index": 0, "status": "retry"}], "ack_through": 0, "missing": []}'
    shop.office.answers = [(200, "application/json", answer)] * 2
    assert (till.upload().retry, len(till.unsent())) == (2, 1)
    assert till.upload().stored == 1


def test_a_body_that_is_too_large_is_halved(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 7)
    shop.office.max_entries = 2
    assert till.upload().stored == 7


def test_a_line_that_is_refused_alone_is_reported_and_kept(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 2)
    shop.office.max_entries = 0
    deposit = till.upload()
    assert (deposit.refused, len(till.unsent())) == ([(1, "too_large"), (2, "too_large")], 2)


def test_a_restored_office_is_filled_up_again(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 5)
    till.upload()
    for n in (3, 4, 5):
        del shop.office.generation.entries[n]
    sell(till)
    till.upload()
    assert stored(shop) == [1, 2, 3, 4, 5, 6]


def test_a_restored_office_is_filled_up_after_a_poll_alone(shop: Shop, till: SimulatedTill) -> None:
    sell(till, 5)
    till.upload()
    shop.office.generation.entries.clear()
    shop.office.streams["users"].put("employee", "e2", {"id": "e2", "name": "Jan"})
    till.synchronize()
    assert stored(shop) == [1, 2, 3, 4, 5]


def test_an_inactive_or_deleted_till_sells_nothing_and_still_deposits(
    shop: Shop, till: SimulatedTill
) -> None:
    sell(till)
    shop.office.status = "deleted"
    with pytest.raises(Exception, match="device_deleted"):
        till.poll()
    with pytest.raises(Exception, match="device_deleted"):
        sell(till)
    deposit = till.upload()
    assert (deposit.stored, deposit.flags) == (1, {1: ["late"]})


def test_a_draining_till_sells_nothing_until_it_is_active_again(shop: Shop, till: SimulatedTill) -> None:
    shop.office.status = "draining"
    assert till.poll().state == "draining"
    with pytest.raises(Exception, match="device_draining"):
        sell(till)
    assert till.journal() == []
    shop.office.status = "activated"
    till.poll()
    sell(till)
    assert [receipt.number for receipt in till.receipts()] == ["1-1-000001"]


def test_lines_are_forgotten_90_days_after_they_were_deposited(shop: Shop) -> None:
    now = [datetime(2026, 11, 20, 9, 30, tzinfo=UTC)]
    till = shop.till(clock=lambda: now[0])
    till.activate(CODE)
    till.synchronize()
    sell(till, 3)
    till.upload()
    now[0] += timedelta(days=89)
    till.upload()
    assert len(till.journal()) == 3
    now[0] += timedelta(days=2)
    till.upload()
    sell(till)
    assert [(entry.n, entry.body["number"]) for entry in till.journal()] == [
        (3, "1-1-000003"),
        (4, "1-1-000004"),
    ]
    till.upload()
    assert stored(shop) == [1, 2, 3, 4]
