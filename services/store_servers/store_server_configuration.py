"""What a store server needs to print: its store, its peripherals, who prints where (PROTOCOL §8)."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Account, Assignment, Device, Generation, Peripheral, Store, StoreServer, device_store
from services.peripherals.unconfirmed_printing import BLIND, prints_unconfirmed
from services.store_servers.lan_keys import lan_key_sha256
from services.store_servers.page_codes import page_code_digest
from services.stores.store_logos import logo_on_paper


def configuration_for(session: Session, server: StoreServer, secret: str) -> dict[str, Any]:
    """What the box needs to print (PROTOCOL §8), with `revision` = a fingerprint of all the rest."""
    peripherals = list(
        session.scalars(
            select(Peripheral)
            .where(Peripheral.store_server_id == server.id, Peripheral.deleted_at.is_(None))
            .order_by(Peripheral.id)
        )
    )
    store, account = server.store, session.get_one(Account, server.account_id)
    configuration: dict[str, Any] = {
        "store": _store(session, store, account),
        "peripherals": [_peripheral(peripheral) for peripheral in peripherals],
        "routes": _routes(session, peripherals),
        "devices": _devices(session, store, secret),
        "lan": {"origins": account.lan_origins},
        "page_code": page_code_digest(server, secret),
        "payment_decisions": server.payment_decisions,
    }
    text = json.dumps(configuration, ensure_ascii=False, sort_keys=True)
    return {"revision": hashlib.sha256(text.encode()).hexdigest()[:16], **configuration}


def _store(session: Session, store: Store, account: Account) -> dict[str, Any]:
    """What stands on the store's papers; whatever names no money of its own is in that of the business."""
    return {
        "id": store.public_id,
        "name": store.name,
        "address": store.address,
        "timezone": store.timezone,
        "language": store.language,
        "receipt_header": store.receipt_header,
        "receipt_footer": store.receipt_footer,
        "country": account.country,
        "currency": account.currency,
        "logo": [asdict(picture) for picture in logo_on_paper(session, store)],
    }


def _peripheral(peripheral: Peripheral) -> dict[str, Any]:
    return {
        "id": peripheral.public_id,
        "name": peripheral.name,
        "kind": peripheral.kind,
        "connection": peripheral.connection,
        "profile": peripheral.profile,
        "paper_width": peripheral.paper_width,
        "language": peripheral.language,
        "code_pages": peripheral.code_pages or {},
        "as_image": peripheral.as_image,
        "keyboard_layout": peripheral.keyboard_layout,
        # Only the owner's own word: what a box found out by itself is no news to it.
        "confirm": BLIND if prints_unconfirmed(peripheral) else None,
        "stand_ins": [peripheral.stand_in.public_id] if peripheral.stand_in else [],
    }


def _routes(session: Session, peripherals: list[Peripheral]) -> list[dict[str, Any]]:
    query = (
        select(Assignment)
        .join(Assignment.device)
        .where(Assignment.peripheral_id.in_([peripheral.id for peripheral in peripherals]))
        .order_by(Assignment.id)
    )
    return [
        {
            "device_id": assignment.device.public_id,
            "role": assignment.role,
            "peripheral_id": assignment.peripheral.public_id,
            "options": assignment.options or {},
        }
        for assignment in session.scalars(query)
    ]


def _devices(session: Session, store: Store, secret: str) -> list[dict[str, Any]]:
    """The tills at work in this store; the key of one that was deactivated or replaced is gone with it."""
    further = select(device_store.c.device_id).where(device_store.c.store_id == store.id)
    running = and_(
        Generation.device_id == Device.id,
        Generation.number == Device.generation,
        Generation.ended_at.is_(None),
    )
    query = (
        select(Device.public_id, Device.name, Generation.id, Generation.install_id)
        .join(Generation, running)
        .where(or_(Device.store_id == store.id, Device.id.in_(further)))
        .where(Device.status == DeviceStatus.ACTIVATED)
        .order_by(Device.id)
    )
    return [
        {"id": device, "name": name, "key_sha256": lan_key_sha256(secret, generation, install_id)}
        for device, name, generation, install_id in session.execute(query)
    ]
