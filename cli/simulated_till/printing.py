"""Paper through the back office: the till sends what a receipt means, whoever prints it lays it out."""

import uuid
from typing import Any

from cli.simulated_till.activations import get_activation
from cli.simulated_till.catalogue import Catalogue
from cli.simulated_till.journal import Entry
from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post
from cli.simulated_till.receipts import Receipt

#: one job per receipt: printing it again under the same id is the same job, never a second paper
JOBS = uuid.UUID("6f1d6f0e-9d0b-4f0c-8c0e-0b0a7c1b2d3e")
ENDED = ("printed", "uncertain", "blocked", "failed", "expired", "cancelled")


class Printing:
    """The till's printing through the office."""

    def __init__(self, memory: Memory, post: Post, catalogue: Catalogue) -> None:
        self._memory = memory
        self._post = post
        self._catalogue = catalogue

    def print_receipt(self, receipt: Receipt, duplicate: bool = False) -> str:
        """Send a receipt to the till's receipt printer; a duplicate is its own job and says so."""
        job_id = str(uuid.uuid4() if duplicate else uuid.uuid5(JOBS, receipt.id))
        document = {
            "kind": "receipt",
            "receipt": self._names(receipt.body),
            "duplicate": duplicate,
            "open_drawer": False,
        }
        return self._order(job_id, "receipt_printer", document | self._language())

    def print_assembly_slip(self, receipt: Receipt) -> str:
        """Send what was sold to where it is made; each line says whether it is made to order.

        In no language of its own: that of the printer counts, which those in the kitchen chose.
        """
        document = {"kind": "assembly", "receipt": self._names(receipt.body)}
        return self._order(str(uuid.uuid5(JOBS, f"assembly {receipt.id}")), "assembly_printer", document)

    def print_day_report(self, entry: Entry) -> str:
        """Put a day report on the till's receipt printer; it names no currency, the store has one."""
        document = {"kind": "report", "report": self._names(entry.body)}
        return self._order(str(uuid.uuid5(JOBS, entry.id)), "receipt_printer", document | self._language())

    def has_assembly_printer(self) -> bool:
        """Whether the usage mode names one."""
        usage_mode = self._catalogue.configuration().get("usage_mode") or {}
        return usage_mode.get("assembly_printer") is not None

    def _order(self, job_id: str, role: str, document: dict[str, Any]) -> str:
        body = {"role": role, "document": document, "copies": 1}
        self._post.send("PUT", f"/print-jobs/{job_id}", body)
        return job_id

    def _language(self) -> dict[str, Any]:
        return {"language": get_activation(self._memory).store.get("language")}

    def _names(self, body: dict[str, Any]) -> dict[str, Any]:
        activation = get_activation(self._memory)
        names = {
            "device": activation.device["name"],
            "store": activation.store["name"],
            "employee": self._catalogue.employee_name(body.get("employee_id")),
        }
        return body | {key: name for key, name in names.items() if name}

    def job_status(self, job_id: str) -> dict[str, Any]:
        """How far a print job is."""
        return dict(self._post.send("GET", f"/print-jobs/{job_id}").body)
