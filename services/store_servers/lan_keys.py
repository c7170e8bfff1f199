"""The key by which a till is known in the shop's own network: reckoned when it is asked for, stored nowhere."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from domain.streams import add_to_digest, digest_part
from models import Generation
from services.delivery.pull import Page, PulledHead, read_everything
from services.publication.projection import json_text


@dataclass(frozen=True)
class KeyedRow:
    """A published object as one till gets it."""

    type: str
    object_id: str
    body: str | None


def lan_key(secret: str, generation_id: int, install_id: str) -> str:
    """The key of one activation, 256 bits; its installation is part of it.

    An office that went back to a backup counts activations again from there: another tablet has another key.
    """
    name = json.dumps(["lan-key", generation_id, install_id])
    digest = hmac.digest(secret.encode(), name.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def lan_key_sha256(secret: str, generation_id: int, install_id: str) -> str:
    """What a store server learns of the key: enough to recognize it, not enough to use it elsewhere."""
    return hashlib.sha256(lan_key(secret, generation_id, install_id).encode()).hexdigest()


def read_with_lan_key(
    connection: Connection, page: Page, at: PulledHead, generation_id: int, secret: str
) -> tuple[Page, PulledHead]:
    """A page of a till's configuration and its head, as `with_lan_key`."""
    install_id = connection.scalars(select(Generation.install_id).where(Generation.id == generation_id)).one()
    key = lan_key(secret, generation_id, install_id)
    return with_lan_key(page, at, read_everything(connection, at).rows, key)


def with_lan_key(page: Page, at: PulledHead, whole: Sequence[Any], key: str) -> tuple[Page, PulledHead]:
    """The page with the till's key at each store server; the digest is that of the `whole` as the till gets it."""
    digest = add_to_digest(at.digest, _parts(_keyed(whole, key)), _parts(whole))
    return replace(page, rows=_keyed(page.rows, key)), replace(at, digest=digest)


def _keyed(rows: Sequence[Any], key: str) -> list[KeyedRow]:
    return [KeyedRow(row.type, row.object_id, row.body and _with_key(row.body, key)) for row in rows]


def _with_key(body: str, key: str) -> str:
    configuration = json.loads(body)
    configuration["store_servers"] = [one | {"key": key} for one in configuration["store_servers"]]
    return json_text(configuration)


def _parts(rows: Sequence[Any]) -> list[str]:
    return [digest_part(row.type, row.object_id, row.body) for row in rows]
