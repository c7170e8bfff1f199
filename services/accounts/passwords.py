"""Passwords: argon2id hashes, and the same work for an unknown e-mail as for a wrong password."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from domain.refusal import Refusal

MINIMUM_LENGTH = 10
#: argon2id as RFC 9106 advises for little memory: about 100 ms of one core for each password
hasher = PasswordHasher()
_nobody = hasher.hash("nobody has this password")


def hash_password(password: str, field: str = "password") -> str:
    """The argon2id hash to store. Raises Refusal `password_too_short` or `too_long` at `field`."""
    if len(password) < MINIMUM_LENGTH:
        raise Refusal("password_too_short", field, minimum=MINIMUM_LENGTH)
    if len(password) > 1000:
        raise Refusal("too_long", field, maximum=1000)
    return hasher.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is the hashed one; takes equally long when there is no such user (None)."""
    try:
        hasher.verify(password_hash or _nobody, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None
