"""A till made of software: an honest client of the published contract, for demonstrations and tests.

It knows the office only by HTTP and shares no code with it, so makers of tills can read it as an example.
"""

from cli.simulated_till.problems import (
    ContractBroken,
    MustWait,
    NotActivated,
    NotTheOffice,
    OfficeUnreachable,
    Refused,
    TillProblem,
    TillStopped,
    UnknownGoods,
)
from cli.simulated_till.receipts import Product, Receipt
from cli.simulated_till.till import SimulatedTill

__all__ = [
    "ContractBroken",
    "MustWait",
    "NotActivated",
    "NotTheOffice",
    "OfficeUnreachable",
    "Product",
    "Receipt",
    "Refused",
    "SimulatedTill",
    "TillProblem",
    "TillStopped",
    "UnknownGoods",
]
