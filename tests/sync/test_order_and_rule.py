"""Somebody orders products at the very moment at which somebody else switches them off: off wins in any case."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from domain.names import Stream
from extensions import db
from models import Device, SyncOrder
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import device_scope
from services.synchronization.sync_orders import order_many
from tests.make import Make, now
from tests.office import wait_until

Deed = Callable[[Session, Device], object]


def order(work: Session, device: Device) -> None:
    """Update now."""
    order_many(work, [device], [Stream.PRODUCTS], now())


def switch_off(work: Session, device: Device) -> None:
    """The rule Never."""
    set_rule(work, device_scope(work, device), Stream.PRODUCTS, Choice("never"), now())


def is_waited_for(engine: Engine) -> bool:
    """Whether one transaction waits for another."""
    with engine.connect() as watching:
        return watching.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) != 0


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # on SQLite every writer is alone
@pytest.mark.parametrize(("first", "second"), [(order, switch_off), (switch_off, order)])
def test_an_order_and_the_rule_never_do_not_pass_each_other(
    app: Flask, make: Make, session: Session, first: Deed, second: Deed
) -> None:
    device = make.till().device
    session.commit()
    with app.app_context():
        engine = db.engine.execution_options(**WRITING)

    def do_second() -> None:
        with OfficeSession(engine) as work:
            enter_account(work, device.account_id)
            second(work, work.get_one(Device, device.id))
            work.commit()

    late = threading.Thread(target=do_second)
    with OfficeSession(engine) as work:
        enter_account(work, device.account_id)
        first(work, work.get_one(Device, device.id))
        late.start()
        wait_until(lambda: is_waited_for(engine) or not late.is_alive(), "the second one waits", seconds=60)
        work.commit()
    late.join(timeout=60)
    assert not late.is_alive()
    still_open = select(SyncOrder.stream).where(SyncOrder.closed_at.is_(None))
    assert session.scalars(still_open).all() == []
