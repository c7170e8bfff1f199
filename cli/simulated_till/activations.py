"""Which POS this till is: its activations, oldest to newest, each with its own secret and journal."""

import hashlib
import json
import secrets
import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from cli.simulated_till.memory import Memory
from cli.simulated_till.problems import NotActivated

#: the till sells; `unknown_token` too, because the office may be wrong and customers wait
SELLS = ("active", "unknown_token")
#: what the office's refusals mean for the till
STANDING_OF = {
    "device_inactive": "inactive",
    "device_draining": "draining",
    "device_deleted": "deleted",
    "token_unknown": "unknown_token",
}


@dataclass(frozen=True)
class Activation:
    """One generation of a POS device, as this till lived it."""

    id: int
    secret: str
    next_secret: str | None
    standing: str
    device: dict[str, Any]
    store: dict[str, Any]
    account: dict[str, Any]

    @property
    def number_prefix(self) -> str:
        """What every receipt number of this generation begins with."""
        return str(self.device["number_prefix"])


def hash_secret(secret: str) -> str:
    """The only thing about a secret that ever leaves the till."""
    return hashlib.sha256(secret.encode()).hexdigest()


def get_install_id(memory: Memory) -> str:
    """The name of this installation, made once."""
    with memory.transaction():
        if memory.fact("install_id") is None:
            memory.remember("install_id", str(uuid.uuid4()))
        return str(memory.fact("install_id"))


def prepare_secret(memory: Memory, key: str) -> str:
    """The secret for one attempt, remembered before it is used, so that a retry sends the same."""
    with memory.transaction() as db:
        db.execute("INSERT OR IGNORE INTO pending_activation VALUES (?, ?)", (key, secrets.token_urlsafe(32)))
        found = memory.row("SELECT secret FROM pending_activation WHERE key = ?", key)
    assert found is not None
    return str(found["secret"])


def abandon_attempts(memory: Memory) -> None:
    """Forget secrets that no activation will use any more."""
    with memory.transaction() as db:
        db.execute("DELETE FROM pending_activation")


def begin_activation(memory: Memory, secret: str, answer: dict[str, Any]) -> Activation:
    """A new generation: its own journal from 1, and everything is pulled for the first time again."""
    with memory.transaction() as db:
        db.execute("UPDATE activation SET standing = 'replaced' WHERE standing IN ('active', 'draining')")
        db.execute(
            "INSERT INTO activation (secret, answer) VALUES (?, ?)",
            (secret, json.dumps(answer, ensure_ascii=False)),
        )
        abandon_attempts(memory)
        for table in ("stream", "staged", "acknowledgement"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        db.execute("DELETE FROM fact WHERE key IN ('poll', 'poll_etag', 'open_shift')")
    return get_activation(memory)


def find_activation(memory: Memory) -> Activation | None:
    """The newest activation."""
    found = memory.row("SELECT * FROM activation ORDER BY id DESC LIMIT 1")
    return _read(found) if found else None


def get_activation(memory: Memory) -> Activation:
    """The newest activation; raises where there is none."""
    found = find_activation(memory)
    if found is None:
        raise NotActivated("not_activated", "this till belongs to no POS yet")
    return found


def find_activations(memory: Memory) -> list[Activation]:
    """All of them, oldest first."""
    return [_read(row) for row in memory.rows("SELECT * FROM activation ORDER BY id")]


def note_standing(memory: Memory, activation: Activation, standing: str) -> None:
    """Remember what the office said this till may do."""
    if standing != activation.standing:
        with memory.transaction() as db:
            db.execute("UPDATE activation SET standing = ? WHERE id = ?", (standing, activation.id))


def prepare_next_secret(memory: Memory, activation: Activation) -> str:
    """The secret that is to follow, remembered before the office hears of it."""
    with memory.transaction() as db:
        db.execute(
            "UPDATE activation SET next_secret = coalesce(next_secret, ?) WHERE id = ?",
            (secrets.token_urlsafe(32), activation.id),
        )
    return str(get_activation(memory).next_secret)


def adopt_next_secret(memory: Memory, activation: Activation) -> None:
    """The office knows the next secret: use it from now on."""
    with memory.transaction() as db:
        db.execute(
            "UPDATE activation SET secret = next_secret, next_secret = NULL"
            " WHERE id = ? AND next_secret IS NOT NULL",
            (activation.id,),
        )


def _read(row: sqlite3.Row) -> Activation:
    answer = json.loads(row["answer"])
    return Activation(
        id=row["id"],
        secret=row["secret"],
        next_secret=row["next_secret"],
        standing=row["standing"],
        device=answer["device"],
        store=answer["store"],
        account=answer["account"],
    )
