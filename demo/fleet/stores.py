"""The stores, and in the back of each a paired store server."""

from datetime import datetime
from uuid import uuid4

from demo.fleet.digests import new_digest
from domain.names import StoreServerStatus
from models import Store, StoreServer


def make_store(number: int, language: str, now: datetime) -> Store:
    """An active store."""
    return Store(
        name=f"Sklep {number}", timezone="Europe/Warsaw", language=language, status="active", created_at=now
    )


def make_server(store: Store, now: datetime) -> StoreServer:
    """What drives the printers of the store."""
    return StoreServer(
        store=store,
        name=f"Zaplecze {store.name}",
        status=StoreServerStatus.PAIRED,
        status_since=now,
        created_at=now,
        paired_at=now,
        install_id=str(uuid4()),
        token_sha256=new_digest(),
        health={},
    )
