"""The bare wire: a till's requests written by hand, for what the simulated till never does."""

from typing import Any
from uuid import uuid4

import httpx

from cli.simulated_till import SimulatedTill
from tests.office import RealOffice


def open_wire(office: RealOffice, secret: str | None) -> httpx.Client:
    """A client of the API with this secret, or with none; close it."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx.Client(base_url=f"{office.url}/api/v1", headers=headers, trust_env=False, timeout=20)


def wire_of(office: RealOffice, till: SimulatedTill) -> httpx.Client:
    """A client that speaks in the till's own name."""
    assert till.activation is not None
    return open_wire(office, till.activation.secret)


def order_lines(wire: httpx.Client, lines: list[str], **more: Any) -> str:
    """A till wants these lines from its receipt printer; the job's id."""
    job_id = str(uuid4())
    body = {"role": "receipt_printer", "document": {"kind": "text", "text": lines}, "copies": 1, **more}
    answer = wire.put(f"/print-jobs/{job_id}", json=body)
    assert answer.status_code == 201, answer.text
    return job_id


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem document."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    assert answer.headers["X-Request-Id"]
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    return answer.status_code, problem["code"]
