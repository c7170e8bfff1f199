"""An office and its tills to which anything may happen: changes, broken networks, full disks, restored backups."""

import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import StaticPool, create_engine, event, select, text

from app import create_app
from config import Settings
from extensions import db
from models import Base, Category, Product, StreamHead
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.delivery.pull import DEFAULT_LIMIT
from services.publication.goods import project_catalogue
from services.synchronization.sync_upkeep import (
    TOMBSTONE_LIFETIME,
    find_accounts,
    purge_tombstones,
    start_over,
    verify_account,
)
from tests.make import Make, now
from tests.sync.reader import Content, Reader, reader_of

#: with the usual one the pull is answered in front of Flask
LIMITS = st.sampled_from([1, 2, 3, DEFAULT_LIMIT])
INDEX = st.integers(0, 30)


class DiskFullError(Exception):
    """The database cannot write any more."""


class ShopAndTills(RuleBasedStateMachine):
    """An office, two tills of one store, one of another; network and people do what they like."""

    #: a PostgreSQL server with an empty shop to copy; without it the office is on SQLite
    server: str | None = None

    @initialize()
    def open_shop(self) -> None:
        """A fresh office in a folder of its own."""
        self.folder = Path(tempfile.mkdtemp(prefix="comptoir-"))
        if self.server is None:
            (self.folder / "shop.sqlite3").write_bytes(empty_shop())
        self.app = create_app(Settings(self.folder, self._new_database(), "a secret", log_level="error"))
        with self.app.app_context():
            self.engine = db.engine
        self.session = OfficeSession(self.engine.execution_options(**WRITING), expire_on_commit=False)
        enter_account(self.session, EVERY_ACCOUNT)
        make = Make(self.session)
        store = make.store()
        self.account_id = store.account_id
        tills = [make.till(make.device("1", store)), make.till(make.device("2", store)), make.till()]
        self.tills: list[Reader] = [reader_of(self.app, till) for till in tills]
        self.backup: bytes | None = None

    @rule(price=st.integers(1, 5), grouped=st.booleans())
    def add_product(self, price: int, grouped: bool) -> None:
        """A new product, sometimes in a new category."""
        category = Category(account_id=self.account_id, name="Zupy") if grouped else None
        product = Product(
            account_id=self.account_id, name="Żurek", price=price, created_at=now(), updated_at=now()
        )
        product.category = category
        self.session.add(product)
        self.session.commit()

    @rule(index=INDEX, price=st.integers(1, 5), committed=st.booleans())
    def change_price(self, index: int, price: int, committed: bool) -> None:
        """A price, sometimes to what it was, sometimes given up."""
        if product := self._product(index):
            product.price = price
        self.session.flush()
        self.session.commit() if committed else self.session.rollback()

    @rule(index=INDEX)
    def delete_or_bring_back(self, index: int) -> None:
        """A product goes, or one that went comes back."""
        if product := self._product(index):
            product.deleted_at = None if product.deleted_at else now()
        self.session.commit()

    @rule(price=st.integers(6, 9))
    def fill_the_disk(self, price: int) -> None:
        """The disk is full when the change is to be published: nothing of the deed is kept."""
        goods = select(Product.id).where(Product.price == price)
        before = self.session.scalars(goods).all()
        self.session.add(
            Product(account_id=self.account_id, name="Zupa", price=price, created_at=now(), updated_at=now())
        )
        event.listen(self.engine, "before_cursor_execute", _refuse_to_publish)
        try:
            with pytest.raises(DiskFullError):
                self.session.commit()
        finally:
            event.remove(self.engine, "before_cursor_execute", _refuse_to_publish)
            self.session.rollback()
        assert self.session.scalars(goods).all() == before
        self.session.rollback()

    @rule(which=st.integers(0, 2), limit=LIMITS, lost=st.booleans())
    def fetch(self, which: int, limit: int, lost: bool) -> None:
        """One page; sometimes its answer is lost and the till asks again later."""
        till = self.tills[which]
        before = (till.pull_cursor, list(till.staged), till.cursor, dict(till.content))
        till.fetch(limit)
        if lost:
            till.pull_cursor, till.staged, till.cursor, till.content = before

    @rule(which=st.integers(0, 2))
    def restart(self, which: int) -> None:
        """The till is switched off in the middle of a pull: what was staged is gone."""
        self.tills[which].pull_cursor, self.tills[which].staged = None, []

    @rule(which=st.integers(0, 2), limit=LIMITS)
    def pull(self, which: int, limit: int) -> None:
        """A whole pull: afterwards the till is what the office is."""
        self.tills[which].pull(limit)
        # a pull that was under way may have been of an earlier moment; the next one is not
        self.tills[which].pull(limit)
        assert self.tills[which].content == self._wanted()

    @rule()
    def purge(self) -> None:
        """Ninety days later the tombstones go."""
        purge_tombstones(self.session.connection(), now() + TOMBSTONE_LIFETIME * 2)
        self.session.commit()

    @precondition(lambda self: self.server is None)
    @rule()
    def back_up(self) -> None:
        """A copy of the database as it is."""
        self.session.rollback()
        with closing(self.engine.raw_connection()) as connection:
            self.backup = connection.driver_connection.serialize()  # type: ignore[union-attr]

    @precondition(lambda self: self.backup is not None)
    @rule(busy=st.booleans())
    def restore(self, busy: bool) -> None:
        """The copy comes back, the operator says so, and sometimes people go on past where the office was."""
        assert self.backup is not None
        self.session.close()
        self.engine.dispose()
        path = self.folder / "shop.sqlite3"
        for rest in (path, path.with_name("shop.sqlite3-wal"), path.with_name("shop.sqlite3-shm")):
            rest.unlink(missing_ok=True)
        path.write_bytes(self.backup)
        start_over(self.session.connection())
        self.session.commit()
        for price in range(10, 16) if busy else ():
            self.add_product(price, grouped=False)

    @invariant()
    def published_is_what_the_office_says(self) -> None:
        """No history leaves a difference."""
        connection = self.session.connection()
        for account_id in find_accounts(connection):
            assert verify_account(connection, account_id, now()) == []
        self.session.rollback()

    def teardown(self) -> None:
        """Every till converges from wherever it was left; then the shop closes."""
        try:
            for till in self.tills:
                till.pull(2)
                till.pull(2)
                assert till.content == self._wanted()
        finally:
            self.session.close()
            self.app.extensions["contacts"].close()
            self.engine.dispose()
            self._drop_database()
            shutil.rmtree(self.folder)

    def _new_database(self) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / 'shop.sqlite3'}"
        self.name = f"history_{uuid4().hex}"
        _run(self.server, f"CREATE DATABASE {self.name} TEMPLATE empty_shop")
        return f"{self.server.removesuffix('/postgres')}/{self.name}"

    def _drop_database(self) -> None:
        if self.server is not None:
            _run(self.server, f"DROP DATABASE {self.name} WITH (FORCE)")

    def _product(self, index: int) -> Product | None:
        goods = self.session.scalars(select(Product).order_by(Product.id)).all()
        return goods[index % len(goods)] if goods else None

    def _wanted(self) -> Content:
        """What the office says, projected from its own tables."""
        connection = self.session.connection()
        heads = connection.scalars(select(StreamHead.account_id).distinct()).all()
        assert heads == [self.account_id]
        content = project_catalogue(connection, self.account_id).shared
        self.session.rollback()
        return content


@cache
def empty_shop() -> bytes:
    """A database with all tables, made once."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with closing(engine.raw_connection()) as connection:
        content: bytes = connection.driver_connection.serialize()  # type: ignore[union-attr]
    engine.dispose()
    return content


def _refuse_to_publish(
    _connection: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
) -> None:
    if "published_object" in statement and statement.lstrip().upper().startswith("INSERT"):
        raise DiskFullError


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
