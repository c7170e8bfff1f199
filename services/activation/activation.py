"""Activation: a till becomes a POS; each time a new generation begins, and older ones end."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, lazyload

from domain.activation import refusal_for_activation
from domain.codes import CodeFacts, refusal_for_code
from domain.device_life import has_handed_over
from domain.names import CodePurpose, DeviceStatus
from domain.refusal import Refusal
from models import Device, Generation, OneTimeCode
from models.scope import Actor, actor_of, enter_account
from services.accounts.throttle import check_tries, count_failure
from services.activation.codes import find_code, issue_code, revoke_codes
from services.history.events import record_event
from services.tills.device_facts import read_report

#: wrong codes are counted together, whether a till or a store server shows them
TRIES = "code"


@dataclass(frozen=True)
class Installation:
    """The till in hand: its installation, the hash of the secret that it keeps, and what it is made of."""

    install_id: str
    token_sha256: str
    hardware: dict[str, Any]
    os: dict[str, Any]
    app: dict[str, Any]


@dataclass(frozen=True)
class ActivationOutcome:
    """A generation, or why not: a refused attempt is a fact to keep, since it was counted.

    `repeated`: the same till asked again, because the answer was lost on its way.
    """

    generation: Generation | None = None
    refusal: str | None = None
    repeated: bool = False


def activate_by_code(
    session: Session, typed: str, till: Installation, now: datetime, *, secret: str, address: str
) -> ActivationOutcome:
    """A till shows the code from the back office. The session must see every account; it enters the device's.

    Raises Refusal `too_many_tries` for an address that guessed too often.
    """
    check_tries(session, TRIES, [address], now)
    code, device = _find_code_and_device(session, typed, secret)
    refusal = refusal_for_code(_facts_of(code, till), now)
    if refusal or code is None or device is None:
        if refusal == "code_unknown":
            count_failure(session, TRIES, [address], now)
        return ActivationOutcome(refusal=refusal)
    enter_account(session, device.account_id, Actor("device", device.name))
    if code.used_at is not None:
        return repeat_activation(session, device, till)
    outcome = begin_generation(session, device, till, now, way="code")
    if outcome.generation is not None:
        code.used_at = now
        code.used_install_id, code.used_token_sha256 = till.install_id, till.token_sha256
    return outcome


def begin_generation(
    session: Session, device: Device, till: Installation, now: datetime, *, way: str
) -> ActivationOutcome:
    """The next generation of a locked device, unless the device or its store refuses."""
    refusal = refusal_for_activation(device.status, device.store.status)
    if refusal is None and is_known_secret(session, till.token_sha256):
        refusal = "token_known"
    if refusal is not None:
        return ActivationOutcome(refusal=refusal)
    end_generations(session, device, now, how="deactivated")
    device.generation += 1
    device.status, device.status_since = DeviceStatus.ACTIVATED, now
    generation = Generation(
        account_id=device.account_id,
        device=device,
        number=device.generation,
        install_id=till.install_id,
        token_sha256=till.token_sha256,
        activated_by=way,
        activated_at=now,
        hardware=till.hardware,
        os=till.os,
        app=till.app,
    )
    session.add(generation)
    who = {"who": actor_of(session).name} if way == "login" else {}
    record_event(session, "device.activated", device, now, way=way, generation=device.generation, **who)
    return ActivationOutcome(generation)


def repeat_activation(session: Session, device: Device, till: Installation) -> ActivationOutcome:
    """The generation that this very till already began; if it has ended since, its code is used up."""
    generation = session.scalars(
        select(Generation).where(
            Generation.device_id == device.id,
            Generation.install_id == till.install_id,
            Generation.token_sha256 == till.token_sha256,
            Generation.ended_at.is_(None),
        )
    ).first()
    return (
        ActivationOutcome(generation, repeated=True) if generation else ActivationOutcome(refusal="code_used")
    )


def end_generations(session: Session, device: Device, now: datetime, *, how: str) -> None:
    """From now on the device's tills may only deposit what they still hold.

    `how`: deactivated, drained, signed_off or deleted.
    """
    session.execute(
        update(Generation)
        .where(Generation.device_id == device.id, Generation.ended_at.is_(None))
        .values(ended_at=now, ended_how=how)
    )


def is_known_secret(session: Session, digest: str) -> bool:
    """Whether any till, now or ever, has this secret: two tills must never be one caller."""
    query = select(Generation.id).where(
        or_(Generation.token_sha256 == digest, Generation.next_token_sha256 == digest)
    )
    return session.execute(query, execution_options={"every_account": True}).first() is not None


def announce_secret(session: Session, generation: Generation, digest: str) -> bool:
    """Take a till's next secret beside its present one; False when another till ever had it."""
    if digest in (generation.token_sha256, generation.next_token_sha256):
        return True
    if is_known_secret(session, digest):
        return False
    generation.next_token_sha256 = digest
    return True


