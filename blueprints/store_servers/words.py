"""The words for a store server's state."""

from datetime import datetime

from flask_babel import gettext as _

from domain.names import StoreServerStatus
from domain.peripheral_state import SILENT_AFTER
from models import StoreServer


def state_of(server: StoreServer, last_heard: datetime | None, now: datetime) -> tuple[str, str]:
    """The badge's word and tone."""
    if server.status == StoreServerStatus.NOT_PAIRED:
        return _("Not paired"), "idle"
    if server.status == StoreServerStatus.INACTIVE:
        return _("Unpaired"), "warn"
    if last_heard is None or now - last_heard > SILENT_AFTER:
        return _("Silent"), "bad"
    return _("Online"), "ok"
