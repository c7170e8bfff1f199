"""The demo: a whole shop running on one machine, with no hardware."""
