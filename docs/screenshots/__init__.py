"""Photographs of every page: a shop that lives, a camera, and the list of what to look at."""
