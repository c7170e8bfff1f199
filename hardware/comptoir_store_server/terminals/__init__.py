"""Payment terminals: whether they are there, and payments whose outcome is never guessed."""
