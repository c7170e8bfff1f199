"""What a till asks and what it is answered, without the words of HTTP around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from comptoir_store_server.configuration import Till

#: By this name the door is told how to allow an answer more time.
ALLOW = "comptoir.allow"


@dataclass(frozen=True)
class Call:
    """One request that was let in; ``till`` is nobody only where the door is open to all."""

    till: Till | None
    #: The parts of the path that are not fixed.
    told: tuple[str, ...]
    read_body: Callable[[], dict[str, Any]]
    #: What is asked behind the path's question mark; of several of one name the last.
    query: dict[str, str] = field(default_factory=dict)
    #: Allow the answer so many seconds more than others have.
    allow: Callable[[float], None] = lambda _seconds: None

    @property
    def caller(self) -> Till:
        """Who asks."""
        assert self.till is not None
        return self.till


@dataclass(frozen=True)
class Answer:
    """What it is told."""

    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
