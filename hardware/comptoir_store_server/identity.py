"""Who this store server is to the office: its secret, its installation, the store it belongs to."""

import hashlib
import secrets
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from comptoir_store_server.folder import DataFolder


def new_secret() -> str:
    """256 random bits, base64url."""
    return secrets.token_urlsafe(32)


def sha256_of(secret: str) -> str:
    """The only thing about the secret that is ever sent while pairing."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def find_or_make_install_id(folder: DataFolder) -> str:
    """The id of this installation, made once and kept for good."""
    known = folder.read_json(folder.installation)
    if known and isinstance(known.get("install_id"), str):
        return str(known["install_id"])
    install_id = str(uuid.uuid4())
    folder.write_json(folder.installation, {"install_id": install_id})
    return install_id


@dataclass(frozen=True)
class Identity:
    """A finished pairing."""

    office: str
    secret: str
    id: str
    name: str
    store: dict[str, Any]

    def __repr__(self) -> str:
        return f"Identity(office={self.office!r}, id={self.id!r}, name={self.name!r})"

    def save(self, folder: DataFolder) -> None:
        """Keep it for the next start."""
        folder.write_json(folder.identity, asdict(self))


def find_identity(folder: DataFolder) -> Identity | None:
    """The pairing kept in the folder, if there is one."""
    kept = folder.read_json(folder.identity)
    if kept is None:
        return None
    try:
        return Identity(
            office=str(kept["office"]),
            secret=str(kept["secret"]),
            id=str(kept["id"]),
            name=str(kept["name"]),
            store=dict(kept["store"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
