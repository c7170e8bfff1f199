"""How a till becomes a POS and stops being one: activation, the next secret, signing off."""

import platform
from dataclasses import dataclass
from typing import Any

from cli.simulated_till.activations import (
    Activation,
    abandon_attempts,
    adopt_next_secret,
    begin_activation,
    get_activation,
    get_install_id,
    hash_secret,
    note_standing,
    prepare_next_secret,
    prepare_secret,
)
from cli.simulated_till.journal import Journal
from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post
from cli.simulated_till.problems import Refused
from cli.simulated_till.times import Clock

APP = {"name": "Simulated till", "version": "1.0.0"}


@dataclass(frozen=True)
class Choice:
    """A POS that the owner may choose after logging in on the till."""

    id: str
    name: str
    store: str
    status: str
    available: bool


class Entrance:
    """The till's way in and out."""

    def __init__(self, memory: Memory, post: Post, clock: Clock, name: str) -> None:
        self._memory = memory
        self._post = post
        self._clock = clock
        self._name = name
        self._ticket: str | None = None

    def activate(self, code: str) -> Activation:
        """Become the POS that the code was made for; after a lost answer the same attempt is repeated."""
        key = "code " + "".join(code.upper().replace("-", "").split())
        return self._activate(key, {"code": code})

    def log_in(self, email: str, password: str) -> list[Choice]:
        """The owner logs in on the till; the password is sent once and kept nowhere."""
        asked = {"email": email, "password": password, "install_id": get_install_id(self._memory)}
        answer = self._post.send_unnamed("/logins", asked).body
        self._ticket = answer["ticket"]
        return [
            Choice(d["id"], d["name"], d["store"]["name"], d["status"], d["available"])
            for d in answer["devices"]
        ]

    def choose(self, device_id: str) -> Activation:
        """Become the chosen POS."""
        if self._ticket is None:
            raise Refused(0, "not_logged_in", "log in first")
        wanted = {"ticket": self._ticket, "device_id": device_id}
        return self._activate(f"ticket {self._ticket} {device_id}", wanted)

    def _activate(self, key: str, wanted: dict[str, Any]) -> Activation:
        secret = prepare_secret(self._memory, key)
        body = wanted | {
            "install_id": get_install_id(self._memory),
            "token_sha256": hash_secret(secret),
            "app": APP,
            "hardware": {"brand": "Simulated", "model": self._name},
            "os": {"name": platform.system(), "version": platform.release()},
        }
        try:
            answer = self._post.send_unnamed("/activations", body)
        except Refused:
            abandon_attempts(self._memory)
            raise
        return begin_activation(self._memory, secret, answer.body)

    def rotate_secret(self) -> None:
        """Change to a new secret; repeated with the same one until the office has said yes."""
        activation = get_activation(self._memory)
        following = prepare_next_secret(self._memory, activation)
        self._post.send("POST", "/token", {"token_sha256": hash_secret(following)})
        adopt_next_secret(self._memory, activation)

    def sign_off(self, discard: bool = False) -> None:
        """Stop being this POS. Lines not yet sent stand in the way unless they are given up."""
        activation = get_activation(self._memory)
        journal = Journal(self._memory, activation.id)
        unsent = len(journal.waiting())
        self._post.send("POST", "/deactivation", {"unsent": unsent, "discard": discard})
        with self._memory.transaction():
            note_standing(self._memory, activation, "inactive")
            if discard:
                journal.discard_waiting(self._clock())
