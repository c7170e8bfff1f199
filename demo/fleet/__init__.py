"""A business with many stores: hundreds of tills and thousands of peripherals, to see how the office bears it.

The rows are written as the deeds would have left them, all at once: made one deed after the other they would
take minutes.
"""

from demo.fleet.business import Fleet, FleetSize, fill_fleet
from demo.fleet.calls import let_tills_call

__all__ = ["Fleet", "FleetSize", "fill_fleet", "let_tills_call"]
