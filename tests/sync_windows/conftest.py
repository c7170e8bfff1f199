"""Windows are tried on both databases."""

from tests.sync.conftest import postgresql, settings

__all__ = ["postgresql", "settings"]
