"""Scales on a serial cable or behind a serial-to-network box."""
