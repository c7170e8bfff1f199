"""What the owner wants to know before opening."""
