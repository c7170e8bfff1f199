"""A page printer on a USB cable: it gets the PDF as it is, if it says that it reads PDF."""

import time
from collections.abc import Callable
from pathlib import Path

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.condition import PORT_NO_ERROR, PORT_PAPER_OUT, Condition
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Stopped, Watch
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.delivery.wire import Wire, open_wire
from comptoir_store_server.page_printers.printer import Refused
from comptoir_store_server.reasons import Reason

SYSTEM = Path("/sys")
BREATH = 0.05


def read_device_id(path: str, system: Path = SYSTEM) -> dict[str, str]:
    """What a USB printer says of itself (IEEE 1284): ``MFG``, ``MDL``, ``CMD`` …; empty if nothing."""
    name = Path(path).resolve().name
    file = system / "class" / "usbmisc" / name / "device" / "ieee1284_id"
    try:
        told = file.read_text(errors="replace")
    except OSError:
        return {}
    pairs = (part.split(":", 1) for part in told.strip().split(";") if ":" in part)
    long = {"MANUFACTURER": "MFG", "MODEL": "MDL", "COMMAND SET": "CMD", "SERIALNUMBER": "SN", "SERN": "SN"}
    return {long.get(key.strip().upper(), key.strip().upper()): value.strip() for key, value in pairs}


def reads_pdf(path: str, system: Path = SYSTEM) -> bool:
    """Whether the printer names PDF among its languages."""
    languages = read_device_id(path, system).get("CMD", "").upper().split(",")
    return any(language.strip().startswith("PDF") for language in languages)


def look_by_usb(connection: Connection, timeout: float) -> Condition:
    """How it is, as far as the kernel tells; raises Unavailable."""
    wire = open_wire(connection, timeout)
    try:
        return _read_port(wire)
    finally:
        wire.close()


def _read_port(wire: Wire) -> Condition:
    lines = wire.port_status()
    if lines is None:
        return Condition(None)
    if lines & PORT_PAPER_OUT:
        return Condition(Reason.PAPER_OUT)
    return Condition(None if lines & PORT_NO_ERROR else Reason.PRINTER_ERROR)


def deliver_by_usb(
    connection: Connection,
    pdf: bytes,
    patience: Patience,
    watch: Watch,
    *,
    is_blind_allowed: bool,
    knows_pdf: Callable[[str], bool] = reads_pdf,
) -> Delivered:
    """Send it; no USB printer says when a page is out, so it is printed only where the shop accepts that."""
    if not knows_pdf(connection.path):
        raise Refused(Reason.UNSUPPORTED_DOCUMENT)
    wire = open_wire(connection, patience.connect)
    try:
        condition = _read_port(wire)
        if condition.reason is not None:
            raise Unavailable(condition.reason)
        watch.on_start()
        is_sent = _send(wire, pdf, patience, watch)
    except LineLost:
        return Delivered(None, Reason.CONNECTION_LOST)
    finally:
        wire.close()
    return (
        Delivered(Confirm.BLIND) if is_sent and is_blind_allowed else Delivered(None, Reason.NO_CONFIRMATION)
    )


def _send(wire: Wire, pdf: bytes, patience: Patience, watch: Watch) -> bool:
    """Hand everything over; False if the printer takes nothing more for too long."""
    until = time.monotonic() + patience.stall
    while pdf:
        if watch.is_stopping():
            raise Stopped
        taken = wire.write(pdf)
        pdf = pdf[taken:]
        if taken:
            until = time.monotonic() + patience.stall
        elif time.monotonic() > until:
            return False
        else:
            time.sleep(BREATH)
    return wire.drain(patience.completion)
