"""A session sees one account, and a query without an account is a fault, not a leak."""

import pytest
from sqlalchemy import select, union_all, update
from sqlalchemy.orm import Session

from models import Device, Store
from models.scope import ScopeError, enter_account, leave_account
from tests.make import Make


def test_a_query_sees_only_the_entered_account(session: Session, make: Make) -> None:
    ours, theirs = make.store("Ours"), make.store("Theirs", owner=make.owner())
    enter_account(session, ours.account_id)
    session.expunge_all()
    assert [store.name for store in session.scalars(select(Store))] == ["Ours"]
    assert session.get(Store, theirs.id) is None


def test_an_update_touches_only_the_entered_account(session: Session, make: Make) -> None:
    ours, theirs = make.store("Ours"), make.store("Theirs", owner=make.owner())
    enter_account(session, ours.account_id)
    session.execute(update(Store).values(address="here"))
    enter_account(session, theirs.account_id)
    session.expunge_all()
    assert session.get_one(Store, theirs.id).address == ""


def test_a_query_without_an_account_raises(session: Session, make: Make) -> None:
    make.store()
    leave_account(session)
    session.expunge_all()
    with pytest.raises(ScopeError):
        session.scalars(select(Device)).all()


def test_a_union_is_of_one_account_or_raises(session: Session, make: Make) -> None:
    ours = make.store("Ours")
    make.store("Theirs", owner=make.owner())
    query = union_all(select(Store.name), select(Store.name))
    enter_account(session, ours.account_id)
    assert session.scalars(query).all() == ["Ours", "Ours"]
    leave_account(session)
    with pytest.raises(ScopeError):
        session.scalars(query)


def test_a_row_of_another_account_cannot_be_written(session: Session, make: Make) -> None:
    ours, theirs = make.store("Ours"), make.store("Theirs", owner=make.owner())
    enter_account(session, ours.account_id)
    theirs.name = "Mine now"
    with pytest.raises(ScopeError):
        session.flush()
