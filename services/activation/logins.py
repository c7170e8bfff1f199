"""The owner's login on a till: a ticket that serves one activation by one installation (B4)."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.activation import TICKET_LIFETIME, TicketFacts, refusal_for_ticket
from domain.names import DeviceStatus
from domain.permissions import Deed, may
from models import Device, Generation, LoginTicket, Store, User
from models.scope import Actor, enter_account
from services.accounts.throttle import check_tries, count_failure
from services.activation.activation import (
    ActivationOutcome,
    Installation,
    begin_generation,
    lock_device,
    repeat_activation,
)

TRIES = "login"
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Login:
    """Whose password must be checked; without a hash nobody's, which takes equally long."""

    user_id: int | None
    password_hash: str | None


@dataclass(frozen=True)
class LoginOutcome:
    """A ticket and the account's devices, or why not: a wrong password is a fact to keep."""

    ticket: str = ""
    expires_at: datetime | None = None
    devices: Sequence[Device] = ()
    refusal: str | None = None


def find_login(session: Session, email: str, address: str, now: datetime) -> Login:
    """Who wants in: only owners and managers may on a till (B17). The session must see every account.

    Raises Refusal `too_many_tries` for an address that failed too often.
    """
    check_tries(session, TRIES, [address], now)
    user = session.scalars(select(User).where(User.email == email.strip().lower())).first()
    if user is None or not may(user.role, Deed.MANAGE_DEVICES):
        return Login(None, None)
    return Login(user.id, user.password_hash)


def finish_login(
    session: Session, login: Login, *, fits: bool, install_id: str, address: str, now: datetime
) -> LoginOutcome:
    """Write what came of the password check: a ticket, or one more wrong try.

    Raises Refusal `too_many_tries` when other attempts of this address failed meanwhile.
    """
    check_tries(session, TRIES, [address], now)
    user = session.get(User, login.user_id) if fits and login.user_id is not None else None
    if user is None or user.password_hash != login.password_hash:
        count_failure(session, TRIES, [address], now)
        return LoginOutcome(refusal="bad_credentials")
    enter_account(session, user.account_id, Actor("user", user.name, user.id))
    secret = secrets.token_urlsafe(32)
    ticket = _issue_ticket(session, user, secret, install_id, now)
    return LoginOutcome(secret, ticket.expires_at, _devices(session))


def activate_by_ticket(
    session: Session, secret: str, device_id: str, till: Installation, now: datetime
) -> ActivationOutcome:
    """A till on which the owner logged in becomes one of the account's devices.

    The session must see every account; it enters the owner's.
    """
    ticket = session.scalars(
        select(LoginTicket).where(LoginTicket.ticket_sha256 == _hash(secret)).with_for_update(of=LoginTicket)
    ).first()
    if ticket is None or not may(ticket.user.role, Deed.MANAGE_DEVICES):
        return ActivationOutcome(refusal="code_unknown")
    enter_account(session, ticket.account_id, Actor("user", ticket.user.name, ticket.user_id))
    refusal = refusal_for_ticket(_facts_of(session, ticket, device_id, till), now)
    if refusal:
        return ActivationOutcome(refusal=refusal)
    found = session.scalars(select(Device.id).where(Device.public_id == device_id)).first()
    if found is None:
        return ActivationOutcome(refusal="device_unknown")
    device = lock_device(session, found)
    if ticket.used_at is not None:
        return repeat_activation(session, device, till)
    outcome = begin_generation(session, device, till, now, way="login")
    if outcome.generation is not None:
        ticket.used_at, ticket.generation_id = now, outcome.generation.id
    return outcome


def _facts_of(session: Session, ticket: LoginTicket, device_id: str, till: Installation) -> TicketFacts:
    used = session.get(Generation, ticket.generation_id) if ticket.generation_id else None
    same = used is not None and (used.device.public_id, used.install_id, used.token_sha256) == (
        device_id,
        till.install_id,
        till.token_sha256,
    )
    return TicketFacts(ticket.expires_at, ticket.install_id == till.install_id, ticket.used_at, same)


def _issue_ticket(session: Session, user: User, secret: str, install_id: str, now: datetime) -> LoginTicket:
    session.execute(delete(LoginTicket).where(LoginTicket.expires_at < now - KEPT))
    ticket = LoginTicket(
        account_id=user.account_id,
        user_id=user.id,
        ticket_sha256=_hash(secret),
        install_id=install_id,
        created_at=now,
        expires_at=now + TICKET_LIFETIME,
    )
    session.add(ticket)
    session.flush()
    return ticket


def _devices(session: Session) -> Sequence[Device]:
    return session.scalars(
        select(Device)
        .join(Device.store)
        .where(Device.status != DeviceStatus.DELETED)
        .order_by(Store.name, Device.number)
    ).all()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
