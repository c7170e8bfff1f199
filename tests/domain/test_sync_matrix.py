"""What a cell of the matrix says."""

from datetime import UTC, datetime

import pytest

from domain.device_life import TillReport
from domain.streams import Cursor, Head
from domain.sync_matrix import Cell, CellState, Holding, cell_of, transactions_cell

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)
HEAD = Head("epochepoch12", 10, 4)


def held(seq: int | None, failed: int = 0, epoch: str = HEAD.epoch) -> Holding:
    """A till that stopped at this number."""
    return Holding(HEAD, None if seq is None else Cursor(epoch, seq), None if seq is None else NINE, failed)


@pytest.mark.parametrize(
    ("holding", "is_off", "behind", "cell"),
    [
        (held(10), False, 0, Cell(CellState.CURRENT, 0, NINE)),
        (held(10, failed=2), False, 0, Cell(CellState.FAILED, 2, NINE)),
        (held(7), False, 3, Cell(CellState.BEHIND, 3, TEN)),
        (held(7, failed=2), False, 3, Cell(CellState.BEHIND, 3, TEN)),
        (held(None), False, 0, Cell(CellState.NEVER)),
        (held(3), False, 0, Cell(CellState.START_OVER, 0, NINE)),
        (held(11), False, 0, Cell(CellState.START_OVER, 0, NINE)),
        (held(10, epoch="another12345"), False, 0, Cell(CellState.START_OVER, 0, NINE)),
        (held(10), True, 0, Cell(CellState.CURRENT, 0, NINE)),
        (held(7), True, 3, Cell(CellState.OFF, 3, NINE)),
        (held(None), True, 0, Cell(CellState.OFF, 0, None)),
        (held(3), True, 0, Cell(CellState.OFF, 0, NINE)),
    ],
)
def test_a_cell_says_how_a_till_stands(holding: Holding, is_off: bool, behind: int, cell: Cell) -> None:
    assert cell_of(holding, is_off=is_off, behind=behind, since=TEN if behind else None) == cell


@pytest.mark.parametrize(
    ("report", "missing", "cell"),
    [
        (None, 0, Cell(CellState.UNKNOWN)),
        (TillReport(NINE), 0, Cell(CellState.SENT, 0, NINE)),
        (TillReport(NINE, unsent_entries=3, unsent_receipts=2), 0, Cell(CellState.UNSENT, 3, NINE)),
        (
            TillReport(NINE, unsent_entries=3, last_sequence=9, ack_through=9, last_n=9),
            0,
            Cell(CellState.SENT, 0, NINE),
        ),
        (TillReport(TEN, unsent_receipts=1, oldest_unsent_at=NINE), 0, Cell(CellState.UNSENT, 1, NINE)),
        (TillReport(NINE, unsent_entries=3), 2, Cell(CellState.MISSING, 2, NINE)),
        (None, 2, Cell(CellState.MISSING, 2, None)),
    ],
)
def test_what_a_till_sold_is_here_or_not(report: TillReport | None, missing: int, cell: Cell) -> None:
    assert transactions_cell(report, missing) == cell
