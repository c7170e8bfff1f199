"""How fast the hot paths are, beside the floor that the framework sets."""
