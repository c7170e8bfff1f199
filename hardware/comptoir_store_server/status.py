"""How this box stands, for the person in front of it."""

from typing import Any

from comptoir_store_server import __version__
from comptoir_store_server.configuration import Configuration, load_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity
from comptoir_store_server.reasons import SENTENCES
from comptoir_store_server.spool import Spool
from comptoir_store_server.times import read_time

#: How a peripheral is called where a person reads it.
KINDS = {
    "receipt_printer": "Printer",
    "page_printer": "Page printer",
    "cash_drawer": "Drawer",
    "payment_terminal": "Terminal",
    "barcode_scanner": "Scanner",
    "scale": "Scale",
}
#: Where a job stands, the most urgent first.
JOB_WORDS = {
    "uncertain": "uncertain (look at the paper)",
    "blocked": "blocked",
    "sending": "printing",
    "queued": "waiting",
    "failed": "failed",
    "expired": "expired",
    "cancelled": "cancelled",
    "printed": "printed",
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
        "pages": _pages(folder),
        "printers": _printers(configuration, state.get("printers") or []),
        **_spool_facts(folder),
    }


def _pages(folder: DataFolder) -> list[str]:
    """Where its own page is, as it said when it began to listen."""
    where = folder.read_json(folder.listening) or {}
    scheme = "https" if where.get("tls") else "http"
    return [f"{scheme}://{each}:{where.get('port')}/" for each in where.get("addresses") or []]


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
    if status["running"] and status["pages"]:
        lines.append(f"Its page: {' '.join(status['pages'])} (the code for it stands in the office)")
    for printer in status["printers"]:
        state = printer["state"] or "not looked at yet"
        what = f"{KINDS.get(printer['kind'], printer['kind'])} {printer['name']} at {printer['address']}"
        lines.append(f"{what}: {state}{_since(printer['since'])}")
        if printer["reason"] in SENTENCES:
            lines.append(f"  {SENTENCES[printer['reason']]}")
    return "\n".join([*lines, *_describe_jobs(status)])


def _describe_jobs(status: dict[str, Any]) -> list[str]:
    """What waits or needs a person comes first; then what is over."""
    queue, unreported = status["queue"], status["unreported"]
    known = [state for state in JOB_WORDS if queue.get(state)]
    jobs = ", ".join(f"{queue[state]} {JOB_WORDS[state]}" for state in known) or "none yet"
    lines = [f"Jobs of the last weeks: {jobs}"]
    if status["oldest_waiting_at"]:
        lines.append(f"  The oldest waits{_since(status['oldest_waiting_at'])}")
    if unreported:
        lines.append(f"  Not yet told to the office: {unreported} changes")
    return lines


def _since(moment: Any) -> str:
    """By the clock on the wall."""
    at = read_time(moment)
    return f" since {at.astimezone():%Y-%m-%d %H:%M}" if at else ""
