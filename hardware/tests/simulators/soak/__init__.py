"""The worst day of a shop: many jobs, printers that fail in every way, a box that loses power."""
