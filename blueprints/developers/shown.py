"""An example as people read it: a command to copy, and the answer as it comes back."""

import json
import shlex
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from blueprints.wire_examples import Exchange

#: a longer answer is folded, so that the reader sees the next step
LONGEST_OPEN = 24


@dataclass(frozen=True)
class Shown:
    """One example of the page; `base` is the address of this office."""

    exchange: Exchange
    base: str

    @property
    def name(self) -> str:
        """What its place on the page is called."""
        return self.exchange.name

    @property
    def command(self) -> str:
        """The call as a curl command for a POSIX shell; `-i` shows the headers of the answer."""
        one = self.exchange
        parts = ["curl -i" if one.method == "GET" else f"curl -i -X {one.method}"]
        parts[0] += " " + shlex.quote(f"{self.base}/api/v1{one.path}")
        parts += ["-H " + shlex.quote(f"{name}: {value}") for name, value in one.all_headers.items()]
        if one.body is not None:
            parts.append("-d " + shlex.quote(_pretty(one.body)))
        return " \\\n  ".join(parts)

    @property
    def answer(self) -> str:
        """Status, the headers that matter and the body."""
        one = self.exchange
        lines = [f"{one.status} {HTTPStatus(one.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in one.answer_headers.items()]
        return "\n".join(lines if one.answer is None else [*lines, "", _pretty(one.answer)])

    @property
    def is_short(self) -> bool:
        """Whether the answer is shown at once."""
        return self.answer.count("\n") < LONGEST_OPEN


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
