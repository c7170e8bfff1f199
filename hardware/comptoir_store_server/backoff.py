"""Waiting before trying again: longer each time, and never in step with the other boxes."""

import random


class Backoff:
    """Full jitter: a random part of a ceiling that doubles."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._misses = 0

    @property
    def misses(self) -> int:
        """How many tries in a row went wrong."""
        return self._misses

    def succeed(self) -> None:
        """Begin anew."""
        self._misses = 0

    def next_wait(self, at_least_s: float = 0.0) -> float:
        """Seconds to wait after one more miss; never less than the other side asked for."""
        ceiling = min(self._longest_s, self._first_s * 2 ** min(self._misses, 20))
        self._misses += 1
        return max(at_least_s, random.uniform(0, ceiling))  # noqa: S311 - spreading load, no secret
