"""The state of the virtual printer, and how it tells it: one byte per question, four bytes by itself."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

FIXED = 0x12


class PaperSupply(StrEnum):
    """How much paper is on the roll."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True)
class State:
    """Everything a person can do to the printer."""

    paper: PaperSupply = PaperSupply.OK
    cover_open: bool = False
    offline: bool = False
    mute: bool = False
    drawer_open: bool = False
    cutter_jammed: bool = False
    power: bool = True
    lines_left: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it prints now."""
        return self.power and not self.is_offline

    @property
    def is_offline(self) -> bool:
        """Whether it refuses to print, for whatever reason."""
        return self.offline or self.cover_open or self.cutter_jammed or self.paper is PaperSupply.OUT

    def changed(self, **changes: object) -> "State":
        """The state after a person did something; raises ValueError for what cannot be."""
        known = {each.name: each for each in fields(self)}
        clean: dict[str, object] = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(name)
            clean[name] = _clean(name, value)
        if clean.get("paper") in (PaperSupply.OK, PaperSupply.LOW) and "lines_left" not in clean:
            clean["lines_left"] = None
        if clean.get("lines_left") == 0:
            clean.update(paper=PaperSupply.OUT, lines_left=None)
        return replace(self, **clean)  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """As the web page and scripts read it."""
        values: dict[str, object] = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**values, "paper": self.paper.value, "ready": self.is_ready}


def _clean(name: str, value: object) -> object:
    if name == "paper":
        return PaperSupply(str(value))
    if name == "lines_left":
        return None if value in (None, "") else _count(value)
    if isinstance(value, bool):
        return value
    words = {"1": True, "on": True, "true": True, "0": False, "off": False, "false": False}
    if str(value) not in words:
        raise ValueError(name)
    return words[str(value)]


def _count(value: object) -> int:
    count = int(str(value))
    if count < 0:
        raise ValueError("lines_left")
    return count


def real_time_status(state: State, what: int) -> bytes:
    """The answer to DLE EOT 1 printer, 2 why offline, 3 errors, 4 paper."""
    bits = {1: _printer_bits, 2: _offline_bits, 3: _error_bits, 4: _paper_bits}[what](state)
    return bytes([FIXED | bits])


def _printer_bits(state: State) -> int:
    return state.drawer_open << 2 | state.is_offline << 3


def _offline_bits(state: State) -> int:
    return state.cover_open << 2 | (state.paper is PaperSupply.OUT) << 5 | state.cutter_jammed << 6


def _error_bits(state: State) -> int:
    return state.cutter_jammed << 3


def _paper_bits(state: State) -> int:
    return {PaperSupply.OK: 0x00, PaperSupply.LOW: 0x0C, PaperSupply.OUT: 0x6C}[state.paper]


def queued_status(state: State, what: int) -> bytes:
    """The answer to GS r: 1 paper, 2 drawer, 4 ink."""
    if what == 1:
        return bytes([{PaperSupply.OK: 0x00, PaperSupply.LOW: 0x03, PaperSupply.OUT: 0x0F}[state.paper]])
    return bytes([int(state.drawer_open) if what == 2 else 0])


def automatic_status(state: State) -> bytes:
    """The four bytes sent unasked once GS a switched them on."""
    first = 0x10 | state.drawer_open << 2 | state.is_offline << 3 | state.cover_open << 5
    return bytes([first, state.cutter_jammed << 3, queued_status(state, 1)[0], 0])


def process_id(asked: bytes) -> bytes:
    """The answer to GS ( H: the id comes back once everything before it is on paper."""
    return b"\x37\x22" + asked + b"\x00"


def identity(what: int, width: int) -> bytes:
    """The answer to GS I."""
    texts = {65: "1.0", 66: "COMPTOIR", 67: f"VIRTUAL {80 if width > 400 else 58}", 68: "000001", 69: "EN"}
    if what in texts:
        return b"_" + texts[what].encode() + b"\x00"
    return {1: b"\x20", 49: b"\x20", 2: b"\x02", 50: b"\x02", 3: b"\x01", 51: b"\x01"}.get(what, b"")
