"""How far an order has come, and which tills can be told of one."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.names import DeviceStatus, Stream
from domain.sync_orders import LIFETIME, OrderCourse, OrderState, can_run, state_of_order

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, OrderState.WAITING),
        ({"told_at": NINE - MINUTE}, OrderState.WAITING),
        ({"told_at": NINE + MINUTE}, OrderState.TAKEN),
        ({"taken_at": NINE + MINUTE}, OrderState.TAKEN),
        ({"closed_at": NINE + MINUTE}, OrderState.DONE),
        ({"closed_at": NINE + MINUTE, "is_withdrawn": True}, OrderState.WITHDRAWN),
        ({"told_at": NINE + MINUTE, "closed_at": NINE + 2 * MINUTE}, OrderState.DONE),
    ],
)
def test_an_order_waits_is_taken_and_done(known: dict[str, object], expected: OrderState) -> None:
    order = OrderCourse(created_at=NINE, expires_at=NINE + LIFETIME, **known)  # type: ignore[arg-type]
    assert state_of_order(order, NINE + 5 * MINUTE) == expected


def test_an_order_that_no_till_did_expires_taken_or_not() -> None:
    for told in (None, NINE + MINUTE):
        order = OrderCourse(NINE, NINE + LIFETIME, told_at=told)
        assert state_of_order(order, NINE + LIFETIME) == OrderState.EXPIRED
    late = OrderCourse(NINE, NINE + LIFETIME, closed_at=NINE + 2 * LIFETIME)
    assert state_of_order(late, NINE + 3 * LIFETIME) == OrderState.DONE


@pytest.mark.parametrize(
    ("status", "streams"),
    [
        (DeviceStatus.ACTIVATED, set(Stream)),
        (DeviceStatus.DRAINING, {Stream.TRANSACTIONS}),
        (DeviceStatus.INACTIVE, set()),
        (DeviceStatus.NOT_ACTIVATED, set()),
        (DeviceStatus.DELETED, set()),
    ],
)
def test_only_a_running_till_can_be_told(status: str, streams: set[Stream]) -> None:
    assert {stream for stream in Stream if can_run(status, stream)} == streams
