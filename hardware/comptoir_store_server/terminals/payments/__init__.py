"""Payments by card at the terminals of this box: asked for once, and never guessed."""
