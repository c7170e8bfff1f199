"""Paper: jobs, their journal, and the same once more."""
