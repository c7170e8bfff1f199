"""A shop to measure: one till, many products, in a folder that goes away."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import insert
from werkzeug.test import Client

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


@dataclass(frozen=True)
class Shop:
    """An office with a till whose secret we know."""

    app: Flask
    account_id: int
    headers: dict[str, str]

    @property
    def client(self) -> Client:
        """The till's line to the API, without a network."""
        return self.app.extensions["api"].test_client()  # type: ignore[no-any-return]

    def session(self) -> OfficeSession:
        """The back office at work."""
        with self.app.app_context():
            session = OfficeSession(db.engine.execution_options(**WRITING))
        enter_account(session, self.account_id)
        return session


def open_shop(folder: Path, products: int) -> Shop:
    """A shop with so many products."""
    app = create_app(Settings(folder, f"sqlite:///{folder / 'shop.sqlite3'}", "bench", log_level="error"))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        session = OfficeSession(db.engine.execution_options(**WRITING))
    now, token = datetime.now(UTC), secrets.token_urlsafe(32)
    enter_account(session, EVERY_ACCOUNT)
    with session:
        owner = open_account(
            session, account_name="Bar", owner_name="A", email="a@example.com", password=token,
            country="PL", language="pl", now=now,
        )  # fmt: skip
        store = create_store(session, StoreFields("Kraków", "Europe/Warsaw", "pl"), now)
        device = create_device(session, name="Kasa", store=store, now=now)
        device.status, device.generation = DeviceStatus.ACTIVATED, 1
        digest = hashlib.sha256(token.encode()).hexdigest()
        session.add(
            Generation(
                device=device, number=1, install_id=str(uuid4()), token_sha256=digest,
                activated_by="code", activated_at=now, hardware={}, os={}, app={},
            )
        )  # fmt: skip
        common = {"account_id": owner.account_id, "created_at": now, "updated_at": now}
        rows = [{"name": f"Pierogi ruskie {n}", "price": 100 + n} | common for n in range(products)]
        session.execute(insert(Product), rows)
        session.commit()
        return Shop(app, owner.account_id, {"Authorization": f"Bearer {token}"})
