"""Try a peripheral out from the office: a page, an open drawer, a weight, a scanned code, a terminal reached."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from domain.connections import DRAWER_PINS, PULSE_MS, Way
from domain.names import PeripheralKind, Role
from domain.peripherals import FITTING, PRINTERS
from domain.refusal import Refusal
from domain.scanner_layouts import read_layout
from domain.trial_page import trial_page
from models import Peripheral, PrintJob
from services.history.events import changes_between, record_event
from services.printing.print_jobs import TEST_PRINT_LIVES, PrintRequest, new_job
from services.usage_mode.candidates import host_of

#: a drawer must not spring open, nor a scale weigh, when nobody waits for it any more
MOMENT_LIVES = timedelta(minutes=1)
SCAN_WAITS_S = 15
PROBES = {
    PeripheralKind.SCALE: "weigh",
    PeripheralKind.BARCODE_SCANNER: "scan",
    PeripheralKind.PAYMENT_TERMINAL: "reach",
}
#: how a trial is told in the history
VERBS = {
    PeripheralKind.RECEIPT_PRINTER: "peripheral.test_printed",
    PeripheralKind.PAGE_PRINTER: "peripheral.test_printed",
    PeripheralKind.CASH_DRAWER: "peripheral.drawer_opened",
    PeripheralKind.SCALE: "peripheral.weighed",
    PeripheralKind.BARCODE_SCANNER: "peripheral.scan_tried",
    PeripheralKind.PAYMENT_TERMINAL: "peripheral.reach_tried",
}


def try_out(
    session: Session,
    peripheral: Peripheral,
    now: datetime,
    *,
    requested_by: str,
    language: str = "en",
    pulse: Mapping[str, object] | None = None,
) -> PrintJob:
    """Queue the trial of its kind; `pulse` (`pin`, `pulse_ms`) tries another pulse on a drawer.

    Raises Refusal `hangs_on_device` (fact `device`) when only a till can try it, `no_store_server`
    or, for what is no printer, `not_driven` when no box drives it, `pin_unknown` and `pulse_invalid`.
    """
    _check_reachable(peripheral)
    kind = PeripheralKind(peripheral.kind)
    document = _document(peripheral, kind, language) | _read_pulse(pulse or {})
    lives = TEST_PRINT_LIVES if document["kind"] == "test" else MOMENT_LIVES
    request = PrintRequest(uuid=str(uuid4()), role=role_of(kind), document=document, expires_at=now + lives)
    job = new_job(request, peripheral, now, requested_by=requested_by)
    session.add(job)
    facts = {"reason": "trial"} if kind == PeripheralKind.CASH_DRAWER else {}
    record_event(session, VERBS[kind], peripheral, now, **facts)
    return job


def keep_pulse(session: Session, drawer: Peripheral, pin: int, pulse_ms: int, now: datetime) -> None:
    """Open this drawer by that pulse from now on.

    Raises Refusal `pin_unknown`, `pulse_invalid`, `kind_unfit` for anything that no pulse opens.
    """
    if drawer.kind != PeripheralKind.CASH_DRAWER or drawer.connection.get("type") == Way.DEVICE:
        raise Refusal("kind_unfit", "peripheral", peripheral=drawer.name)
    wanted = _read_pulse({"pin": pin, "pulse_ms": pulse_ms})
    before = {name: drawer.connection.get(name) for name in wanted}
    changes = changes_between(before, wanted)
    if changes:
        drawer.connection = drawer.connection | wanted
        record_event(session, "peripheral.edited", drawer, now, changes=changes)


def set_keyboard(session: Session, scanner: Peripheral, typed: str, now: datetime) -> str:
    """Learn from a scanned code which keyboard the scanner is taken for, and keep it; returns the layout.

    Raises the refusals of domain.scanner_layouts.read_layout.
    """
    layout = str(read_layout(typed))
    if scanner.keyboard_layout != layout:
        before, scanner.keyboard_layout = scanner.keyboard_layout, layout
        record_event(session, "peripheral.keyboard_set", scanner, now, before=before, after=layout)
    return layout


def role_of(kind: PeripheralKind) -> Role:
    """The role under which a kind is tried out: the first that it fits."""
    return next(role for role in Role if kind in FITTING[role])


def _check_reachable(peripheral: Peripheral) -> None:
    host = host_of(peripheral)
    if host is not None:
        raise Refusal("hangs_on_device", device=host.name)
    if peripheral.store_server_id is None:
        raise Refusal("no_store_server" if peripheral.kind in PRINTERS else "not_driven")


def _document(peripheral: Peripheral, kind: PeripheralKind, language: str) -> dict[str, Any]:
    if kind == PeripheralKind.CASH_DRAWER:
        return {"kind": "drawer"}
    if kind in PROBES:
        return {"kind": "probe", "probe": PROBES[kind], "wait_s": SCAN_WAITS_S}
    return trial_page(language, peripheral.name)


def _read_pulse(pulse: Mapping[str, object]) -> dict[str, object]:
    if not pulse:
        return {}
    if pulse.get("pin") not in DRAWER_PINS:
        raise Refusal("pin_unknown", "pin")
    if pulse.get("pulse_ms") not in PULSE_MS:
        raise Refusal("pulse_invalid", "pulse_ms")
    return {"pin": pulse["pin"], "pulse_ms": pulse["pulse_ms"]}
