"""Who works at the tills."""
