"""The account and its people: opening one, signing in, passwords, too many tries."""
