"""Secrets and contents that nobody has: the rows keep digests only."""

import hashlib
import secrets


def new_digest() -> str:
    """Another one each time."""
    return hashlib.sha256(secrets.token_bytes(16)).hexdigest()
