"""A till's own sync settings (PROTOCOL §4)."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

ChosenMode = Literal["day_report", "every", "window", "never"]
Period = Literal[5, 15, 30, 60, 180, 360, 720, 1440]


class StreamSetting(Struct):
    """When a stream runs on this till; `period_minutes` belongs to `every`.

    `window` is chosen in the back office: a till may leave it or choose something else, not choose it.
    """

    mode: ChosenMode
    period_minutes: Period | UnsetType = UNSET


class ReceiptsSetting(Struct):
    """Receipts go up at once, which nobody changes."""

    mode: Literal["immediately"]
    editable: Literal[False] = False


class SyncSettings(Struct):
    """What holds on this till now, and the periods to offer."""

    products: StreamSetting
    users: StreamSetting
    configuration: StreamSetting
    transactions: ReceiptsSetting
    periods: list[int]


class SyncSettingsChange(Struct):
    """What to change; a stream that is not named stays as it is.

    `confirmed`: the person at the till has read what becomes of its own goods.
    """

    products: StreamSetting | UnsetType = UNSET
    users: StreamSetting | UnsetType = UNSET
    configuration: StreamSetting | UnsetType = UNSET
    transactions: ReceiptsSetting | UnsetType = UNSET
    confirmed: bool = False
