"""What is known of a job: where it stands, and what the office is told of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


WAITING = (JobState.QUEUED, JobState.BLOCKED)
ENDED = (JobState.PRINTED, JobState.UNCERTAIN, JobState.FAILED, JobState.EXPIRED, JobState.CANCELLED)


@dataclass(frozen=True)
class Job:
    """One document on its way to paper."""

    id: str
    peripheral_id: str
    role: str
    document: dict[str, Any]
    copies: int
    state: JobState
    reason: str | None
    expires_at: datetime | None
    received_at: datetime
    device_id: str | None = None
    redirected_from: str | None = None
    was_redirected: bool = False
    #: How often it was begun anew after a crash; then its paper says that it is a copy.
    reprints: int = 0
    changed_at: datetime | None = None
    #: Of what a till asked for in the shop's own network; jobs of the office have none.
    fingerprint: str | None = None
    #: When it was wanted, where the office says so: it may have lain there.
    asked_at: datetime | None = None

    @property
    def wanted_at(self) -> datetime:
        """Since when somebody waits for it."""
        return min(self.asked_at or self.received_at, self.received_at)

    @property
    def is_drawer(self) -> bool:
        """Whether it only opens the drawer."""
        return self.document.get("kind") == "drawer"


@dataclass(frozen=True)
class Report:
    """A change that the office has not acknowledged yet."""

    place: int
    job_id: str
    status: str
    reason: str | None
    at: str
    result: str | None = None
    printed_on: str | None = None
    #: What a job is that a till asked for in the shop's own network, as JSON: the office does not know it.
    lan: str | None = None

    def body(self) -> dict[str, Any]:
        """As the office reads it."""
        body: dict[str, Any] = {"id": self.job_id, "status": self.status, "at": self.at}
        more = {"reason": self.reason, "printed_on": self.printed_on}
        body |= {name: value for name, value in more.items() if value}
        if self.lan:
            facts = json.loads(self.lan)
            body["lan"] = {name: value for name, value in facts.items() if value is not None}
        return body | ({"result": json.loads(self.result)} if self.result else {})


@dataclass(frozen=True)
class KnownPrinter:
    """What was learned about the printer at one address."""

    confirm: str | None
    last_success_at: str | None
    #: Which printer that was, where the box can tell one from another.
    seen_as: str | None = None
