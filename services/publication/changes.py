"""Which rows that tills see a transaction touches: the session notices, so no deed can forget to publish.

Noticed are rows that the ORM flushes, and UPDATE, DELETE and INSERT statements executed on the session with
the ORM class or its table. Not noticed are textual SQL, `bulk_insert_mappings` and its kin, and anything that
bypasses the session: after such a thing `flask sync verify --repair` publishes what differs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, event, func, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from models import (
    Account,
    Assignment,
    Barcode,
    Base,
    Category,
    Device,
    Employee,
    ListPrice,
    Peripheral,
    Product,
    Store,
    StorePrice,
    StoreServer,
    SyncRule,
    SyncWindow,
    Tax,
    Unit,
    employee_store,
    product_withheld,
)
from models.scope import EVERY_ACCOUNT, OfficeSession
from services.database.keys import among

#: the columns of each table that tills get to see, directly or through another object
WATCHED: dict[Table, frozenset[str]] = {
    model.__table__: frozenset(columns.split())  # type: ignore[misc]
    for model, columns in {
        Account: "name tax_id address currency login_mode cash_management shifts_required",
        Store: "name address timezone language receipt_header receipt_footer price_list_id",
        Device: "store_id name number generation deleted_at also_serves",
        Assignment: "device_id role peripheral_id options",
        Peripheral: "name kind connection profile store_server_id keyboard_layout deleted_at",
        StoreServer: "store_id name status urls certificate_sha256 deleted_at",
        Employee: "name login_id role permissions pin language deleted_at stores",
        Category: "name position color",
        Unit: "name code",
        Tax: "name rate",
        Product: "name category_id unit_id tax_id sku price made_to_order sold_by_weight color position "
        "adopted_from deleted_at category unit tax barcodes",
        Barcode: "product_id code",
        ListPrice: "price_list_id product_id price",
        StorePrice: "store_id product_id price",
        SyncRule: "store_id device_id stream mode period_minutes window_id",
        SyncWindow: "days opens closes deleted_at",
    }.items()
}
WATCHED[employee_store] = frozenset(("employee_id", "store_id"))
WATCHED[product_withheld] = frozenset(("product_id", "store_id"))
TABLES = {table.name: table for table in WATCHED}
#: columns that say which other row shows a row: their old values matter too
OWNERS = {
    "barcode": "product_id",
    "assignment": "device_id",
    "store_server": "store_id",
    "list_price": "product_id",
    "store_price": "product_id",
}
#: tables that only link two others: the column by which a link is noted
LINKS = {"employee_store": "employee_id", "product_withheld": "product_id"}
#: where a sync rule holds: the first of these columns that is not empty
SCOPES = ("device_id", "store_id", "account_id")
#: rows that are objects of a stream of their own: when they go, tills must hear it
GONE = {"category", "unit", "tax", "product", "employee"}
Key = tuple[str, str]


@dataclass
class Changes:
    """Rows touched since the last commit, as (table, column) → values."""

    keys: dict[Key, set[Any]] = field(default_factory=dict)
    #: above which id statements made rows
    made_above: dict[str, int] = field(default_factory=dict)
    #: deleted rows by table, as (account, public id): nobody can ask them any more
    gone: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    #: a link between employees and stores was made by a statement: look at all of the staff
    all_staff: bool = False
    #: goods were withheld from stores by a statement that does not name them: look at all goods
    all_goods: bool = False

    def note(self, table: str, column: str, values: Iterable[Any]) -> None:
        """Remember touched rows."""
        self.keys.setdefault((table, column), set()).update(value for value in values if value is not None)

    def get(self, table: str, column: str = "id") -> set[Any]:
        """The values noted for a column."""
        return self.keys.get((table, column), set())

    def note_gone(self, table: str, account_id: int, public_id: str) -> None:
        """Remember a deleted row."""
        self.gone.setdefault(table, set()).add((account_id, public_id))

    def note_scope(self, rule: Mapping[str, Any]) -> None:
        """Remember where a sync rule holds."""
        column = next(name for name in SCOPES if rule[name] is not None)
        self.note("sync_rule", column, [rule[column]])

    def __bool__(self) -> bool:
        return bool(self.keys or self.made_above or self.gone or self.all_staff or self.all_goods)


def changes_of(session: Session) -> Changes:
    """What this session touched since its last commit."""
    changes: Changes = session.info.setdefault("changes", Changes())
    return changes


def forget_changes(session: Session) -> None:
    """Begin anew: after a commit, or when nothing of it was kept."""
    session.info.pop("changes", None)


@event.listens_for(OfficeSession, "before_flush")
def _notice_deleted(session: Session, _context: Any, _instances: Any) -> None:
    """Once flushed, a deleted row can no longer say what it was called."""
    for row in session.deleted:
        table = inspect(row).mapper.local_table.name
        if table in GONE:
            changes_of(session).note_gone(table, row.account_id, row.public_id)
        elif table in OWNERS:
            changes_of(session).note(table, OWNERS[table], [getattr(row, OWNERS[table])])
        elif table == "sync_rule":
            changes_of(session).note_scope({name: getattr(row, name) for name in SCOPES})


@event.listens_for(OfficeSession, "after_flush")
def _notice_flushed(session: Session, _context: Any) -> None:
    for row in session.new:
        _note_row(session, row, inspect(row).mapper.local_table)
    for row in session.dirty:
        attributes, table = inspect(row).attrs, inspect(row).mapper.local_table
        if any(attributes[name].history.has_changes() for name in WATCHED.get(table, ())):
            _note_row(session, row, table)


def _note_row(session: Session, row: Base, table: Any) -> None:
    if table not in WATCHED:
        return
    state = inspect(row)
    key = state.identity or state.mapper.primary_key_from_instance(row)
    changes_of(session).note(table.name, "id", key)
    if table.name == "sync_rule":
        changes_of(session).note_scope({name: getattr(row, name) for name in SCOPES})
    if table.name == "store" and state.attrs["price_list_id"].history.has_changes():
        changes_of(session).note("store", "relisted", key)
        changes_of(session).note("store", "price_list_id", state.attrs["price_list_id"].history.deleted or ())
    if owner := OWNERS.get(table.name):
        for values in state.attrs[owner].history:
            changes_of(session).note(table.name, owner, values or ())


@event.listens_for(OfficeSession, "do_orm_execute")
def _notice_statement(state: ORMExecuteState) -> None:
    """Find the rows that a statement is about to touch, or from which id on it makes new ones."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    statement: Any = state.statement
    table = TABLES.get(statement.table.name)
    if table is None or (state.is_update and not _shows(statement, table)):
        return
    state.session.flush()  # what was added before must not look as if this statement made it
    if table is employee_store and state.is_insert:
        changes_of(state.session).all_staff = True
    elif table is product_withheld and state.is_insert:
        _note_withheld(changes_of(state.session), state, statement)
    elif state.is_insert:
        highest = state.session.connection().scalar(select(func.max(table.c.id))) or 0
        changes_of(state.session).made_above.setdefault(table.name, highest)
    else:
        _note_rows_of(state, statement, table)


