"""From touched rows to the published objects that show them, account by account."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from models import (
    Assignment,
    Barcode,
    Category,
    Device,
    Employee,
    ListPrice,
    Product,
    Store,
    StorePrice,
    StoreServer,
    SyncRule,
    Tax,
    Unit,
    device_store,
)
from services.database.keys import among
from services.publication.changes import SCOPES, TABLES, Changes

CATALOGUE: dict[str, Any] = {"category": Category, "unit": Unit, "tax": Tax, "product": Product}


@dataclass
class Touched:
    """What one account has to look at again."""

    #: type → public ids
    catalogue: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    employees: set[str] = field(default_factory=set)
    devices: set[int] = field(default_factory=set)
    #: stores that may be new and then need heads
    stores: set[int] = field(default_factory=set)


def find_touched(connection: Connection, changes: Changes) -> dict[int, Touched]:
    """What to project again, by account; costs a few queries by key, whatever the catalogue's size."""
    touched: dict[int, Touched] = defaultdict(Touched)
    _find_objects(connection, changes, touched)
    for account_id, store_id in _pairs(connection, Store, Store.id, _ids(connection, changes, "store")):
        touched[account_id].stores.add(store_id)
    for account_id, device_id in _devices(connection, changes):
        touched[account_id].devices.add(device_id)
    return touched


def _find_objects(connection: Connection, changes: Changes, touched: dict[int, Touched]) -> None:
    for kind, model in CATALOGUE.items():
        ids = _ids(connection, changes, kind)
        if kind == "product":
            ids |= _products_of_parts(connection, changes)
        found = _pairs(connection, model, model.id, ids)
        for account_id, public_id in {*found, *changes.gone.get(kind, ())}:
            touched[account_id].catalogue[kind].add(public_id)
    for account_id, public_id in {*_employees(connection, changes), *changes.gone.get("employee", ())}:
        touched[account_id].employees.add(public_id)


def _ids(connection: Connection, changes: Changes, table: str) -> set[int]:
    """Keys of the rows noted, and of those that a statement made."""
    ids = set(changes.get(table))
    if table in changes.made_above:
        key = TABLES[table].c.id
        ids.update(connection.scalars(select(key).where(key > changes.made_above[table])))
    return ids


def _pairs(connection: Connection, model: Any, key: Any, values: Collection[int]) -> set[tuple[int, Any]]:
    """(account, public id) of rows by key; (account, key) for tables that are no objects themselves."""
    shown = model.id if model in (Device, Store) else model.public_id
    if not values:
        return set()
    query = select(model.account_id, shown).where(among(connection, key, values))
    return {(account_id, value) for account_id, value in connection.execute(query).all()}


def _owners(connection: Connection, changes: Changes, table: str, owner: Any, key: Any) -> set[int]:
    """Keys of the rows that show touched rows of a table, before and after."""
    owners = set(changes.get(table, owner.key))
    return owners | _find(connection, owner, key, _ids(connection, changes, table))


def _products_of_parts(connection: Connection, changes: Changes) -> set[int]:
    """Products whose barcodes, prices or places of sale were touched."""
    if changes.all_goods:
        return set(connection.scalars(select(Product.id)))
    return (
        _owners(connection, changes, "barcode", Barcode.product_id, Barcode.id)
        | _owners(connection, changes, "list_price", ListPrice.product_id, ListPrice.id)
        | _owners(connection, changes, "store_price", StorePrice.product_id, StorePrice.id)
        | changes.get("product_withheld", "product_id")
        | _products_of_lists(connection, changes)
    )


def _products_of_lists(connection: Connection, changes: Changes) -> set[int]:
    """A store that goes from one list to another, or to none, has new prices for what stands on either."""
    lists = set(changes.get("store", "price_list_id"))
    lists |= _find(connection, Store.price_list_id, Store.id, changes.get("store", "relisted"))
    return _find(connection, ListPrice.product_id, ListPrice.price_list_id, lists - {None})


def _employees(connection: Connection, changes: Changes) -> set[tuple[int, str]]:
    if changes.all_staff:
        return {
            (row[0], row[1]) for row in connection.execute(select(Employee.account_id, Employee.public_id))
        }
    ids = _ids(connection, changes, "employee") | changes.get("employee_store", "employee_id")
    return _pairs(connection, Employee, Employee.id, ids)


def _devices(connection: Connection, changes: Changes) -> set[tuple[int, int]]:
    """Devices whose configuration shows a touched row."""
    stores = _ids(connection, changes, "store")
    stores |= _owners(connection, changes, "store_server", StoreServer.store_id, StoreServer.id)
    ids = _ids(connection, changes, "device")
    ids |= _owners(connection, changes, "assignment", Assignment.device_id, Assignment.id)
    ids |= _find(connection, Assignment.device_id, Assignment.peripheral_id, changes.get("peripheral"))
    ids |= _find(connection, Device.id, Device.store_id, stores)
    ids |= _find(connection, device_store.c.device_id, device_store.c.store_id, stores)
    ids |= _find(connection, Device.id, Device.account_id, changes.get("account"))
    ids |= _devices_of_rules(connection, changes)
    return _pairs(connection, Device, Device.id, ids)


def _devices_of_rules(connection: Connection, changes: Changes) -> set[int]:
    """Devices for which a touched sync rule holds, or one that names a touched window."""
    scopes = {name: set(changes.get("sync_rule", name)) for name in SCOPES}
    windows = _ids(connection, changes, "sync_window")
    for column, values in (
        (SyncRule.id, _ids(connection, changes, "sync_rule")),
        (SyncRule.window_id, windows),
    ):
        query = select(SyncRule.__table__).where(among(connection, column, values))
        for row in connection.execute(query).mappings() if values else ():
            name = next(name for name in SCOPES if row[name] is not None)
            scopes[name].add(row[name])
    return (
        scopes["device_id"]
        | _find(connection, Device.id, Device.store_id, scopes["store_id"])
        | _find(connection, Device.id, Device.account_id, scopes["account_id"])
    )


def _find(connection: Connection, wanted: Any, column: Any, values: Collection[int]) -> set[int]:
    if not values:
        return set()
    return set(connection.scalars(select(wanted).where(among(connection, column, values))))
