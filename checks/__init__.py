"""The house rules that no ready-made tool knows: words, names of places, who imports whom."""
