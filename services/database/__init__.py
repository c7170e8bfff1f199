"""Many rows at once, few commits, and who committed: how deeds stay quick on both databases."""
