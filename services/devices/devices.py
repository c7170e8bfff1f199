"""POS devices: create, edit, drain, deactivate, sign off, delete."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from domain.device_life import blockers_of_deletion, is_running
from domain.names import DeviceStatus
from domain.refusal import Refusal
from domain.text import is_same_name, required_name
from models import Account, Assignment, Device, Generation, Store
from services.activation.activation import end_generations, lock_device, retire_device
from services.activation.codes import revoke_codes
from services.history.events import changes_between, record_event
from services.sync_rules.moved_rules import follow_new_store
from services.tills.device_facts import newest_generation, read_report


def create_device(session: Session, *, name: str, store: Store, now: datetime) -> Device:
    """A new POS in a store, not activated yet (B3).

    Raises Refusal required, too_long or device_name_taken at `name`.
    """
    name, number = required_name(name, "name", 80), _next_number(session, store.account_id)
    _check_name(session, name, store)
    device = Device(
        account_id=store.account_id,
        name=name,
        store=store,
        number=number,
        status=DeviceStatus.NOT_ACTIVATED,
        status_since=now,
        created_at=now,
    )
    session.add(device)
    record_event(session, "device.created", device, now, store=store.name)
    return device


def number_prefix(device: Device, generation: int) -> str:
    """How a generation's receipt numbers begin: by device and generation, so that none repeats (X5)."""
    return f"{device.number}-{generation}-"


def edit_device(
    session: Session,
    device: Device,
    *,
    name: str,
    store: Store,
    now: datetime,
    also_serves: Sequence[Store] | None = None,
) -> None:
    """Rename a POS, give it another home store or further ones; None leaves those as they are (C8, C9).

    Rules of its own that name a window of the old store give way to those of the new one (`preview_move` says which).

    Raises Refusal required, too_long or device_name_taken at `name`, and `device_unknown` when somebody deleted it
    meanwhile.
    """
    lock_device(session, device.id)
    if device.status == DeviceStatus.DELETED:
        raise Refusal("device_unknown")
    new_name, old_name, old_store = required_name(name, "name", 80), device.name, device.store
    device.name, device.store = new_name, store
    if new_name != old_name:
        record_event(session, "device.renamed", device, now, before=old_name, after=new_name)
    if store.id != old_store.id:
        record_event(session, "device.moved", device, now, before=old_store.name, after=store.name)
        follow_new_store(session, device, old_store, now)
    serve_stores(session, device, device.also_serves if also_serves is None else also_serves, now)
    if store.id != old_store.id or not is_same_name(new_name, old_name):
        _hold_account(session, device.account_id)
        _check_name(session, new_name, store, device)


def serve_stores(session: Session, device: Device, stores: Sequence[Store], now: datetime) -> None:
    """The further stores for which a till may sell (C8); its home store is served anyway and never among them."""
    wanted = {store.id: store for store in stores if store.id != device.store_id}
    before = {store.id: store for store in device.also_serves}
    if wanted.keys() == before.keys():
        return
    device.also_serves = list(wanted.values())
    changes = changes_between(
        {"also_serves": _names(before.values())}, {"also_serves": _names(wanted.values())}
    )
    record_event(session, "device.stores_changed", device, now, changes=changes)


def drain_device(session: Session, device: Device, now: datetime) -> None:
    """The till sends what it has and sells no more; then the POS becomes inactive by itself.

    Raises Refusal `device_not_activated` unless a till is this POS.
    """
    lock_device(session, device.id)
    if device.status == DeviceStatus.DRAINING:
        return
    _check_running(device)
    device.status, device.status_since = DeviceStatus.DRAINING, now
    record_event(session, "device.draining", device, now)


def deactivate_device(session: Session, device: Device, now: datetime) -> None:
    """The POS is inactive at once: its till, if it ever returns, may only deposit what it still holds.

    Raises Refusal `device_not_activated` unless a till is this POS.
    """
    lock_device(session, device.id)
    _check_running(device)
    report = read_report(session, newest_generation(session, device))
    unsent = report.unsent_receipts if report and report.has_unsent else 0
    retire_device(session, device, now, how="deactivated")
    record_event(session, "device.deactivated", device, now, unsent=unsent)


def sign_off(session: Session, generation: Generation, *, unsent: int, discard: bool, now: datetime) -> None:
    """The till itself ends being this POS. Raises Refusal `unsent_data` unless what is unsent is given up."""
    if unsent > 0 and not discard:
        raise Refusal("unsent_data", unsent=unsent)
    device = lock_device(session, generation.device_id)
    retire_device(session, device, now, how="signed_off")
    record_event(session, "device.signed_off", device, now, unsent=unsent)


def delete_device(session: Session, device: Device, now: datetime, *, anyway: bool = False) -> None:
    """Take the POS out of the list; its receipts keep its name, its peripherals are free again.

    Raises Refusal `device_has_blockers` at `anyway` when its till reported open or unsent things, and
    `device_unknown` when somebody else deleted it meanwhile.
    """
    lock_device(session, device.id)
    if device.status == DeviceStatus.DELETED:
        raise Refusal("device_unknown")
    if blockers_of_deletion(read_report(session, newest_generation(session, device))) and not anyway:
        raise Refusal("device_has_blockers", "anyway")
    device.status, device.status_since = DeviceStatus.DELETED, now
    device.deleted_at = now
    end_generations(session, device, now, how="deleted")
    revoke_codes(session, device, now)
    session.execute(delete(Assignment).where(Assignment.device_id == device.id))
    record_event(session, "device.deleted", device, now)


def _names(stores: Iterable[Store]) -> str:
    return ", ".join(sorted(store.name for store in stores))


def _check_running(device: Device) -> None:
    if not is_running(device.status):
        raise Refusal("device_not_activated")


def _next_number(session: Session, account_id: int) -> int:
    """One after the highest ever given; the account is held, so that two new devices never share one."""
    _hold_account(session, account_id)
    return (session.scalar(select(func.max(Device.number)).where(Device.account_id == account_id)) or 0) + 1


def _hold_account(session: Session, account_id: int) -> None:
    """After everything else, as when an account publishes: of two people at once the second waits, and sees."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))


def _check_name(session: Session, name: str, store: Store, device: Device | None = None) -> None:
    """Two POS of a store never get the same name; in names that stood before nobody meddles."""
    query = select(Device.id, Device.name).where(
        Device.store_id == store.id, Device.status != DeviceStatus.DELETED
    )
    others = (row for row in session.execute(query) if device is None or row.id != device.id)
    if any(is_same_name(row.name, name) for row in others):
        raise Refusal("device_name_taken", "name")
