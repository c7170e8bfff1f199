"""Products whose names a printer of the tills cannot write in letters, and would print as a picture."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role, Stream
from domain.printer_letters import beyond, pages_of, unwritable
from models import Assignment, Peripheral, Product, StreamHead

ROLES = (Role.RECEIPT_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER)
REMEMBERED_ACCOUNTS = 16
Pages = frozenset[str]
#: name and public id of a product
NameRow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class UnprintableName:
    """A product, and by which pages its name cannot be written."""

    product_id: str
    name: str
    pages: Pages

    @property
    def letters(self) -> tuple[str, ...]:
        """What these pages do not have; looked for only where it is shown."""
        return tuple(unwritable(self.name, self.pages))


class _Found:
    """What a printer with these pages cannot write; sorted only where it is shown."""

    def __init__(self, pages: Pages, rows: list[NameRow]) -> None:
        self.pages, self.rows = pages, rows

    @cached_property
    def names(self) -> tuple[UnprintableName, ...]:
        return tuple(UnprintableName(key, name, self.pages) for name, key in sorted(self.rows))


@dataclass(frozen=True)
class PrinterNames:
    """What one printer cannot write."""

    printer: Peripheral
    found: _Found

    @property
    def count(self) -> int:
        """How many products are concerned."""
        return len(self.found.rows)

    @property
    def names(self) -> tuple[UnprintableName, ...]:
        """These products, by name."""
        return self.found.names


@dataclass
class _Known:
    """What is known of one account, as long as its products are at these heads."""

    heads: Any
    found: dict[Pages, _Found] = field(default_factory=dict)
    counts: dict[frozenset[Pages], int] = field(default_factory=dict)


class _Memory:
    """What was found last, by account, until its products change. Every process has its own."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, account_id: int, heads: Any) -> _Known:
        with self._lock:
            known = self._known.get(account_id)
            if known is None or known.heads != heads:
                known = self._known[account_id] = _Known(heads)
            self._known.move_to_end(account_id)
            while len(self._known) > REMEMBERED_ACCOUNTS:
                self._known.popitem(last=False)
            return known


_memory = _Memory()


def unprintable_names(
    session: Session, *, device_id: int | None = None, printer_id: int | None = None
) -> list[PrinterNames]:
    """Each printer in use that cannot write some name, by its name; of one till, or one printer, if it is given."""
    wanted = _printers(session, device_id, printer_id)
    return _look(session, wanted)[1] if wanted else []


def count_unprintable(session: Session, *, device_id: int | None = None) -> int:
    """How many products are concerned, each counted once."""
    wanted = _printers(session, device_id)
    if not wanted:
        return 0
    known, names = _look(session, wanted)
    kinds = frozenset(one.found.pages for one in names)
    if kinds not in known.counts:
        known.counts[kinds] = len({key for pages in kinds for _name, key in known.found[pages].rows})
    return known.counts[kinds]


def _look(session: Session, printers: list[Peripheral]) -> tuple[_Known, list[PrinterNames]]:
    account_id = printers[0].account_id
    heads = session.execute(
        select(StreamHead.id, StreamHead.epoch, StreamHead.seq)
        .where(StreamHead.account_id == account_id, StreamHead.stream == Stream.PRODUCTS)
        .order_by(StreamHead.id)
    )
    known = _memory.of(account_id, tuple(tuple(row) for row in heads))
    pages = {printer.id: pages_of(printer.profile, printer.code_pages or {}) for printer in printers}
    if missing := set(pages.values()) - known.found.keys():
        known.found.update(_scan(session, account_id, missing))
    names = [PrinterNames(printer, known.found[pages[printer.id]]) for printer in printers]
    return known, [one for one in names if one.count]


def _printers(session: Session, device_id: int | None, printer_id: int | None = None) -> list[Peripheral]:
    used = select(Assignment.peripheral_id).where(Assignment.role.in_(ROLES))
    if device_id is not None:
        used = used.where(Assignment.device_id == device_id)
    if printer_id is not None:
        used = used.where(Assignment.peripheral_id == printer_id)
    query = select(Peripheral).where(
        Peripheral.id.in_(used),
        Peripheral.kind == PeripheralKind.RECEIPT_PRINTER,
        Peripheral.deleted_at.is_(None),
        Peripheral.as_image.is_(False),
    )
    return list(session.scalars(query.order_by(Peripheral.name, Peripheral.id)))


def _scan(session: Session, account_id: int, wanted: set[Pages]) -> dict[Pages, _Found]:
    product = Product.__table__
    query = select(product.c.name, product.c.public_id).where(
        product.c.account_id == account_id, product.c.deleted_at.is_(None)
    )
    cursor = (
        session.connection().execute(query).cursor
    )  # 100,000 plain pairs, in half the time of as many rows
    assert cursor is not None
    rows = [row for row in cursor.fetchall() if not row[0].isascii()]
    return {pages: _Found(pages, _unwritable_of(rows, pages)) for pages in wanted}


def _unwritable_of(rows: list[NameRow], pages: Pages) -> list[NameRow]:
    """Those of the rows whose name has a letter beyond these pages.

    Composing (NFC) and looking closer is for the few that have something unknown: no page has a combining letter.
    """
    search = beyond(pages).search
    return [row for row in rows if search(row[0]) and unwritable(row[0], pages)]
