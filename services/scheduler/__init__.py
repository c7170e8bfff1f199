"""What the office does by the clock, in one process."""
