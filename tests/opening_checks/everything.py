"""A store in which everything is wrong that can be."""

from datetime import datetime, timedelta

from domain.app_cells import AppCellState
from domain.names import PeripheralKind, StoreServerStatus, Stream
from domain.opening_checks import (
    JobsFact,
    MissedFact,
    PaymentFact,
    PeripheralFact,
    ServerFact,
    StoreFacts,
    TillFact,
)
from domain.peripheral_state import REPORTED
from domain.sync_matrix import Cell, CellState


def everything_wrong(now: datetime, name: str = "Bar") -> StoreFacts:
    """One of every finding, each with a name of this kind."""
    before = now - timedelta(hours=9)
    lacking = {
        Stream.PRODUCTS: Cell(CellState.BEHIND, 3, before),
        Stream.USERS: Cell(CellState.FAILED, 1, before),
        Stream.TRANSACTIONS: Cell(CellState.UNSENT, 4, before),
    }
    states = [*REPORTED, "no_store_server", "not_seen"]
    tills = [
        TillFact("t1", f"{name} 1", now, lacking, 31240, "PLN", 240_000, AppCellState.STAGED, "2.0", before),
        TillFact("t2", f"{name} 2", before, {}, 0, None, -7_200_000, AppCellState.FAILED, "2.0", before),
        TillFact("t3", f"{name} 3", None, app_state=AppCellState.WENT_BACK, app_version="2.0"),
        TillFact("t4", f"{name} 4", now - timedelta(days=9)),
        TillFact("t5", f"{name} 5", now, {Stream.TRANSACTIONS: Cell(CellState.MISSING, 2, before)}),
        TillFact("t6", f"{name} 6", now, {Stream.TRANSACTIONS: Cell(CellState.UNSENT, 1, before)}),
        TillFact("t7", f"{name} 7", now, misses_printer=True, printer_since=before),
    ]
    return StoreFacts(
        peripherals=[
            PeripheralFact(f"p{number}", f"{name} {state}", PeripheralKind.RECEIPT_PRINTER, state, before)
            for number, state in enumerate(states)
        ],
        servers=[
            ServerFact("s1", name, heard=now, disk_free=20_000_000, drift=timedelta(minutes=-7)),
            ServerFact("s2", name, heard=before),
            ServerFact("s3", name, StoreServerStatus.NOT_PAIRED),
        ],
        tills=tills,
        jobs=[JobsFact("p1", name, 2, before, 1, before)],
        missed=[MissedFact("w1", name, 3, before)],
        payments=[PaymentFact("c1", f"{name} terminal", 2350, "PLN", before)],
    )