def retire_old_secret(session: Session, generation_id: int, digest: str) -> None:
    """The first use of the next secret ends the old one."""
    session.execute(
        update(Generation)
        .where(Generation.id == generation_id, Generation.next_token_sha256 == digest)
        .values(token_sha256=digest, next_token_sha256=None)
    )


def lock_device(session: Session, device_id: int) -> Device:
    """The device as it is now, held until the end of the transaction, so that its life has one line.

    Its running till is held first: an upload holds that one already when it settles a draining device. The store
    is read afterwards: in the same query PostgreSQL would miss a device that is just moved to another one.
    """
    running = select(Generation.id).where(Generation.device_id == device_id, Generation.ended_at.is_(None))
    session.execute(running.with_for_update())
    return session.execute(
        select(Device)
        .options(lazyload(Device.store))
        .where(Device.id == device_id)
        .with_for_update(of=Device)
        .execution_options(populate_existing=True)
    ).scalar_one()


def offer_code(session: Session, device: Device, now: datetime, secret: str) -> OneTimeCode:
    """A fresh activation code for the owner to type on a till; an older one stops working.

    Raises Refusal `device_taken`, `store_inactive` or `device_unknown`.
    """
    lock_device(session, device.id)
    refusal = refusal_for_activation(device.status, device.store.status)
    if refusal:
        raise Refusal(refusal)
    code = issue_code(session, device, now, secret)
    record_event(session, "device.code_offered", device, now)
    return code


def withdraw_code(session: Session, device: Device, now: datetime) -> bool:
    """End the code that is shown; returns whether there was one that still worked."""
    lock_device(session, device.id)
    withdrawn = revoke_codes(session, device, now) > 0
    if withdrawn:
        record_event(session, "device.code_withdrawn", device, now)
    return withdrawn


def settle_draining(session: Session, generation: Generation, now: datetime) -> bool:
    """Let a draining POS become inactive as soon as its till has handed over everything.

    Call after a till's report or upload was written; costs nothing unless the POS is draining.
    Returns whether the POS became inactive.
    """
    if generation.device.status != DeviceStatus.DRAINING or generation.ended_at is not None:
        return False
    device = lock_device(session, generation.device_id)
    session.refresh(generation)
    if device.status != DeviceStatus.DRAINING:
        return False
    if not has_handed_over(read_report(session, generation), device.status_since):
        return False
    retire_device(session, device, now, how="drained")
    record_event(session, "device.drained", device, now)
    return True


def retire_device(session: Session, device: Device, now: datetime, *, how: str) -> None:
    """The POS is inactive: its tills may only deposit, a new till may take its place. `how` as in `end_generations`."""
    device.status, device.status_since = DeviceStatus.INACTIVE, now
    end_generations(session, device, now, how=how)
    revoke_codes(session, device, now)


def _find_code_and_device(
    session: Session, typed: str, secret: str
) -> tuple[OneTimeCode | None, Device | None]:
    """The typed code and its device, which is locked: the second of two tills sees what the first one did."""
    code = find_code(session, CodePurpose.ACTIVATION, typed, secret)
    if code is None or code.device_id is None:
        return None, None
    device = lock_device(session, code.device_id)
    session.refresh(code)
    return code, device


def _facts_of(code: OneTimeCode | None, till: Installation) -> CodeFacts | None:
    if code is None:
        return None
    same = (code.used_install_id, code.used_token_sha256) == (till.install_id, till.token_sha256)
    return CodeFacts(code.expires_at, code.revoked_at is not None, code.used_at, same)
