"""One thing that was found, as the office is told of it."""

import re
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown"
#: Words in names by which people and we tell things apart, the most telling first.
TELLING = (
    ("payment_terminal", r"ingenico|verifone|worldline|telium|\bpax\b|castles|payment"),
    ("scale", r"\bscale|mettler|toledo|\bcas\b|dibal|bizerba|balance|waga"),
    (
        "barcode_scanner",
        r"scan|barcode|bar code|honeywell|metrologic|datalogic|zebra|symbol|newland|\bwit\b|voyager",
    ),
    (
        "receipt_printer",
        r"\btm-|\btsp|mc-print|receipt|thermal|\bpos[- ]?\d|\brp-?\d|bixolon|xprinter|posnet",
    ),
)
LONGEST = {"key": 200, "make": 80, "model": 80, "serial": 64}


@dataclass(frozen=True)
class Found:
    """A thing; ``key`` stays the same for it as long as it is the same thing."""

    key: str
    kind_guess: str
    connection: tuple[tuple[str, Any], ...]
    make: str = ""
    model: str = ""
    serial: str = ""
    mac: str = ""

    def body(self) -> dict[str, Any]:
        """As the office reads it."""
        body: dict[str, Any] = {"key": self.key[:200], "kind_guess": self.kind_guess}
        body["connection"] = dict(self.connection)
        facts = {"make": self.make, "model": self.model, "serial": self.serial, "mac": self.mac}
        return body | {name: value[: LONGEST.get(name, 17)] for name, value in facts.items() if value}


def connection_of(**members: Any) -> tuple[tuple[str, Any], ...]:
    """A connection whose members do not change."""
    return tuple(members.items())


def guess_kind(*names: str) -> str | None:
    """What a thing is by its names; nothing if they do not tell."""
    text = " ".join(names).replace("_", " ").lower()
    return next((kind for kind, pattern in TELLING if re.search(pattern, text)), None)
