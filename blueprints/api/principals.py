"""Who calls: a till's generation or a store server, known by the SHA-256 of its bearer token."""

import hashlib
from datetime import datetime

from flask import request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from blueprints.api.office import office
from blueprints.api.problems import Problem
from domain.names import DeviceStatus, StoreServerStatus
from models import Generation, StoreServer
from models.scope import Actor, enter_account
from services.activation.activation import retire_old_secret

#: what a till in each state may do besides depositing its journal
CLOSED = {
    DeviceStatus.INACTIVE: "device_inactive",
    DeviceStatus.NOT_ACTIVATED: "device_inactive",
    DeviceStatus.DRAINING: "device_draining",
    DeviceStatus.DELETED: "device_deleted",
}


def token_sha256() -> str:
    """The hash of the caller's bearer token. Raises Problem token_missing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("token_missing")
    return hashlib.sha256(token.strip().encode()).hexdigest()


def calling_generation(
    session: Session, now: datetime, *, draining: bool = False, ended: bool = False
) -> Generation:
    """The till that calls; the session enters its account and the contact is noted.

    `draining`: a draining till may call this route too. `ended`: so may an inactive, deleted or replaced one.
    Raises Problem token_missing, token_unknown, wrong_principal, device_inactive, device_draining,
    device_deleted.
    """
    digest = token_sha256()
    generation = session.scalars(
        select(Generation)
        .join(Generation.device)
        .options(contains_eager(Generation.device))
        .where(or_(Generation.token_sha256 == digest, Generation.next_token_sha256 == digest))
    ).first()
    if generation is None:
        raise Problem("wrong_principal" if _is_store_server(session, digest) else "token_unknown")
    if not ended:
        _check_open(generation, draining=draining)
    if generation.next_token_sha256 == digest:
        _retire_old_secret(session, generation.id, digest)
    enter_account(session, generation.account_id, Actor("device", generation.device.name))
    _note(f"device:{generation.device_id}", generation.device.public_id, now)
    return generation


def calling_store_server(session: Session, now: datetime) -> StoreServer:
    """The store server that calls; the session enters its account and the contact is noted.

    Raises Problem token_missing, token_unknown, wrong_principal, store_server_inactive.
    """
    digest = token_sha256()
    server = session.scalars(select(StoreServer).where(StoreServer.token_sha256 == digest)).first()
    if server is None:
        raise Problem("wrong_principal" if _is_device(session, digest) else "token_unknown")
    if server.status != StoreServerStatus.PAIRED:
        raise Problem("store_server_inactive")
    enter_account(session, server.account_id, Actor("store_server", server.name))
    _note(f"store_server:{server.id}", server.public_id, now)
    return server


def _check_open(generation: Generation, *, draining: bool) -> None:
    status = generation.device.status
    if status == DeviceStatus.DELETED:
        raise Problem("device_deleted")
    if generation.ended_at is not None:
        raise Problem("device_inactive")
    if status == DeviceStatus.DRAINING and draining:
        return
    if status != DeviceStatus.ACTIVATED:
        raise Problem(CLOSED[DeviceStatus(status)])


def _retire_old_secret(session: Session, generation_id: int, digest: str) -> None:
    """The only write of a call that reads, once per secret: in a transaction of its own."""
    if session.get_bind().get_execution_options().get("comptoir_write"):
        retire_old_secret(session, generation_id, digest)
        return
    with office().writing() as writing:
        retire_old_secret(writing, generation_id, digest)


def _note(key: str, who: str, now: datetime) -> None:
    request.environ["comptoir.who"] = who
    office().contacts.heard(key, now, request.remote_addr)


def _is_store_server(session: Session, digest: str) -> bool:
    return session.scalar(select(StoreServer.id).where(StoreServer.token_sha256 == digest)) is not None


def _is_device(session: Session, digest: str) -> bool:
    return session.scalar(select(Generation.id).where(Generation.token_sha256 == digest)) is not None
