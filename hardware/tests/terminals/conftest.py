"""What the tests of card payments share: a shop with two terminals."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from card_counter import Counter
from fake_concert import FakeConcert
from fake_zvt import FakeZvt


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A shop with two terminals."""
    zvt, concert = FakeZvt(), FakeConcert()
    made = Counter(zvt, concert, tmp_path)
    yield made
    zvt.close()
    concert.close()
    made.book.close()
