"""The deeds: load, ask the domain, write, record an event; no Flask, no commit.

Whoever writes through any of them also publishes to the tills: publication listens from the first import on.
"""

from services.publication.publication import publish_changes

__all__ = ["publish_changes"]
