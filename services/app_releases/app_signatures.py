"""Signatures of release files: the office checks them with public keys and can make none."""

import base64
import binascii
import mmap
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.refusal import Refusal

KEY_SIZE = 32
SIGNATURE_SIZE = 64


def read_public_key(text: str) -> str:
    """An Ed25519 public key as PEM or as its 32 bytes in base64; returns the latter.

    Raises Refusal private_key_pasted or public_key_unreadable at `public_key`.
    """
    if "PRIVATE KEY" in text:
        raise Refusal("private_key_pasted", "public_key")
    if "BEGIN PUBLIC KEY" in text:
        return _read_pem(text)
    raw = _decode(text, KEY_SIZE)
    if raw is None:
        raise Refusal("public_key_unreadable", "public_key")
    return base64.b64encode(raw).decode()


def read_signature(text: str) -> str:
    """64 bytes in base64, with line breaks or without. Raises Refusal signature_unreadable at `signature`."""
    raw = _decode(text, SIGNATURE_SIZE)
    if raw is None:
        raise Refusal("signature_unreadable", "signature")
    return base64.b64encode(raw).decode()


def is_signed(path: Path, signature: str, public_key: str) -> bool:
    """Whether the owner of this key signed exactly the bytes of this file; the file is not read into memory."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as content,
    ):
        try:
            key.verify(base64.b64decode(signature), content)
        except InvalidSignature:
            return False
    return True


def _read_pem(text: str) -> str:
    try:
        key = serialization.load_pem_public_key(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refusal("public_key_unreadable", "public_key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Refusal("public_key_unreadable", "public_key")
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def _decode(text: str, size: int) -> bytes | None:
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size else None
