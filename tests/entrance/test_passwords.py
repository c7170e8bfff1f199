"""Passwords are kept so that whoever steals the database learns none of them."""

import runpy

from argon2 import PasswordHasher, Type

from services.accounts import passwords


def test_an_office_hashes_as_rfc_9106_advises() -> None:
    office = runpy.run_path(passwords.__file__)  # as an office reads it, not made cheap for tests
    hasher: PasswordHasher = office["hasher"]
    assert hasher.type is Type.ID
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) >= (3, 65536, 4)
    stored = office["hash_password"]("korrekt horse battery")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert office["password_fits"](stored, "korrekt horse battery")
    assert not office["password_fits"](stored, "korrekt horse batterx")
    assert not office["password_fits"](None, "korrekt horse battery")
