"""A till prints through the back office: the job from its queue to paper."""

from typing import Any

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange
from blueprints.wire_examples.journal import SOUP

RECEIPT = SOUP["body"] | {"device": "Kasa 1", "store": "Kraków", "employee": "Zofia"}
DOCUMENT = {
    "kind": "receipt",
    "language": "pl",
    "receipt": RECEIPT,
    "duplicate": False,
    "open_drawer": True,
}
JOB = {"role": "receipt_printer", "document": DOCUMENT, "copies": 1}
LEASED = {
    "id": world.JOB,
    "role": "receipt_printer",
    "peripheral_id": world.PRINTER,
    "document": DOCUMENT,
    "copies": 1,
    "lease_until": "2025-11-20T09:30:36.000Z",
    "asked_at": "2025-11-20T09:30:06.000Z",
    "expires_at": "2025-11-20T21:30:06.000Z",
    "device_id": world.DEVICE,
}
PATH = f"/print-jobs/{world.JOB}"
JOB_DIFFERS = {
    "type": "urn:comptoir:problem:job_differs",
    "title": "Another job has this id",
    "status": 409,
    "code": "job_differs",
}


def _state(status: str) -> dict[str, str]:
    return {"status": status, "updated_at": "2025-11-20T09:30:06.000Z", "printer": "Epson"}


def _report(name: str, status: str) -> Exchange:
    result: dict[str, Any] = {"id": world.JOB, "status": status, "at": "2025-11-20T09:30:06.000Z"}
    return Exchange(
        name,
        "POST",
        "/store-server/jobs/results",
        200,
        world.BOX_SECRET,
        body={"results": [result]},
        answer={"unknown": []},
    )


EXCHANGES = (
    Exchange("print", "PUT", PATH, 201, world.TILL_SECRET, body=JOB, answer=_state("queued")),
    Exchange("print_again", "PUT", PATH, 200, world.TILL_SECRET, body=JOB, answer=_state("queued")),
    Exchange(
        "print_other", "PUT", PATH, 409, world.TILL_SECRET, body=JOB | {"copies": 2}, answer=JOB_DIFFERS
    ),
    Exchange(
        "lease",
        "POST",
        "/store-server/jobs/lease",
        200,
        world.BOX_SECRET,
        body={"max": 10},
        answer={"jobs": [LEASED]},
    ),
    _report("report_sending", "sending"),
    _report("report_printed", "printed"),
    Exchange("print_state", "GET", PATH, 200, world.TILL_SECRET, answer=_state("printed")),
)
