"""Cursors and digests: what a till hands back, and how it notices that it differs."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.streams import (
    CATCHING_UP,
    NO_PART,
    Cursor,
    Head,
    add_to_digest,
    digest_part,
    has_expired,
    read_cursor,
)

EPOCHS = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=12)
NUMBERS = st.integers(0, 10**18 - 1)


@given(EPOCHS, NUMBERS, st.none() | st.integers(0, 9), NUMBERS)
def test_a_cursor_reads_back(epoch: str, seq: int, rank: int | None, walked: int) -> None:
    cursor = Cursor(epoch, seq, rank, walked if rank is not None else 0)
    assert read_cursor(str(cursor)) == cursor


@given(st.text())
def test_other_texts_are_no_cursors(text: str) -> None:
    cursor = read_cursor(text)
    assert cursor is None or str(cursor).split(".")[0] == text.split(".")[0]


@pytest.mark.parametrize(
    ("cursor", "expired"),
    [
        (Cursor("abcdefgh", 5), False),
        (Cursor("abcdefgh", 10), False),
        (Cursor("abcdefgh", 11), True),
        (Cursor("abcdefgh", 2), True),
        (Cursor("abcdefgh", 3), False),
        (Cursor("hgfedcba", 5), True),
        (Cursor("abcdefgh", 5, 3, 4), False),
        (Cursor("abcdefgh", 2, 3, 4), True),
        (Cursor("abcdefgh", 5, CATCHING_UP, 9), False),
        (Cursor("abcdefgh", 5, CATCHING_UP, 11), True),
    ],
)
def test_when_a_till_must_start_over(cursor: Cursor, expired: bool) -> None:
    assert has_expired(cursor, Head("abcdefgh", seq=10, floor=3)) is expired


def test_the_digest_is_the_contracts() -> None:
    body = '{"id":"p1","name":"Żurek"}'
    expected = hashlib.sha256(b"product\x00p1\x00" + body.encode()).digest()[:8]
    assert digest_part("product", "p1", body) == expected.hex()
    assert add_to_digest(NO_PART, [digest_part("product", "p1", body)]) == expected.hex()


@given(st.lists(st.integers(0, 2**64 - 1)), st.lists(st.integers(0, 2**64 - 1)))
def test_what_goes_leaves_no_trace_in_the_digest(stay: list[int], go: list[int]) -> None:
    hexes = [[f"{part:016x}" for part in parts] for parts in (stay, go)]
    only = add_to_digest(NO_PART, hexes[0])
    assert add_to_digest(add_to_digest(NO_PART, hexes[0] + hexes[1]), [], hexes[1]) == only
    assert add_to_digest(NO_PART, reversed(hexes[0])) == only
