"""How a page's templates find what all of them know."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment

#: there are as many as files, and the usual memory of some of them is slow to look into
KEEP_ALL_TEMPLATES = -1


class HouseTemplates(Environment):
    """Flask's templates; what all of them know stands in one dictionary.

    Jinja chains two of them for each template, and a page, made of some twenty, copies and compares the chain for
    each: a quarter of what a short page takes.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: what all know, unless it was loaded with more."""
        return super().make_globals(d) if d else self.globals
