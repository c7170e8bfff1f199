"""When each stream of a till runs: its own rule, its store's, the account's."""
