"""An order to synchronize now: which tills can be told, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.names import DeviceStatus, Stream

#: a till that does not call within a day is not surprised by yesterday's orders
LIFETIME = timedelta(hours=24)


class OrderState(StrEnum):
    """How far an order has come, in the order in which people read it."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


#: nothing happens to these any more
SETTLED = frozenset({OrderState.DONE, OrderState.EXPIRED, OrderState.WITHDRAWN})


@dataclass(frozen=True)
class OrderCourse:
    """What is known of an order. `told_at` = when its till was last told what stands for it."""

    created_at: datetime
    expires_at: datetime
    told_at: datetime | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def taken(self) -> datetime | None:
        """When the till was told of it; a till that was told before the order was made knows nothing of it."""
        if self.taken_at is not None:
            return self.taken_at
        return self.told_at if self.told_at is not None and self.told_at >= self.created_at else None


def state_of_order(order: OrderCourse, now: datetime) -> OrderState:
    """Waiting until the till was told, taken until it did it, done; or it came to nothing."""
    if order.is_withdrawn:
        return OrderState.WITHDRAWN
    if order.closed_at is not None:
        return OrderState.DONE
    if order.expires_at <= now:
        return OrderState.EXPIRED
    return OrderState.WAITING if order.taken is None else OrderState.TAKEN


def can_run(status: str, stream: Stream) -> bool:
    """Whether a till may be told to run a stream: one that is being emptied only hands over what it sold."""
    if status == DeviceStatus.DRAINING:
        return stream == Stream.TRANSACTIONS
    return status == DeviceStatus.ACTIVATED
