"""Which process does the scheduled work: one at a time, and another soon after it died."""

import os
import secrets
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, create_engine, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from models import SchedulerLease

LEASE_SECONDS = 30.0
#: the lease on the scheduled work as a whole; the other rows say when a daily deed is due again
WORK = "scheduled work"
leases = cast(Table, SchedulerLease.__table__)


def lease_engine(engine: Engine, data: Path) -> Engine:
    """Where leases are kept: in the database itself, but beside SQLite in a file of their own.

    There every commit makes all workers forget what they know to be unchanged, and a lease is renewed often.
    """
    if engine.dialect.name != "sqlite":
        return engine
    path = data / "scheduler.sqlite3"
    path.touch(mode=0o600)
    beside = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": 10})
    with beside.begin() as connection:  # two workers that start at once may both find none
        connection.execute(CreateTable(leases, if_not_exists=True))
    return beside


class Lease:
    """This process's claim to the scheduled work; to be renewed well before it runs out."""

    def __init__(self, engine: Engine, seconds: float = LEASE_SECONDS, name: str = WORK) -> None:
        self._engine = engine
        self._seconds = seconds
        self._name = name
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"
        self._held_until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether it is certainly still ours: by this process's own clock, without asking anybody."""
        return time.monotonic() < self._held_until

    def take(self) -> bool:
        """Take or renew it; False while another process has it."""
        asked = time.monotonic()
        with self._engine.begin() as connection:
            taken = self._take(connection, _clock(connection))
        self._held_until = asked + self._seconds if taken else 0.0
        return taken

    def release(self) -> None:
        """Let the next one begin at once."""
        self._held_until = 0.0
        with self._engine.begin() as connection:
            expired = _clock(connection) - timedelta(seconds=1)
            connection.execute(
                update(leases)
                .where(leases.c.name == self._name, leases.c.holder == self.holder)
                .values(expires_at=expired)
            )

    def _take(self, connection: Connection, now: datetime) -> bool:
        mine = {"holder": self.holder, "expires_at": now + timedelta(seconds=self._seconds)}
        is_free = or_(leases.c.holder == self.holder, leases.c.expires_at < now)
        claim = update(leases).where(leases.c.name == self._name, is_free).values(**mine)
        if connection.execute(claim).rowcount:
            return True
        if connection.scalar(select(leases.c.name).where(leases.c.name == self._name)) is not None:
            return False
        try:
            with connection.begin_nested():
                connection.execute(insert(leases).values(name=self._name, **mine))
        except IntegrityError:  # another process was first
            return False
        return True


def is_due(engine: Engine, name: str) -> bool:
    """Whether a daily deed is to be done: never done yet, or a day ago."""
    with engine.connect() as connection:
        until: Any = connection.scalar(select(leases.c.expires_at).where(leases.c.name == name))
        return until is None or until <= _clock(connection)


def put_off(engine: Engine, name: str, holder: str, pause: timedelta) -> None:
    """A daily deed was done: not again before this time has passed."""
    with engine.begin() as connection:
        values = {"holder": holder, "expires_at": _clock(connection) + pause}
        if not connection.execute(update(leases).where(leases.c.name == name).values(**values)).rowcount:
            connection.execute(insert(leases).values(name=name, **values))


def _clock(connection: Connection) -> datetime:
    """The time by the one clock that all holders share: the database server's, or this machine's."""
    if connection.dialect.name == "postgresql":
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)
    return datetime.now(UTC)