def _note_withheld(changes: Changes, state: ORMExecuteState, statement: Any) -> None:
    """An INSERT that lists its rows names the goods; any other one may be about all of them."""
    given: Any = state.parameters
    rows = given if isinstance(given, list) else [given or {}]
    goods = [row.get("product_id") for row in rows]
    changes.note("product_withheld", "product_id", goods)
    changes.all_goods |= None in goods or bool(statement.select)


def _shows(statement: Any, table: Table) -> bool:
    """Whether an UPDATE changes a column that tills see; one that lists no columns may."""
    return any(_may_set(statement, name) for name in WATCHED[table])


def _may_set(statement: Any, name: str) -> bool:
    names = {getattr(column, "key", column) for column in statement._values or ()}
    return not names or name in names


def _note_rows_of(state: ORMExecuteState, statement: Any, table: Table) -> None:
    changes = changes_of(state.session)
    query = select(table).where(*_whose(state, table), *_which(state, statement, table))
    named = state.parameters if isinstance(state.parameters, dict) else {}
    for row in state.session.connection().execute(query, named).mappings():
        if state.is_delete and table.name in GONE:
            changes.note_gone(table.name, row["account_id"], row["public_id"])
        name = LINKS.get(table.name, "id")
        changes.note(table.name, name, [row[name]])
        if table.name == "store" and (state.is_delete or _may_set(statement, "price_list_id")):
            changes.note("store", "relisted", [row["id"]])
            changes.note("store", "price_list_id", [row["price_list_id"]])
        if table.name == "sync_rule":
            changes.note_scope(dict(row))
        if owner := OWNERS.get(table.name):
            changes.note(table.name, owner, [row[owner]])


def _whose(state: ORMExecuteState, table: Table) -> list[Any]:
    account_id = state.session.info.get("account_id", EVERY_ACCOUNT)
    if account_id == EVERY_ACCOUNT or "account_id" not in table.c:
        return []
    return [table.c.account_id == account_id]


def _which(state: ORMExecuteState, statement: Any, table: Table) -> list[Any]:
    """The statement's own conditions; a list of rows by primary key names them itself."""
    if isinstance(state.parameters, list):
        ids = [row.get("id") for row in state.parameters]
        return [among(state.session.connection(), table.c.id, ids)] if None not in ids else []
    return list(statement._where_criteria)
