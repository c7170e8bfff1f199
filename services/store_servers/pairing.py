"""Pairing: the box in the shop presents its code and gets the store server's place (PROTOCOL §8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.codes import CodeFacts, refusal_for_code
from domain.names import CodePurpose, StoreServerStatus, StoreStatus
from models import OneTimeCode, StoreServer
from models.scope import Actor, enter_account
from services.accounts.throttle import check_tries, count_failure
from services.activation.codes import find_code
from services.history.events import record_event


@dataclass(frozen=True)
class PairingRequest:
    """What a box says when it pairs; it keeps its secret and tells only the hash."""

    code: str
    install_id: str
    token_sha256: str
    name: str
    version: str
    platform: str


@dataclass(frozen=True)
class PairingOutcome:
    """A refused attempt is a fact to keep too: it was counted. `repeated`: the same box asked again."""

    server: StoreServer | None
    refusal: str | None = None
    repeated: bool = False


def pair_store_server(
    session: Session, request: PairingRequest, now: datetime, *, secret: str, address: str
) -> PairingOutcome:
    """A box presents its code. The session must see every account; it enters the store server's.

    Raises Refusal `too_many_tries` for an address that guessed too often.
    """
    check_tries(session, "code", [address], now)
    code = find_code(session, CodePurpose.PAIRING, request.code, secret)
    server = _lock_server(session, code)
    refusal = _refusal_for(code, server, request, now)
    if refusal or code is None or server is None:
        if refusal == "code_unknown":
            count_failure(session, "code", [address], now)
        return PairingOutcome(None, refusal)
    enter_account(session, server.account_id, Actor("store_server", server.name))
    if code.used_at is not None:
        return PairingOutcome(server, repeated=True)
    if _is_secret_of_another(session, server, request.token_sha256):
        return PairingOutcome(None, "token_known")
    _accept(session, server, code, request, now)
    return PairingOutcome(server)


def _lock_server(session: Session, code: OneTimeCode | None) -> StoreServer | None:
    """The code's store server, held to commit: the second of two boxes sees what the first one did."""
    if code is None or code.store_server_id is None:
        return None
    server = session.execute(
        select(StoreServer)
        .where(StoreServer.id == code.store_server_id)
        .with_for_update(of=StoreServer)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    session.refresh(code)
    return server


def _is_secret_of_another(session: Session, server: StoreServer, digest: str) -> bool:
    """Whether another box has this secret: two must never be one caller."""
    query = select(StoreServer.id).where(StoreServer.token_sha256 == digest, StoreServer.id != server.id)
    return session.execute(query, execution_options={"every_account": True}).first() is not None


def _refusal_for(
    code: OneTimeCode | None, server: StoreServer | None, request: PairingRequest, now: datetime
) -> str | None:
    if code is None or server is None or server.deleted_at is not None:
        return "code_unknown"
    # A repeat is served while the box still is what that code made it, not after it was unpaired since.
    same = code.used_install_id == request.install_id and server.token_sha256 == request.token_sha256
    refusal = refusal_for_code(
        CodeFacts(
            code.expires_at, code.revoked_at is not None, code.used_at, same and code.used_at is not None
        ),
        now,
    )
    if refusal is None and server.store.status != StoreStatus.ACTIVE:
        return "store_inactive"
    if refusal is None and code.used_at is None and server.status == StoreServerStatus.PAIRED:
        return "device_taken"
    return refusal


def _accept(
    session: Session, server: StoreServer, code: OneTimeCode, request: PairingRequest, now: datetime
) -> None:
    code.used_at = now
    code.used_install_id = request.install_id
    code.used_token_sha256 = request.token_sha256
    server.status = StoreServerStatus.PAIRED
    server.status_since = server.paired_at = now
    server.install_id = request.install_id
    server.token_sha256 = request.token_sha256
    server.reported_name = request.name[:120]
    server.version = request.version[:40]
    server.platform = request.platform[:120]
    record_event(session, "store_server.paired", server, now, box=server.reported_name)
