"""The change feed broken on purpose, in each way that looks harmless: the histories and the writers must notice."""

from collections.abc import Callable, Collection
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from blueprints.api import pull_shortcut
from blueprints.api.v1 import sync
from domain.streams import Cursor, Head
from extensions import db
from models.engine import WRITING
from services.delivery import pull
from services.publication import heads, publication
from services.synchronization.sync_upkeep import verify_account
from tests.make import Make, now
from tests.sync.histories import ShopAndTills
from tests.sync.test_writers import WRITERS, write

#: always the same histories, none of them made shorter: it is enough that one notices
SEARCH = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
Break = Callable[[pytest.MonkeyPatch], None]


def drop_tombstones(patch: pytest.MonkeyPatch) -> None:
    """A deleted product is taken out of what is published, instead of leaving a tombstone."""
    write = heads.write_heads

    def write_what_is_left(connection: Connection, wanted: Any, now: Any) -> Any:
        written = write(connection, wanted, now)
        connection.execute(publication_rows().delete().where(publication_rows().c.body.is_(None)))
        return written

    patch.setattr(publication, "write_heads", write_what_is_left)


def forget_the_floor(patch: pytest.MonkeyPatch) -> None:
    """Old tombstones go, but cursors from before stay good."""

    def purge(connection: Connection, _now: Any) -> int:
        rows = publication_rows()
        return connection.execute(rows.delete().where(rows.c.body.is_(None))).rowcount

    patch.setattr("tests.sync.histories.purge_tombstones", purge)


def skip_one_change(patch: pytest.MonkeyPatch) -> None:
    """What changed since a cursor begins one number too late, on every way to it."""
    changed = pull._changed_since

    def changed_too_late(connection: Connection, at: Any, seq: int, limit: int) -> Any:
        return changed(connection, at, seq + 1, limit)

    patch.setattr(pull, "_changed_since", changed_too_late)
    patch.setattr(pull_shortcut, "_CHANGES", pull_shortcut._CHANGES.replace("seq > ?", "seq > ? + 1"))


def hand_out_the_next_cursor(patch: pytest.MonkeyPatch) -> None:
    """A page that is not the last says that the till has one change more than it got."""
    read = pull.read_page

    def read_page(connection: Connection, at: Any, cursor: Cursor | None, limit: int) -> pull.Page:
        page = read(connection, at, cursor, limit)
        if page.snapshot or not page.more:
            return page
        epoch, seq = page.cursor.split(".")
        return pull.Page(page.snapshot, page.rows, f"{epoch}.{int(seq) + 1}", page.more)

    patch.setattr(sync, "read_page", read_page)


def trust_every_epoch(patch: pytest.MonkeyPatch) -> None:
    """A cursor from before a restore, or of another store, is as good as any."""

    def has_expired(cursor: Cursor, head: Head) -> bool:
        return cursor.seq < head.floor or cursor.seq > head.seq

    patch.setattr(sync, "has_expired", has_expired)


def commit_before_publishing(patch: pytest.MonkeyPatch) -> None:
    """The deed is committed first, and published in a transaction of its own right after it."""
    publish = publication.publish_changes

    def publish_later(session: Session, moment: datetime) -> None:
        session.connection().exec_driver_sql("COMMIT")
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        publish(session, moment)

    patch.setattr(publication, "publish_changes", publish_later)


def publication_rows() -> Any:
    """The table of what is published."""
    return heads.published


BREAKS: Collection[Break] = (
    drop_tombstones,
    forget_the_floor,
    skip_one_change,
    hand_out_the_next_cursor,
    trust_every_epoch,
    commit_before_publishing,
)


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda one: one.__name__)
def test_the_histories_notice(break_it: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it(monkeypatch)
    with pytest.raises(AssertionError):
        live_through_histories()


def test_nothing_is_noticed_where_nothing_is_broken() -> None:
    go_past_a_backup()


def live_through_histories() -> None:
    """The history that chance seldom finds, then the search by chance."""
    go_past_a_backup()
    run_state_machine_as_test(ShopAndTills, settings=SEARCH)


def go_past_a_backup() -> None:
    """One history that a search by chance seldom finds: a till is ahead of a backup, and the office overtakes it."""
    shop = ShopAndTills()
    shop.open_shop()
    try:
        for price in (1, 2):
            shop.add_product(price, grouped=False)
        shop.back_up()
        shop.add_product(3, grouped=False)
        shop.pull(0, limit=2)
        shop.restore(busy=True)
        shop.pull(0, limit=2)
    finally:
        shop.teardown()


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # on SQLite every writer is alone
def test_the_writers_notice_that_nobody_waits(
    app: Flask, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock on the account two publications give the same numbers away."""
    monkeypatch.setattr(publication, "lock_account", lambda _connection, _account_id: None)
    make.till()
    account_id = make.first_owner().account_id
    session.rollback()
    with app.app_context():
        engine = db.engine.execution_options(**WRITING)
    kept: set[str] = set()
    faults: list[Exception] = []
    writers = [Thread(target=write, args=(engine, account_id, who, kept, faults)) for who in range(WRITERS)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    assert faults or verify_account(session.connection(), account_id, now()), "nobody noticed"
