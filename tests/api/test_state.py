"""`PUT /state`: what the back office shows of a till."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Device, DeviceReport, LocalProduct
from tests.make import Make, Till, now

REPORT = {
    "unsent": {
        "entries": 6,
        "receipts": 4,
        "amount": 31240,
        "currency": "PLN",
        "oldest_at": "2026-11-20T08:00:00.000Z",
    },
    "open_tickets": 1,
    "open_shift_id": "morning",
    "local_products": 3,
    "last_sequence": 18232,
    "app_version": "1.4.0",
    "clock": "2026-11-20T09:32:30.250Z",
    "storage_free": 123456789,
    "peripherals": {"receipt_printer": "online"},
}


def put(app: Flask, till: Till, report: Any) -> Any:
    return app.extensions["api"].test_client().put("/api/v1/state", headers=till.headers, json=report)


def test_a_report_is_kept_with_the_drift_of_the_clock(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    with time_machine.travel("2026-11-20T09:30:00Z", tick=False):
        assert put(app, till, REPORT).status_code == 204
    report = session.get_one(DeviceReport, till.generation.id)
    assert (report.unsent_entries, report.unsent_receipts, report.unsent_amount) == (6, 4, 31240)
    assert (report.open_tickets, report.open_shift_id, report.last_sequence) == (1, "morning", 18232)
    assert report.drift_ms == 150250
    assert report.oldest_unsent_at is not None
    assert report.oldest_unsent_at.hour == 8
    assert report.peripherals == {"receipt_printer": "online"}


def test_a_newer_report_replaces_the_older_one(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, REPORT)
    put(app, till, {"unsent": {"entries": 0}})
    report = session.get_one(DeviceReport, till.generation.id)
    assert (report.unsent_entries, report.unsent_amount, report.open_shift_id, report.drift_ms) == (
        0,
        0,
        None,
        None,
    )


def test_a_draining_till_that_has_nothing_left_becomes_inactive(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    till.device.status, till.device.status_since = DeviceStatus.DRAINING, now() - timedelta(minutes=1)
    session.commit()
    assert put(app, till, REPORT).status_code == 204
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "draining"
    session.rollback()
    assert put(app, till, {"unsent": {"entries": 0, "receipts": 0}}).status_code == 204
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "inactive"
    session.rollback()
    assert put(app, till, {}).status_code == 403


def test_silence_on_what_is_unsent_is_not_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, REPORT)
    till.device.status, till.device.status_since = DeviceStatus.DRAINING, now() - timedelta(minutes=1)
    session.commit()
    assert put(app, till, {"app_version": "2.0"}).status_code == 204
    report = session.get_one(DeviceReport, till.generation.id, populate_existing=True)
    assert (report.unsent_receipts, report.unsent_amount, report.app_version) == (4, 31240, "2.0")
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "draining"


@pytest.mark.parametrize("silence", [{}, {"local_products": None, "app_version": None}])
def test_silence_on_own_goods_and_version_leaves_both_as_they_were(
    app: Flask, make: Make, session: Session, silence: dict[str, None]
) -> None:
    till = make.till()
    goods = [
        {"local_id": str(number), "name": f"Ser {number}", "price": 100, "barcodes": []} for number in (1, 2)
    ]
    client = app.extensions["api"].test_client()
    path = "/api/v1/local-products"
    assert client.put(path, headers=till.headers, json={"products": goods}).status_code == 204
    assert put(app, till, {"app_version": "2.0"}).status_code == 204
    assert put(app, till, {"open_tickets": 1, **silence}).status_code == 204
    report = session.get_one(DeviceReport, till.generation.id)
    assert (report.local_products, report.app_version, report.open_tickets) == (2, "2.0", 1)
    listed = session.scalars(select(LocalProduct.name).where(LocalProduct.gone_at.is_(None)))
    assert sorted(listed) == ["Ser 1", "Ser 2"]
    session.rollback()
    assert put(app, till, {"local_products": 0}).status_code == 204
    assert session.get_one(DeviceReport, till.generation.id, populate_existing=True).local_products == 0


def test_an_old_word_does_not_end_the_draining_however_often_the_till_calls(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    put(app, till, {"unsent": {"entries": 0}})  # true then; it has sold since
    said = session.get_one(DeviceReport, till.generation.id).reported_at
    till.device.status, till.device.status_since = DeviceStatus.DRAINING, now()
    session.commit()
    assert put(app, till, {"open_tickets": 0}).status_code == 204
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "draining"
    assert session.get_one(DeviceReport, till.generation.id, populate_existing=True).reported_at == said
    session.rollback()
    assert put(app, till, {"unsent": {"entries": 0}}).status_code == 204
    assert session.get_one(Device, till.device.id, populate_existing=True).status == "inactive"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"open_tickets": "many"}, "open_tickets"),
        ({"clock": "yesterday"}, "clock"),
        ({"clock": "0001-01-01T00:00:00+14:00"}, "clock"),
        ({"unsent": {"amount": 2**60}}, "unsent.amount"),
        ({"unsent": {"entries": -1}}, "unsent.entries"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(app: Flask, make: Make, change: Any, field: str) -> None:
    answer = put(app, make.till(), REPORT | change)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"][0]["field"] == field
