"""What tills ask for and get: polls, pages of changes, snapshots; and what they say they have."""
