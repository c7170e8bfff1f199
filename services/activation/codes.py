"""Issuing, showing, revoking and finding one-time codes for devices and store servers."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.codes import LIFETIME, code_from_digest, read_code
from domain.names import CodePurpose
from models import Device, OneTimeCode, StoreServer

Target = Device | StoreServer


def issue_code(session: Session, target: Target, now: datetime, secret: str) -> OneTimeCode:
    """A fresh code that activates a device or pairs a store server; ends an older one that still lives."""
    revoke_codes(session, target, now)
    nonce = secrets.token_hex(16)
    code = OneTimeCode(
        account_id=target.account_id,
        purpose=CodePurpose.ACTIVATION if isinstance(target, Device) else CodePurpose.PAIRING,
        device_id=target.id if isinstance(target, Device) else None,
        store_server_id=target.id if isinstance(target, StoreServer) else None,
        nonce=nonce,
        code_hmac=_hash(_derive(nonce, secret), secret),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(code)
    session.flush()
    return code


def revoke_codes(session: Session, target: Target, now: datetime) -> int:
    """End every code of the target that was neither used nor ended; returns how many."""
    owner = OneTimeCode.device_id if isinstance(target, Device) else OneTimeCode.store_server_id
    ended = session.execute(
        update(OneTimeCode)
        .where(owner == target.id, OneTimeCode.used_at.is_(None), OneTimeCode.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def find_live_code(session: Session, target: Target, now: datetime) -> OneTimeCode | None:
    """The target's code that would work right now."""
    owner = OneTimeCode.device_id if isinstance(target, Device) else OneTimeCode.store_server_id
    return session.scalars(
        select(OneTimeCode).where(
            owner == target.id,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.revoked_at.is_(None),
            OneTimeCode.expires_at >= now,
        )
    ).first()


def has_expired_code(session: Session, target: Target, now: datetime) -> bool:
    """Whether the target's last code ran out without being used or revoked."""
    owner = OneTimeCode.device_id if isinstance(target, Device) else OneTimeCode.store_server_id
    newest = select(OneTimeCode).where(owner == target.id).order_by(OneTimeCode.id.desc()).limit(1)
    code = session.scalars(newest).first()
    return code is not None and code.used_at is None and code.revoked_at is None and code.expires_at < now


def reveal_code(code: OneTimeCode, secret: str) -> str:
    """The eight characters, for the owner's own page; derived anew, since only a hash is stored."""
    return _derive(code.nonce, secret)


def find_code(session: Session, purpose: CodePurpose, typed: str, secret: str) -> OneTimeCode | None:
    """The code that somebody typed, dead or alive; the session must see every account."""
    return session.scalars(
        select(OneTimeCode).where(
            OneTimeCode.purpose == purpose, OneTimeCode.code_hmac == _hash(read_code(typed), secret)
        )
    ).first()


def _derive(nonce: str, secret: str) -> str:
    return code_from_digest(hmac.digest(secret.encode(), b"one-time-code:" + nonce.encode(), hashlib.sha256))


def _hash(code: str, secret: str) -> str:
    return hmac.digest(secret.encode(), b"code-lookup:" + code.encode(), hashlib.sha256).hex()
