"""New versions of the till program."""
