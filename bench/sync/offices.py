"""Offices to measure: some tills whose secrets we know, in a folder that goes away."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import insert

from app import create_app
from config import Settings
from domain.names import DeviceStatus
from extensions import db
from models import Base, Generation, Product
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.accounts.accounts import open_account
from services.devices.devices import create_device
from services.stores.stores import StoreFields, create_store

EMAIL = "a@example.com"


@dataclass(frozen=True)
class Office:
    """A filled folder, the secrets of its tills, and its account."""

    folder: Path
    tokens: Sequence[str]
    account_id: int
    database_url: str = ""

    @property
    def password(self) -> str:
        """The owner's."""
        return self.tokens[0]

    @property
    def headers(self) -> dict[str, str]:
        """The first till's."""
        return {"Authorization": f"Bearer {self.tokens[0]}"}

    def session(self) -> OfficeSession:
        """The back office at work, from another process than the one that serves."""
        app = open_app(self.folder, self.database_url)
        with app.app_context():
            session = OfficeSession(db.engine.execution_options(**WRITING))
        enter_account(session, self.account_id)
        return session


def make_office(folder: Path, *, products: int = 0, tills: int = 1, database_url: str = "") -> Office:
    """An office with one store, so many products and so many activated tills."""
    folder.mkdir()
    app = open_app(folder, database_url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        session = OfficeSession(db.engine.execution_options(**WRITING))
    now, tokens = datetime.now(UTC), [secrets.token_urlsafe(32) for _till in range(tills)]
    enter_account(session, EVERY_ACCOUNT)
    with session:
        owner = open_account(
            session, account_name="Bar", owner_name="A", email=EMAIL, password=tokens[0],
            country="PL", language="pl", now=now,
        )  # fmt: skip
        store = create_store(session, StoreFields("Kraków", "Europe/Warsaw", "pl"), now)
        for number, token in enumerate(tokens, start=1):
            device = create_device(session, name=f"Kasa {number}", store=store, now=now)
            device.status, device.generation = DeviceStatus.ACTIVATED, 1
            digest = hashlib.sha256(token.encode()).hexdigest()
            session.add(
                Generation(
                    device=device, number=1, install_id=str(uuid4()), token_sha256=digest,
                    activated_by="code", activated_at=now, hardware={}, os={}, app={},
                )
            )  # fmt: skip
        session.flush()
        if products:
            session.execute(insert(Product), product_rows(owner.account_id, products, now))
        session.commit()
        return Office(folder, tokens, owner.account_id, database_url)


def product_rows(account_id: int, count: int, now: datetime) -> list[dict[str, object]]:
    """Products with names and prices of their own."""
    common = {"account_id": account_id, "created_at": now, "updated_at": now}
    return [{"name": f"Pierogi ruskie {n}", "price": 100 + n} | common for n in range(count)]


def open_app(folder: Path, database_url: str = "") -> Flask:
    """The office in this process; SQLite in its folder unless another database is named."""
    database_url = database_url or f"sqlite:///{folder / 'comptoir.sqlite3'}"
    return create_app(Settings(folder, database_url, "bench", log_level="error"))
