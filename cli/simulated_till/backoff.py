"""How long a till waits before it tries again: full jitter, and never before the office's Retry-After."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 900.0
FIRST = 1.0


@dataclass
class Lane:
    """One kind of traffic with its own memory of failures: a full journal must not slow down the polls."""

    random: random.Random
    monotonic: Callable[[], float]
    failures: int = 0
    not_before: float = field(default=0.0)

    def succeed(self) -> None:
        """Forget the failures."""
        self.failures = 0
        self.not_before = 0.0

    def fail(self, retry_after: float | None = None) -> float:
        """Count a failure; the seconds to wait, anywhere between nothing and twice as much as last time."""
        ceiling = min(LONGEST, FIRST * 2 ** min(self.failures, 20))
        self.failures += 1
        wait = self.random.uniform(0, ceiling)
        if retry_after is None:
            return wait
        # Jitter on top, so that tills turned away together do not come back together.
        wait = retry_after + self.random.uniform(0, min(ceiling, retry_after))
        self.not_before = self.monotonic() + retry_after
        return wait

    def still_closed(self) -> float:
        """Seconds until the office wants to hear of this lane again; 0 when it is open."""
        return max(0.0, self.not_before - self.monotonic())
