"""A newer version of the till's program, and how far a till is with it (PROTOCOL §6)."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType


class AppOnOffer(Struct):
    """The version that waits for this till; `GET /app/update` says the rest."""

    version: str
    url: str


class AppUpdate(Struct):
    """A version to be fetched, checked and laid ready; it is installed within the day close, never before.

    `signature` is Ed25519 over the bytes of the file, in base64; the till checks it with the key that its
    vendor built in. `url` is a path on this server; the file there never changes and may be fetched in parts.
    `notes` say what is new, in the store's language. `rolls_back` comes only when the version is older than
    the one that runs, which was withdrawn.
    """

    version: str
    size: int
    sha256: str
    signature: str
    url: str
    notes: str
    install: Literal["day_close"] = "day_close"
    rolls_back: str | UnsetType = UNSET


class AppStateReport(Struct):
    """How far the till is with a version."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]
    state: Literal["offered", "downloading", "verified", "staged", "installed", "failed", "rolled_back"]
    detail: Annotated[str, Meta(max_length=400)] = ""
