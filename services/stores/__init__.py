"""Stores, and the names by which files mean them."""
