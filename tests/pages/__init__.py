"""Checks that every page of the house has to pass."""
