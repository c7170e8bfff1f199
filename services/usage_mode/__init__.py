"""Which peripheral a POS uses for what, and whom a picker offers (guide A)."""
