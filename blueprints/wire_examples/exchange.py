"""One call and its answer, as an example that both the page and the OpenAPI document show."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """A call that somebody can try, and what the office answers; the examples are played in order in a test."""

    name: str
    method: str
    path: str
    status: int
    token: str | None = None
    body: Any = None
    answer: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    answer_headers: dict[str, str] = field(default_factory=dict)

    @property
    def all_headers(self) -> dict[str, str]:
        """Every header of the call, in the order in which one would write them."""
        found = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if self.body is not None:
            found["Content-Type"] = "application/json"
        return found | self.headers
