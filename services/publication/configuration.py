"""A till's configuration: one object that says whose it is, what hangs on it, how it syncs (PROTOCOL §3)."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from domain.names import Role, StoreServerStatus
from domain.sync_rules import Rule
from models import Account, Assignment, Device, Peripheral, Store, StoreServer, device_store
from services.devices.devices import number_prefix
from services.publication.projection import Objects, in_portions, json_text
from services.sync_rules.rules_in_force import Rules, read_rules_of_devices


def project_configurations(connection: Connection, device_ids: Collection[int]) -> dict[int, Objects]:
    """The configuration object of each device, by the device's key; deleted devices have none."""
    found: dict[int, Objects] = {}
    for portion in in_portions(device_ids):
        rows = connection.execute(_devices().where(Device.id.in_(portion))).all()
        roles = _roles(connection, portion)
        served = _served(connection, portion)
        rules = read_rules_of_devices(connection, portion)
        stores = {row.store_id for row in rows} | {store.id for found in served.values() for store in found}
        servers = _servers(connection, stores)
        for row in rows:
            homes = [row.store_id, *(store.id for store in served[row.id])]
            boxes = [box for home in homes for box in servers[home]]
            data = _configuration(row, roles[row.id], boxes, served[row.id], rules[row.id])
            found[row.id] = {("configuration", row.public_id): json_text(data)}
    return found


def _devices() -> Any:
    columns = {
        "store": ("public_id", "name", "address", "timezone", "language", "receipt_header", "receipt_footer"),
        "account": (
            *("name", "tax_id", "address", "currency"),
            *("login_mode", "cash_management", "shifts_required"),
        ),
    }
    tables = {"store": Store.__table__, "account": Account.__table__}
    return (
        select(
            *Device.__table__.c,
            *(tables[t].c[name].label(f"{t}_{name}") for t, names in columns.items() for name in names),
        )
        .join(Store, Store.id == Device.store_id)
        .join(Account, Account.id == Device.account_id)
        .where(Device.deleted_at.is_(None))
    )


def _served(connection: Connection, device_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """The further stores of each device, in the order in which they were made (C8)."""
    query = (
        select(
            device_store.c.device_id,
            *Store.__table__.c["id", "public_id", "name", "address", "timezone", "language"],
            *Store.__table__.c["receipt_header", "receipt_footer"],
        )
        .join(device_store, device_store.c.store_id == Store.id)
        .where(device_store.c.device_id.in_(device_ids))
        .order_by(Store.id)
    )
    served: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        served[row.device_id].append(row)
    return served


def _roles(connection: Connection, device_ids: Collection[int]) -> dict[int, dict[str, object]]:
    query = (
        select(
            Assignment.device_id,
            Assignment.role,
            Assignment.options,
            *Peripheral.__table__.c["public_id", "name", "kind", "connection", "profile", "keyboard_layout"],
            StoreServer.public_id.label("server"),
        )
        .join(Peripheral, Peripheral.id == Assignment.peripheral_id)
        .outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
        .where(Assignment.device_id.in_(device_ids), Peripheral.deleted_at.is_(None))
    )
    roles: dict[int, dict[str, object]] = defaultdict(dict)
    for row in connection.execute(query):
        roles[row.device_id][row.role] = {"peripheral": _peripheral(row), "options": row.options}
    return roles


def _peripheral(row: Row[Any]) -> dict[str, object]:
    data: dict[str, object] = {
        "id": row.public_id,
        "name": row.name,
        "kind": row.kind,
        "connection": row.connection,
        "profile": row.profile,
    }
    if row.server:
        data["store_server_id"] = row.server
    if row.keyboard_layout:
        data["keyboard_layout"] = row.keyboard_layout
    return data


def _servers(connection: Connection, store_ids: Collection[int]) -> dict[int, list[dict[str, object]]]:
    query = (
        select(
            StoreServer.store_id,
            StoreServer.public_id,
            StoreServer.name,
            StoreServer.urls,
            StoreServer.certificate_sha256,
        )
        .where(
            StoreServer.store_id.in_(store_ids),
            StoreServer.status == StoreServerStatus.PAIRED,
            StoreServer.deleted_at.is_(None),
        )
        .order_by(StoreServer.id)
    )
    servers: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in connection.execute(query):
        shown = {"certificate_sha256": row.certificate_sha256} if row.certificate_sha256 else {}
        servers[row.store_id].append({"id": row.public_id, "name": row.name, "urls": row.urls} | shown)
    return servers


def _configuration(
    row: Row[Any],
    roles: dict[str, object],
    servers: list[dict[str, object]],
    served: list[Row[Any]],
    rules: Rules,
) -> object:
    return {
        "account": {
            "name": row.account_name,
            "tax_id": row.account_tax_id,
            "address": row.account_address,
            "currency": row.account_currency,
        },
        "store": {
            "id": row.store_public_id,
            "name": row.store_name,
            "address": row.store_address,
            "timezone": row.store_timezone,
            "language": row.store_language,
            "receipt_header": row.store_receipt_header,
            "receipt_footer": row.store_receipt_footer,
        },
        "further_stores": [_further_store(store) for store in served],
        "device": {
            "id": row.public_id,
            "name": row.name,
            "page": device_page(row.public_id),
            "generation": row.generation,
            "number_prefix": number_prefix(Device(number=row.number), row.generation),
        },
        "login_mode": row.account_login_mode,
        "cash_management": row.account_cash_management,
        "shifts_required": row.account_shifts_required,
        "usage_mode": {role.value: roles.get(role) for role in Role},
        "store_servers": servers,
        "sync": {stream.value: rule_data(rule) for stream, rule in rules.items()},
    }


def device_page(device_id: str) -> str:
    """Where a till's "This device" leads, beside the office's address (A1)."""
    return f"/this-device/{device_id}"


def _further_store(store: Row[Any]) -> dict[str, object]:
    return {
        "id": store.public_id,
        "name": store.name,
        "address": store.address,
        "timezone": store.timezone,
        "language": store.language,
        "receipt_header": store.receipt_header,
        "receipt_footer": store.receipt_footer,
    }


def rule_data(rule: Rule) -> dict[str, object]:
    """A sync rule as tills read it."""
    data: dict[str, object] = {"mode": rule.mode.value}
    if rule.period_minutes is not None:
        data["period_minutes"] = rule.period_minutes
    if rule.window is not None:
        data["window"] = {
            "days": sorted(rule.window.days),
            "opens": rule.window.opens.isoformat("minutes"),
            "closes": rule.window.closes.isoformat("minutes"),
        }
    return data
