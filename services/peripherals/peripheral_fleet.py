"""The peripherals of an account as whole columns, to be searched and put in order before any is shown."""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from domain.alphabets import alphabet_key
from domain.connections import address_of
from domain.names import PeripheralKind
from models import Peripheral, Store, StoreServer
from services.database.whole_columns import values_of, whole

#: fleets that are kept with their orders: those of a few accounts, as they are filtered
REMEMBERED = 16
KIND_ORDER = list(PeripheralKind)
#: what a list can be ordered by without asking how a peripheral is now
ORDERS = ("name", "kind", "store")


class Fleet:
    """The columns of one reading; its orders and what is searched through are worked out once."""

    def __init__(self, texts: dict[str, str | None]) -> None:
        self.keys = [int(key) for key in values_of(texts["id"])]
        self._columns = {name: values_of(text) for name, text in texts.items()}
        self._orders: dict[tuple[str, str], list[int]] = {}
        self._searched: list[str] | None = None

    def ordered(self, order: str, language: str) -> list[int]:
        """The rows by one of ORDERS, `-` in front turns it round; among equals the alphabet of the language."""
        if (order, language) not in self._orders:
            self._orders[order, language] = self._put_in_order(order, language)
        return self._orders[order, language]

    def found(self, word: str, rows: list[int]) -> list[int]:
        """Those of the rows in which the word (casefolded) stands."""
        if self._searched is None:
            texts = zip(*(self._columns[name] for name in ("name", "store")), self._details(), strict=True)
            self._searched = ["\n".join(text).casefold() for text in texts]
        return [row for row in rows if word in self._searched[row]]

    def _put_in_order(self, order: str, language: str) -> list[int]:
        names = self._columns["name"]
        by_name = sorted(range(len(names)), key=lambda row: alphabet_key(names[row], language))
        if order == "name":
            return by_name
        keys: dict[str, Callable[[int], Any]] = {
            "name": lambda row: alphabet_key(names[row], language),
            "kind": lambda row: KIND_ORDER.index(PeripheralKind(self._columns["kind"][row])),
            "store": lambda row: alphabet_key(self._columns["store"][row], language),
        }
        return sorted(by_name, key=keys[order.lstrip("-")], reverse=order.startswith("-"))

    def _details(self) -> list[str]:
        """Address, MAC, serial number and model of each."""
        parts = zip(*(self._columns[name] for name in _DETAILS), strict=True)
        return ["\n".join((address_of(json.loads(connection)), *rest)) for connection, *rest in parts]


_DETAILS = ("connection", "mac", "serial", "make", "model")


def read_fleet(
    session: Session, *, kind: str = "", store: str = "", order: str = "name", searched: bool = False
) -> Fleet:
    """Every peripheral of the account that was not removed, by one query, with what this order and search need.

    `store` is a public id: those that stand there.
    """
    names, query = _question(kind, bool(store), order.lstrip("-"), searched)
    return _fleet(names, *session.execute(query, {"store": store} if store else {}).one())


@lru_cache(maxsize=64)
def _question(kind: str, of_store: bool, order: str, searched: bool) -> tuple[tuple[str, ...], Any]:
    """Names of the columns, and the query for them; putting it together takes as long as its answer."""
    columns: dict[str, Any] = {"id": Peripheral.id, "name": Peripheral.name}
    if order == "kind":
        columns["kind"] = Peripheral.kind
    if order == "store" or searched:
        columns["store"] = Store.name
    if searched:
        columns |= {name: getattr(Peripheral, name) for name in _DETAILS}
    query: Any = select(*map(whole, columns.values())).select_from(Peripheral)
    query = query.where(Peripheral.deleted_at.is_(None))
    if kind:
        query = query.where(Peripheral.kind == kind)
    if of_store or "store" in columns:
        query = in_its_store(query)
    if of_store:
        query = query.where(Store.public_id == bindparam("store"))
    return tuple(columns), query


def in_its_store(query: Any) -> Any:
    """Where each stands: its own store, else that of its store server."""
    place = func.coalesce(Peripheral.store_id, StoreServer.store_id)
    boxes = query.outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
    return boxes.outerjoin(Store, Store.id == place)


@lru_cache(maxsize=REMEMBERED)
def _fleet(names: Sequence[str], *texts: str | None) -> Fleet:
    """The same columns are the same fleet, however often they are read."""
    return Fleet(dict(zip(names, texts, strict=True)))
