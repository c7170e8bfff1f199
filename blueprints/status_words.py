"""The words for the states of POS devices and stores, in one place, so that every page says the same."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from domain.names import DeviceStatus, StoreStatus


@dataclass(frozen=True)
class StatusWord:
    """A state as a badge shows it: a word, a tone and an icon of its own where the tone's would mislead."""

    label: LazyString
    tone: str
    icon: str | None = None


DEVICE_WORDS: dict[str, StatusWord] = {
    DeviceStatus.NOT_ACTIVATED: StatusWord(_l("Not activated"), "idle"),
    DeviceStatus.ACTIVATED: StatusWord(_l("Activated"), "ok"),
    DeviceStatus.DRAINING: StatusWord(_l("Draining"), "info", "hourglass"),
    DeviceStatus.INACTIVE: StatusWord(_l("Inactive"), "warn"),
    DeviceStatus.DELETED: StatusWord(_l("Deleted"), "idle", "trash"),
}
STORE_WORDS: dict[str, StatusWord] = {
    StoreStatus.ACTIVE: StatusWord(_l("Active"), "ok"),
    StoreStatus.INACTIVE: StatusWord(_l("Inactive"), "warn"),
}


def device_word(status: str) -> StatusWord:
    """The badge of a POS device; in templates `device_word(device.status)`."""
    return DEVICE_WORDS[status]


def store_word(status: str) -> StatusWord:
    """The badge of a store; in templates `store_word(store.status)`."""
    return STORE_WORDS[status]
