"""The words for the states of POS devices and stores, in one place, so that every page says the same."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from blueprints.languages import said
from domain.names import DeviceStatus, StoreStatus


@dataclass(frozen=True)
class StatusWord:
    """A state as a badge shows it: a word, a tone and an icon of its own where the tone's would mislead."""

    label: LazyString | str
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
    """The badge of a POS device in the reader's language; in templates `device_word(device.status)`."""
    word = DEVICE_WORDS[status]
    return StatusWord(said(word.label), word.tone, word.icon)


def store_word(status: str) -> StatusWord:
    """The badge of a store in the reader's language; in templates `store_word(store.status)`."""
    word = STORE_WORDS[status]
    return StatusWord(said(word.label), word.tone, word.icon)
