"""How this box stands, for the person in front of it."""

from typing import Any

from comptoir_store_server import __version__
from comptoir_store_server.configuration import Configuration, load_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity
from comptoir_store_server.reasons import SENTENCES
from comptoir_store_server.spool import Spool

#: How a peripheral is called where a person reads it.
KINDS = {
    "receipt_printer": "Printer",
    "page_printer": "Page printer",
    "cash_drawer": "Drawer",
    "payment_terminal": "Terminal",
    "barcode_scanner": "Scanner",
    "scale": "Scale",
}
CONTACT = {
    "connected": "connected",
    "unreachable": "cannot be reached; printing goes on with what is here",
    "unpaired": "does not know this box any more; pair it again",
    "not paired": "not paired",
    "none yet": "not asked yet",
}


def read_status(folder: DataFolder) -> dict[str, Any]:
    """All facts as one object."""
    identity = find_identity(folder)
    configuration = load_configuration(folder)
    state = folder.read_json(folder.state) or {}
    return {
        "version": __version__,
        "folder": str(folder.root),
        "running": folder.is_running(),
        "paired": identity is not None and state.get("contact") != "unpaired",
        "id": identity.id if identity else None,
        "name": identity.name if identity else None,
        "office": identity.office if identity else None,
        "store": (identity.store.get("name") if identity else None),
        "contact": state.get("contact", "none yet"),
        "contact_at": state.get("at"),
        "config_revision": configuration.revision,
        "printers": _printers(configuration, state.get("printers") or []),
        **_spool_facts(folder),
    }


def _printers(configuration: Configuration, health: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {entry.get("id"): entry for entry in health}
    return [
        {
            "id": peripheral.id,
            "name": peripheral.name,
            "kind": peripheral.kind,
            "address": peripheral.address,
            "state": known.get(peripheral.id, {}).get("state"),
            "reason": known.get(peripheral.id, {}).get("reason"),
            "since": known.get(peripheral.id, {}).get("since"),
        }
        for peripheral in configuration.peripherals.values()
    ]


def _spool_facts(folder: DataFolder) -> dict[str, Any]:
    if not folder.spool.exists():
        return {"queue": {}, "oldest_waiting_at": None, "unreported": 0}
    spool = Spool(folder.spool)
    try:
        return {
            "queue": spool.counts(),
            "oldest_waiting_at": spool.oldest_waiting_at(),
            "unreported": spool.unreported_count(),
        }
    finally:
        spool.close()


def describe_status(status: dict[str, Any]) -> str:
    """The facts as sentences."""
    lines = [f"Store server {status['version']}, {'running' if status['running'] else 'not running'}"]
    lines.append(f"Folder: {status['folder']}")
    if status["id"] is None:
        lines.append(
            "Not paired. Get a code in the office, then: comptoir-store-server pair --office … --code …"
        )
    else:
        contact = CONTACT.get(status["contact"], status["contact"])
        lines.append(f"Store: {status['store']} (this box is {status['name']})")
        lines.append(f"Office: {status['office']}, {contact}{_since(status['contact_at'])}")
    for printer in status["printers"]:
        state = printer["state"] or "not looked at yet"
        what = f"{KINDS.get(printer['kind'], printer['kind'])} {printer['name']} at {printer['address']}"
        lines.append(f"{what}: {state}{_since(printer['since'])}")
        if printer["reason"] in SENTENCES:
            lines.append(f"  {SENTENCES[printer['reason']]}")
    queue = ", ".join(f"{count} {state}" for state, count in sorted(status["queue"].items())) or "empty"
    lines.append(f"Jobs: {queue}; {status['unreported']} changes not yet told to the office")
    return "\n".join(lines)


def _since(moment: Any) -> str:
    return f" since {moment}" if moment else ""
