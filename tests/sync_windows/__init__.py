"""Sync windows: hours in which the tills fetch what is new."""
