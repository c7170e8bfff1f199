"""Bringing bytes to a printer and learning whether they came out on paper."""
