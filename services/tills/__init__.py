"""The programs at work: known by their token, heard from, and what they report."""
