"""Printers, drawers, scanners, scales, terminals: what they are, how they are, who uses them."""
