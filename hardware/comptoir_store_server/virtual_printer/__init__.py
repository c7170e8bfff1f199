"""A receipt printer on the screen: it reads ESC/POS strictly, shows the paper and plays every trouble."""

from .paper import Paper, read_papers
from .printer import VirtualPrinter
from .status import PaperSupply, State

__all__ = ["Paper", "PaperSupply", "State", "VirtualPrinter", "read_papers"]
