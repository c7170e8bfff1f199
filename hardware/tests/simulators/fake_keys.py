"""The kernel's side of a scanner that types: input events as bytes, made from a table of our own."""

import struct

EV_SYN, EV_KEY, EV_MSC = 0, 1, 4
LEFT_SHIFT, ENTER = 42, 28
#: Positions of an American keyboard, as a scanner that thinks it is one presses them.
PRESSED = {
    "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 7, "7": 8, "8": 9, "9": 10, "0": 11, "-": 12,
    "q": 16, "a": 30, "z": 44, "w": 17, "m": 50, "c": 46, "o": 24, "d": 32, "e": 18, "/": 53,
}  # fmt: skip


def event(kind: int, code: int, value: int) -> bytes:
    """One event of the kernel."""
    return struct.pack("@llHHi", 1_700_000_000, 0, kind, code, value)


def stroke(code: int) -> bytes:
    """Press and release, as a USB keyboard tells it."""
    down = event(EV_MSC, 4, 0x70000 + code) + event(EV_KEY, code, 1) + event(EV_SYN, 0, 0)
    return down + event(EV_KEY, code, 0) + event(EV_SYN, 0, 0)


def typed(text: str, *, enter: bool = True) -> bytes:
    """A whole scan; capital letters are held with the shift key."""
    keys = b""
    for letter in text:
        key = stroke(PRESSED[letter.lower()])
        if letter.isupper():
            key = event(EV_KEY, LEFT_SHIFT, 1) + key + event(EV_KEY, LEFT_SHIFT, 0)
        keys += key
    return keys + (stroke(ENTER) if enter else b"")
