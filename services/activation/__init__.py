"""From a code or a login to a till at work."""
