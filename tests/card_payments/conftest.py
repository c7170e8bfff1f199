"""Who answers first is tried on both databases; each test has an empty one of its own."""

from tests.both_databases import postgresql, settings

__all__ = ["postgresql", "settings"]
