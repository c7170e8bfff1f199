"""Payment terminals, as far as one can tell whether they are there."""
