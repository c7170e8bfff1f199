"""The store server: the box in the shop that prints for the tills, with or without the internet."""

__version__ = "0.1.0"
