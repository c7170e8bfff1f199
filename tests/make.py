"""One builder for tests: makes accounts, stores, devices and the rest through the real deeds, and commits."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind, Role, StoreServerStatus, Stream, UserRole
from domain.payments_in_doubt import Told
from domain.text import is_same_name
from models import (
    Assignment,
    Device,
    Discovery,
    Employee,
    Generation,
    LocalProduct,
    PaymentInDoubt,
    Peripheral,
    Product,
    Store,
    StoreLogo,
    StoreServer,
    SyncWindow,
    User,
    WindowRun,
    WindowTill,
    new_public_id,
)
from models.scope import EVERY_ACCOUNT, enter_account
from services.accounts.accounts import open_account
from services.accounts.passwords import hash_password
from services.card_payments.payment_reports import PaymentReport, record_payments
from services.devices.devices import create_device
from services.stores.logo_pictures import Method
from services.stores.store_logos import put_logo
from services.stores.stores import StoreFields, create_store
from services.synchronization.sync_windows import WindowFields, create_window
from tests.stores.pictures import ring, saved

PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD)


@dataclass(frozen=True)
class Till:
    """An activated device with the secret that only the till knows."""

    device: Device
    generation: Generation
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Make:
    """Each method makes one thing and commits; whatever it needs and is not given is made too."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._account: User | None = None

    def owner(self, email: str | None = None, language: str = "en", country: str = "PL", **more: Any) -> User:
        """A new account; returns its owner, whose password is PASSWORD."""
        owner = open_account(
            self.session,
            account_name=more.pop("account_name", "Bar pod Lipą"),
            owner_name=more.pop("owner_name", "Alicja"),
            email=email or f"owner-{secrets.token_hex(4)}@example.com",
            password=PASSWORD,
            country=country,
            language=language,
            now=now(),
            **more,
        )
        return self._keep(owner)

    def first_owner(self) -> User:
        """The account that all makers use unless told otherwise."""
        if self._account is None:
            self._account = self.owner()
        return self._account

    def user(self, role: str = UserRole.VIEWER, owner: User | None = None, language: str = "en") -> User:
        """Another person of an account's back office."""
        owner = owner or self.first_owner()
        return self._keep(
            User(
                account_id=owner.account_id,
                account=owner.account,
                email=f"user-{secrets.token_hex(4)}@example.com",
                name="Bob",
                password_hash=PASSWORD_HASH,
                role=role,
                language=language,
                session_key=new_public_id(),
                created_at=now(),
            )
        )

    def store(self, name: str = "Kraków", owner: User | None = None, **fields: Any) -> Store:
        """An active store."""
        owner = owner or self.first_owner()
        enter_account(self.session, owner.account_id)
        values = {"timezone": "Europe/Warsaw", "language": "pl"} | fields
        names = self.session.scalars(select(Store.name))
        store = create_store(self.session, StoreFields(name=_free(name, names), **values), now())
        store.name = name
        return self._keep(store)

    def logo(self, store: Store) -> StoreLogo:
        """A dark ring at the head of the store's receipts, of another size in each store."""
        enter_account(self.session, store.account_id)
        return self._keep(
            put_logo(self.session, store, saved(ring(600 + 20 * (store.id % 50))), Method.SHARP, now())
        )

    def device(self, name: str = "Kasa 1", store: Store | None = None, status: str | None = None) -> Device:
        """A POS device, not activated unless `status` says otherwise."""
        store = store or self.store()
        enter_account(self.session, store.account_id)
        names = self.session.scalars(select(Device.name).where(Device.store_id == store.id))
        device = create_device(self.session, name=_free(name, names), store=store, now=now())
        device.name = name
        if status:
            device.status = status
        return self._keep(device)

    def till(self, device: Device | None = None) -> Till:
        """An activated device and its till's secret."""
        device = device or self.device()
        token = secrets.token_urlsafe(32)
        device.generation += 1
        device.status = DeviceStatus.ACTIVATED
        generation = Generation(
            account_id=device.account_id,
            device=device,
            number=device.generation,
            install_id=str(uuid4()),
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            activated_by="code",
            activated_at=now(),
            hardware={},
            os={},
            app={},
        )
        self._keep(generation)
        return Till(device, generation, token)

    def store_server(self, store: Store | None = None, name: str = "Zaplecze") -> tuple[StoreServer, str]:
        """A paired store server and its secret."""
        store = store or self.store()
        token = secrets.token_urlsafe(32)
        server = StoreServer(
            account_id=store.account_id,
            store=store,
            name=name,
            status=StoreServerStatus.PAIRED,
            status_since=now(),
            created_at=now(),
            paired_at=now(),
            install_id=str(uuid4()),
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
        )
        return self._keep(server), token

    def printer(self, server: StoreServer | None = None, name: str = "Epson", **more: Any) -> Peripheral:
        """A network receipt printer."""
        server = server or self.store_server()[0]
        values: dict[str, Any] = {
            "kind": PeripheralKind.RECEIPT_PRINTER,
            "connection": {"type": "network", "host": "127.0.0.1", "port": 9100},
            "profile": "default",
            "paper_width": 80,
            "store_server": server,
        }
        return self._keep(
            Peripheral(
                account_id=server.account_id,
                name=name,
                created_at=now(),
                **values | more,
            )
        )

    def drawer(self, printer: Peripheral, name: str = "Szuflada", **more: Any) -> Peripheral:
        """A cash drawer that the printer opens."""
        behind = {"type": "printer", "printer_id": printer.public_id, "pin": 2, "pulse_ms": 100}
        kind = PeripheralKind.CASH_DRAWER
        server = printer.store_server
        return self.printer(server, name, kind=kind, connection=behind, printer=printer, **more)

    def payment(self, server: StoreServer, terminal: Peripheral | None = None, **more: Any) -> PaymentInDoubt:
        """A card payment of which the store server does not know whether it was paid."""
        terminal = terminal or self.printer(server, "Terminal", kind=PeripheralKind.PAYMENT_TERMINAL)
        enter_account(self.session, server.account_id)
        uuid = str(uuid4())
        values: dict[str, Any] = {
            "amount": 2350,
            "currency": "PLN",
            "asked_at": now() - timedelta(minutes=7),
        } | more
        report = PaymentReport(
            uuid, Told.UNKNOWN, peripheral_id=terminal.public_id, reason="line_lost", **values
        )
        record_payments(self.session, server, [report], [], now())
        made = self.session.scalars(select(PaymentInDoubt).where(PaymentInDoubt.uuid == uuid)).one()
        return self._keep(made)

    def discovery(self, server: StoreServer, host: str = "192.168.1.61", **more: Any) -> Discovery:
        """A receipt printer that a store server found and nobody added yet."""
        values: dict[str, Any] = {
            "key": f"network {host}:9100",
            "kind_guess": PeripheralKind.RECEIPT_PRINTER,
            "connection": {"type": "network", "host": host, "port": 9100},
            "make": "EPSON",
            "model": "TM-T20III",
            "first_seen_at": now(),
            "last_seen_at": now(),
        }
        return self._keep(Discovery(account_id=server.account_id, store_server_id=server.id, **values | more))

    def assignment(
        self, device: Device, peripheral: Peripheral, role: str = Role.RECEIPT_PRINTER
    ) -> Assignment:
        """A peripheral in a device's role."""
        return self._keep(
            Assignment(
                account_id=device.account_id,
                device=device,
                role=role,
                peripheral=peripheral,
                assigned_at=now(),
            )
        )

    def product(self, name: str = "Żurek z jajkiem", price: int = 1850, owner: User | None = None) -> Product:
        """A product of the account."""
        owner = owner or self.first_owner()
        enter_account(self.session, owner.account_id)
        return self._keep(Product(name=name, price=price, created_at=now(), updated_at=now()))

    def window(
        self, name: str = "Noc", store: Store | None = None, owner: User | None = None, **fields: Any
    ) -> SyncWindow:
        """A sync window in which tills fetch products every night, of a store or of all."""
        owner = owner or self.first_owner()
        enter_account(self.session, store.account_id if store else owner.account_id)
        values: dict[str, Any] = {"days": range(7), "opens": "22:00", "closes": "06:00"}
        values |= {"streams": [Stream.PRODUCTS], "store": store.public_id if store else ""} | fields
        return self._keep(create_window(self.session, WindowFields(name=name, **values), now()))

    def missed_opening(self, window: SyncWindow, device: Device) -> WindowRun:
        """An opening of a window that is over and that a till missed."""
        opens = now() - timedelta(hours=20)
        run = WindowRun(
            account_id=window.account_id,
            window_id=window.id,
            store_id=device.store_id,
            opens_at=opens,
            closes_at=opens + timedelta(hours=8),
            opened_at=opens,
            closed_at=opens + timedelta(hours=8),
            expected=1,
            missed=1,
        )
        self._keep(run)
        self._keep(WindowTill(run_id=run.id, device_id=device.id, turn_at=opens))
        return run

    def local_product(self, till: Till, name: str = "Kompot", **fields: Any) -> LocalProduct:
        """One of a till's own goods, as it last reported it."""
        values = {"local_id": str(uuid4()), "price": 700, "barcodes": [], "group": "Napoje"} | fields
        return self._keep(
            LocalProduct(
                account_id=till.device.account_id,
                device_id=till.device.id,
                generation_id=till.generation.id,
                name=name,
                reported_at=now(),
                **values,
            )
        )

    def employee(self, store: Store, name: str = "Zofia", login_id: str = "11") -> Employee:
        """An employee of a store, without PIN."""
        return self._keep(
            Employee(
                account_id=store.account_id,
                name=name,
                login_id=login_id,
                role="cashier",
                language="pl",
                created_at=now(),
                stores=[store],
            )
        )

    def sign_in(self, client: FlaskClient, user: User) -> FlaskClient:
        """Sign a test browser in, as Flask-Login's session would be after the sign-in page."""
        with client.session_transaction() as cookie:
            cookie["_user_id"] = user.get_id()
            cookie["_fresh"] = True
        return client

    def _keep(self, thing: Any) -> Any:
        self.session.add(thing)
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
        return thing


def now() -> datetime:
    """The present, for things whose time does not matter to the test."""
    return datetime.now(UTC)


def _free(name: str, taken: Iterable[str]) -> str:
    """People cannot give a name twice, but it may stand so from before: where a test does it, it is made so."""
    names = [*taken]
    numbered = (f"{name} {number}" for number in count(2))
    return next(
        free for free in chain([name], numbered) if not any(is_same_name(free, other) for other in names)
    )
