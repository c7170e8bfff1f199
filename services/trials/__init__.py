"""Trying a peripheral out: a page, a weight, a code, the letters that a printer knows."""
