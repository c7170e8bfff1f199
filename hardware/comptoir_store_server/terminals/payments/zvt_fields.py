"""The fields of a ZVT frame: one byte names it, and with the name goes how long it is."""

import re

from comptoir_store_server.terminals.payments.payment import Facts, read_currency
from comptoir_store_server.terminals.payments.zvt_words import CARDS

#: How many bytes follow the name of a field of fixed length.
FIXED = {
    **dict.fromkeys((0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x8A, 0x8C, 0xA0, 0xD0, 0xD2, 0xD3), 1),
    **dict.fromkeys((0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87), 2),
    **dict.fromkeys((0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA), 3),
    0x04: 6,
    0x29: 4,
    0x2A: 15,
    0x3B: 8,
    0xBA: 5,
    0xEB: 8,
}
#: Fields that say how long they are in so many bytes, one figure in the low half of each.
COUNTED = {
    **dict.fromkeys((0x22, 0x23, 0x2D, 0x8B, 0xA7, 0xD1, *range(0xE1, 0xE9), *range(0xF1, 0xF9)), 2),
    **dict.fromkeys((0x24, 0x2E, 0x3C, 0x60, 0x92, 0x9A, 0xAF, 0xF0), 3),
}
#: Everything that has names of its own.
CONTAINER = 0x06
#: The card's number and its stripes: passed over, never kept.
SECRET = frozenset({0x22, 0x23, 0x24, 0x2D, 0x2E})
#: No card name has so many figures in a row, but a card number does.
LIKE_A_NUMBER = re.compile(r"\d(?:[ *#xX.-]?\d){5,}")


def read_fields(data: bytes) -> dict[int, bytes]:
    """The fields up to the first that cannot be measured; the first of two of a name counts."""
    fields: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        name = data[at]
        measured = _measure(name, data[at + 1 :])
        if measured is None:
            break
        start, end = at + 1 + measured[0], at + 1 + sum(measured)
        if end > len(data):
            break
        if name not in SECRET:
            fields.setdefault(name, data[start:end])
        at = end
    return fields


def _measure(name: int, rest: bytes) -> tuple[int, int] | None:
    """How long the length is and how long the field; nothing if that cannot be told."""
    if name in FIXED:
        return 0, FIXED[name]
    if name == CONTAINER:
        return _measure_container(rest)
    figures = [byte & 0x0F for byte in rest[: COUNTED.get(name, 0)]]
    if name not in COUNTED or len(figures) < COUNTED[name] or max(figures) > 9:
        return None
    return COUNTED[name], int("".join(map(str, figures)))


def _measure_container(rest: bytes) -> tuple[int, int] | None:
    more = {0x81: 1, 0x82: 2}.get(rest[0], 0) if rest else 0
    if not rest or (rest[0] > 0x7F and not more) or len(rest) < 1 + more:
        return None
    return 1 + more, int.from_bytes(rest[1 : 1 + more], "big") if more else rest[0]


def read_number(packed: bytes | None) -> int | None:
    """Two figures in each byte."""
    figures = packed.hex() if packed else ""
    return int(figures) if figures.isdecimal() else None


def write_number(number: int, size: int) -> bytes:
    """Two figures in each byte, with noughts before."""
    return bytes.fromhex(f"{number:0{size * 2}d}")


def read_facts(data: bytes) -> Facts:
    """What a status information (04 0F) says that is worth keeping."""
    fields = read_fields(data)
    currency = read_number(fields.get(0x49))
    result = fields.get(0x27)
    return Facts(
        result=result[0] if result else None,
        amount_minor=read_number(fields.get(0x04)),
        currency=(read_currency(currency) or str(currency)) if currency is not None else None,
        trace=read_number(fields.get(0x0B)),
        receipt_number=read_number(fields.get(0x87)),
        card=_read_card(fields),
    )


def _read_card(fields: dict[int, bytes]) -> str | None:
    """The name of the card's kind; nothing that could be a number."""
    name = fields.get(0x8B, b"").split(b"\0")[0].decode("cp437").strip()
    kind = fields.get(0x8A)
    told = name or (CARDS.get(kind[0], "") if kind else "")
    is_safe = told.isprintable() and not LIKE_A_NUMBER.search(told)
    return told if told and is_safe else None
