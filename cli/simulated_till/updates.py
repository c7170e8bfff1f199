"""The till's own program: look for a newer one, fetch it in parts, check it, lay it ready, install it at day close."""

import base64
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cli.simulated_till.entrance import APP
from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post
from cli.simulated_till.problems import ContractBroken

PLATFORM = "simulated"
BASE = "/api/v1"
#: the program that lies ready, and the one that runs
STAGED, RUNNING = "staged_app", "running_app"


class Updates:
    """One till's program; only what the holder of one key signed is ever installed."""

    def __init__(self, memory: Memory, post: Post, folder: Path) -> None:
        self._memory = memory
        self._post = post
        self._folder = folder / "app"

    @property
    def public_key(self) -> str | None:
        """What the vendor built in; a simulated till is told once."""
        found: str | None = self._memory.fact("vendor_key")
        return found

    def trust(self, public_key: str) -> None:
        """Build the vendor's key in."""
        self._memory.remember("vendor_key", public_key)

    @property
    def version(self) -> str:
        """The version that runs."""
        return str(self._memory.fact(RUNNING, APP["version"]))

    @property
    def staged(self) -> str | None:
        """The version that lies ready for the day close."""
        found = self._memory.fact(STAGED)
        return str(found["version"]) if found else None

    def look(self) -> dict[str, Any] | None:
        """What the office offers."""
        query = urlencode({"platform": PLATFORM, "version": self.version})
        body: dict[str, Any] | None = self._post.send("GET", f"/app/update?{query}").body
        return body

    def fetch(self) -> str | None:
        """Lay the offered version ready; it is not installed before the day closes. Returns it, or None."""
        offer = self.look()
        if offer is None:
            return None
        if self._memory.fact(STAGED) == offer:
            return str(offer["version"])
        self._say(offer, "offered")
        if self.public_key is None:  # nothing could be checked: seen, and left alone
            return str(offer["version"])
        self._say(offer, "downloading")
        path = self._download(offer)
        self._check(offer, path)
        self._say(offer, "verified")
        self._memory.remember(STAGED, offer)
        self._say(offer, "staged")
        return str(offer["version"])

    def install(self) -> str | None:
        """To be called within the day close, when the day report was handed in. Returns what runs anew, or None.

        What lies ready and is offered no more (it was halted) stays where it is.
        """
        staged = self._memory.fact(STAGED)
        if staged is None or self.look() != staged:
            return None
        self._check(staged, self._path(staged))
        with self._memory.transaction():
            self._memory.remember(RUNNING, staged["version"])
            self._memory.remember(STAGED, None)
        self._say(staged, "installed")
        return str(staged["version"])

    def _download(self, offer: dict[str, Any]) -> Path:
        """Go on from where the last try ended."""
        path = self._path(offer)
        path.parent.mkdir(parents=True, exist_ok=True)
        have = path.stat().st_size if path.exists() else 0
        with path.open("ab") as file:
            while have < offer["size"]:
                piece = self._post.fetch(offer["url"].removeprefix(BASE), have, f'"{offer["sha256"]}"')
                if not piece or have + len(piece) > offer["size"]:
                    raise self._failed(offer, path, "wrong_size")
                file.write(piece)
                have += len(piece)
        return path

    def _check(self, offer: dict[str, Any], path: Path) -> None:
        content = path.read_bytes()
        if len(content) != offer["size"] or hashlib.sha256(content).hexdigest() != offer["sha256"]:
            raise self._failed(offer, path, "wrong_hash")
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key or ""))
        try:
            key.verify(base64.b64decode(offer["signature"]), content)
        except InvalidSignature:
            raise self._failed(offer, path, "wrong_signature") from None

    def _failed(self, offer: dict[str, Any], path: Path, why: str) -> ContractBroken:
        path.unlink(missing_ok=True)
        self._memory.remember(STAGED, None)
        self._say(offer, "failed", why)
        return ContractBroken(why, f"version {offer['version']} is not what its publisher made")

    def _path(self, offer: dict[str, Any]) -> Path:
        return self._folder / str(offer["sha256"])

    def _say(self, offer: dict[str, Any], state: str, detail: str = "") -> None:
        body = {"version": offer["version"], "state": state}
        self._post.send("PUT", "/app/state", body | ({"detail": detail} if detail else {}))
