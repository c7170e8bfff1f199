"""Products whose names a printer of the tills cannot write in letters, and would print as a picture."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
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


class UsedPrinter(NamedTuple):
    """A printer that tills use, and the letters that it has."""

    id: int
    public_id: str
    name: str
    account_id: int
    profile: str
    code_pages: dict[str, Any] | None


@dataclass(frozen=True)
class PrinterNames:
    """What one printer cannot write."""

    printer: UsedPrinter
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


def _look(session: Session, printers: list[UsedPrinter]) -> tuple[_Known, list[PrinterNames]]:
    account_id = printers[0].account_id
    heads = session.execute(_HEADS, {"account": account_id})
    known = _memory.of(account_id, tuple(tuple(row) for row in heads))
    pages = {printer.id: pages_of(printer.profile, printer.code_pages or {}) for printer in printers}
    if missing := set(pages.values()) - known.found.keys():
        known.found.update(_scan(session, account_id, missing))
    names = [PrinterNames(printer, known.found[pages[printer.id]]) for printer in printers]
    return known, [one for one in names if one.count]


def _printers(session: Session, device_id: int | None, printer_id: int | None = None) -> list[UsedPrinter]:
    given = {"device": device_id, "printer": printer_id}
    names = tuple(name for name, key in given.items() if key is not None)
    rows = session.execute(_used_printers(names), {name: given[name] for name in names})
    return [UsedPrinter._make(row) for row in rows]


@cache
def _used_printers(given: tuple[str, ...]) -> Any:
    """The question for the printers in use, of the one `device`, or the one `printer` itself, when given."""
    used = select(Assignment.peripheral_id).where(Assignment.role.in_(ROLES))
    if "device" in given:
        used = used.where(Assignment.device_id == bindparam("device"))
    if "printer" in given:
        used = used.where(Assignment.peripheral_id == bindparam("printer"))
    columns = (getattr(Peripheral, name) for name in UsedPrinter._fields)
    query = select(*columns).where(
        Peripheral.id.in_(used),
        Peripheral.kind == PeripheralKind.RECEIPT_PRINTER,
        Peripheral.deleted_at.is_(None),
        Peripheral.as_image.is_(False),
    )
    return query.order_by(Peripheral.name, Peripheral.id)


#: where the products of an account stand
_HEADS = (
    select(StreamHead.id, StreamHead.epoch, StreamHead.seq)
    .where(StreamHead.account_id == bindparam("account"), StreamHead.stream == Stream.PRODUCTS)
    .order_by(StreamHead.id)
)


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
