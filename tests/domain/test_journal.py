"""A journal without gaps: what has arrived, and what must be sent again."""

from hypothesis import given
from hypothesis import strategies as st

from domain.journal import NAMED_HOLES, Prefix, receive

BATCHES = st.lists(st.lists(st.integers(1, 60), max_size=10), max_size=12)


@given(BATCHES)
def test_the_prefix_and_its_holes_are_exact(batches: list[list[int]]) -> None:
    prefix, arrived = Prefix(), set[int]()
    for batch in batches:
        before = prefix.ack_through
        prefix = receive(prefix, batch)
        arrived |= set(batch)
        missing = {n for first, last in prefix.holes for n in range(first, last + 1)}
        assert prefix.last == max(arrived, default=0)
        assert missing == set(range(1, prefix.last + 1)) - arrived
        assert prefix.ack_through == next(n for n in range(1, 99) if n not in arrived) - 1
        assert prefix.ack_through >= before
        assert all(a[1] + 1 < b[0] for a, b in zip(prefix.holes, prefix.holes[1:], strict=False))


def test_a_huge_hole_costs_no_more_than_a_small_one() -> None:
    prefix = receive(Prefix(), [1, 2**53 - 1])
    assert prefix.named_holes == [[2, 2**53 - 2]]


def test_only_the_first_holes_are_named() -> None:
    prefix = receive(Prefix(), range(2, 1000, 2))
    assert prefix.named_holes == [[n, n] for n in range(1, 2 * NAMED_HOLES, 2)]
    assert prefix.ack_through == 0
