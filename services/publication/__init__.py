"""What tills shall see, written down as the last step of every deed (DESIGN §4, Sync)."""
