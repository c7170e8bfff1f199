"""Whose rows a session may see: the one place that adds the account to every query."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, ForeignKey, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

EVERY_ACCOUNT: Final = -1


class ScopeError(RuntimeError):
    """A query or a row outside the session's account: a programming error, never a user's."""


@dataclass(frozen=True)
class Actor:
    """Who does a deed: a user, a device, a store server or the server itself."""

    kind: str
    name: str
    user_id: int | None = None


class AccountOwned:
    """Mixed into every table whose rows belong to one account."""

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class OfficeSession(Session):
    """A session that sees one account only; `enter_account` says which."""


def enter_account(session: Session, account_id: int, actor: Actor | None = None) -> None:
    """From here on the session sees and writes only this account's rows (or EVERY_ACCOUNT's)."""
    session.info["account_id"] = account_id
    if actor is not None:
        session.info["actor"] = actor


def leave_account(session: Session) -> None:
    """Forget the account: the next query of an account's rows raises until one is entered."""
    session.info.pop("account_id", None)
    session.info.pop("actor", None)


def account_of(session: Session) -> int:
    """The account this session works for.

    Raises ScopeError when none was entered, or when it works for every account.
    """
    account_id = session.info.get("account_id")
    if account_id is None or account_id == EVERY_ACCOUNT:
        raise ScopeError("no single account was entered")
    return int(account_id)


def actor_of(session: Session) -> Actor:
    """Who acts in this session; the server itself when nobody said."""
    actor = session.info.get("actor")
    return actor if isinstance(actor, Actor) else Actor("server", "Comptoir")


@event.listens_for(OfficeSession, "do_orm_execute")
def _add_account(state: ORMExecuteState) -> None:
    account_id = state.session.info.get("account_id")
    if account_id == EVERY_ACCOUNT or state.execution_options.get("every_account"):
        return
    if account_id is None:
        unknown = isinstance(state.statement, CompoundSelect)  # whose parts name no mapper
        if unknown or any(issubclass(mapper.class_, AccountOwned) for mapper in state.all_mappers):
            raise ScopeError(f"query outside an account: {state.statement}")
        return
    state.statement = state.statement.options(_rows_of(account_id))


@lru_cache(maxsize=1024)
def _rows_of(account_id: int) -> Any:
    """The condition for one account: the same for all its queries, and dear to make."""
    return with_loader_criteria(AccountOwned, lambda cls: cls.account_id == account_id, include_aliases=True)


@event.listens_for(OfficeSession, "before_flush")
def _stamp_account(session: Session, _context: Any, _instances: Any) -> None:
    account_id = session.info.get("account_id")
    for row in session.new | session.dirty | session.deleted:
        if not isinstance(row, AccountOwned) or account_id == EVERY_ACCOUNT:
            continue
        if getattr(row, "account_id", None) is None:
            row.account_id = account_of(session)
        if row.account_id != account_id:
            raise ScopeError(f"{type(row).__name__} of account {row.account_id} written from {account_id}")
