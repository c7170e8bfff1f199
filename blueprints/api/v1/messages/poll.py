"""What a till learns by polling, and what it reports of itself (PROTOCOL §2)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from blueprints.api.v1.messages.app_update import AppOnOffer

Amount = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
StreamName = Literal["configuration", "users", "products", "transactions", "app"]
Reason = Literal["first", "forced", "rule", "window", "day_report"]


class DueStream(Struct):
    """A stream to run now, or at `not_before`; an order is closed by acknowledging it with its `order_id`."""

    stream: StreamName
    reason: Reason
    order_id: str | UnsetType = UNSET
    not_before: str | UnsetType = UNSET


class JournalState(Struct):
    """1 to `ack_through` have all arrived; `missing` are the holes above it, to be sent again."""

    ack_through: int
    missing: list[list[int]]


class Heads(Struct):
    """What a till that has everything would hand back as cursors."""

    configuration: str
    users: str
    products: str


class PollNotice(Struct):
    """What the till shows to whoever stands at it, in its own words; it goes when the notice is no longer sent.

    `store_inactive` (params: `store`): the home store was deactivated; the till sells and sends on.
    `app_too_old` (params: `minimum`, `version`): no stream comes down, and pulls answer 426, until the app is updated;
    the till sells and sends on with what it has.
    Unknown codes are passed over.
    """

    code: str
    params: dict[str, str]


class PollVisible(Struct):
    """What of a poll's answer counts for its `ETag`."""

    state: Literal["active", "draining"]
    heads: Heads
    due: list[DueStream]
    transactions: JournalState
    app: AppOnOffer | None
    notices: list[PollNotice]


class PollAnswer(PollVisible, kw_only=True):
    """Everything that an idle till needs to know."""

    server_time: str
    poll_after_s: int


class Unsent(Struct, frozen=True):
    """What stands in the till's journal and was not acknowledged yet."""

    entries: Count = 0
    receipts: Count = 0
    amount: Amount = 0
    currency: Annotated[str, Meta(max_length=3)] | None = None
    oldest_at: Moment | None = None


class StateReport(Struct):
    """What the back office shows of a till; sent when it changes and at least every 15 minutes.

    Without `unsent`, `local_products` or `app_version` the last word on it stands: silence is not "nothing".
    `employee_id`: who is signed in on the till now; another one than before is a handing over, which the history
    shows. Unknown ids say nothing.
    """

    unsent: Unsent | None = None
    open_tickets: Count = 0
    open_shift_id: Annotated[str, Meta(max_length=64)] | None = None
    local_products: Count | None = None
    last_sequence: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    app_version: Annotated[str, Meta(max_length=40)] | None = None
    clock: Moment | None = None
    storage_free: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    peripherals: dict[Annotated[str, Meta(max_length=40)], Any] = {}
    employee_id: Annotated[str, Meta(max_length=64)] | None = None
