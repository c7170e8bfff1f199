"""POS devices: their life, and the list that people search."""
