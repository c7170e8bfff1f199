"""Public ids: opaque, easy to read out, every letter as likely as any other."""

import secrets
from collections import Counter

import pytest

from models.base import ALPHABET, new_public_id, new_public_ids


def test_an_id_is_sixteen_letters_without_look_alikes() -> None:
    ids = {new_public_id() for _ in range(2000)}
    assert len(ids) == 2000
    assert {len(one) for one in ids} == {16}
    assert set("".join(ids)) == set(ALPHABET)
    assert len(set(ALPHABET)) == 32


def test_many_ids_at_once_are_like_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = new_public_ids(2000)
    assert len(set(ids)) == 2000
    assert {len(one) for one in ids} == {16}
    assert set("".join(ids)) == set(ALPHABET)
    assert new_public_ids(0) == []
    monkeypatch.setattr(secrets, "token_bytes", lambda count: bytes(range(7, 7 + count)))
    assert new_public_ids(2)[0] == new_public_id()


def test_each_five_random_bits_are_one_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    spelt: Counter[str] = Counter()
    for number in range(32):
        same = int("1" + "00001" * 16, 2) - (1 << 80)
        monkeypatch.setattr(secrets, "token_bytes", lambda _, bits=same * number: bits.to_bytes(10))
        spelt.update(new_public_id())
    assert spelt == dict.fromkeys(ALPHABET, 16)
