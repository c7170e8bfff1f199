"""The POS devices, the tills that they are, and what these say of themselves."""

from datetime import datetime, timedelta
from uuid import uuid4

from demo.fleet.digests import new_digest
from domain.names import DeviceStatus
from models import Device, DeviceReport, Generation, Store

STATUSES = (DeviceStatus.ACTIVATED,) * 7 + (DeviceStatus.NOT_ACTIVATED, DeviceStatus.INACTIVE)


def make_device(number: int, store: Store, now: datetime) -> Device:
    """The next one: most are activated."""
    status = STATUSES[number % len(STATUSES)]
    return Device(
        store=store,
        name=f"Kasa {number}",
        number=number,
        status=status,
        status_since=now,
        generation=0 if status == DeviceStatus.NOT_ACTIVATED else 1,
        created_at=now,
    )


def make_till(device: Device, now: datetime) -> Generation:
    """What was activated forty days ago."""
    return Generation(
        device=device,
        number=1,
        install_id=str(uuid4()),
        token_sha256=new_digest(),
        activated_by="code",
        activated_at=now - timedelta(days=40),
        hardware={"brand": "Sunmi", "model": "V2"},
        os={"name": "Android", "version": "13"},
        app={"name": "Till", "version": "1.4.0"},
    )


def make_report(till: Generation, now: datetime) -> DeviceReport:
    """What it said just now: most have something unsent."""
    unsent = till.device.number % 5
    return DeviceReport(
        generation=till,
        reported_at=now,
        unsent_entries=unsent,
        unsent_receipts=unsent,
        unsent_amount=unsent * 1850,
        currency="PLN",
        app_version="1.4.0",
        peripherals={},
    )
