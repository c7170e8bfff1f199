"""Goods that stand on one till only: seen, binned, adopted."""
