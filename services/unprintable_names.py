"""Products whose names a printer of the tills cannot write in letters, and would print as a picture."""

import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role, Stream
from domain.printer_letters import beyond, pages_of, unwritable
from models import Assignment, Peripheral, Product, StreamHead

ROLES = (Role.RECEIPT_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER)
REMEMBERED_ACCOUNTS = 64
Pages = frozenset[str]


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


@dataclass(frozen=True)
class PrinterNames:
    """What one printer cannot write."""

    printer: Peripheral
    names: tuple[UnprintableName, ...]


class _Memory:
    """What was found last, by account, until its products change. Every process has its own."""

    def __init__(self) -> None:
        self._found: OrderedDict[int, tuple[Any, dict[Pages, tuple[UnprintableName, ...]]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, account_id: int, heads: Any) -> dict[Pages, tuple[UnprintableName, ...]]:
        with self._lock:
            known = self._found.get(account_id)
            if known is None or known[0] != heads:
                known = self._found[account_id] = (heads, {})
            self._found.move_to_end(account_id)
            while len(self._found) > REMEMBERED_ACCOUNTS:
                self._found.popitem(last=False)
            return known[1]


_memory = _Memory()


def unprintable_names(session: Session, *, device_id: int | None = None) -> list[PrinterNames]:
    """Each printer in use that cannot write some name, by its name; of one till, if `device_id` is given."""
    wanted = _printers(session, device_id)
    if not wanted:
        return []
    heads = tuple(
        tuple(row)
        for row in session.execute(
            select(StreamHead.id, StreamHead.epoch, StreamHead.seq)
            .where(StreamHead.account_id == wanted[0].account_id, StreamHead.stream == Stream.PRODUCTS)
            .order_by(StreamHead.id)
        )
    )
    known = _memory.of(wanted[0].account_id, heads)
    pages = {printer.id: pages_of(printer.profile, printer.code_pages or {}) for printer in wanted}
    if missing := set(pages.values()) - known.keys():
        known.update(_scan(session, missing))
    found = [PrinterNames(printer, known[pages[printer.id]]) for printer in wanted]
    return [one for one in found if one.names]


def count_unprintable(session: Session, *, device_id: int | None = None) -> int:
    """How many products are concerned, each counted once."""
    found = {id(one.names): one.names for one in unprintable_names(session, device_id=device_id)}
    if len(found) <= 1:  # one kind of printer, as usual: nothing to count twice
        return sum(map(len, found.values()))
    return len({name.product_id for names in found.values() for name in names})


def _printers(session: Session, device_id: int | None) -> list[Peripheral]:
    used = select(Assignment.peripheral_id).where(Assignment.role.in_(ROLES))
    if device_id is not None:
        used = used.where(Assignment.device_id == device_id)
    query = select(Peripheral).where(
        Peripheral.id.in_(used),
        Peripheral.kind == PeripheralKind.RECEIPT_PRINTER,
        Peripheral.deleted_at.is_(None),
        Peripheral.as_image.is_(False),
    )
    return list(session.scalars(query.order_by(Peripheral.name, Peripheral.id)))


def _scan(session: Session, wanted: set[Pages]) -> dict[Pages, tuple[UnprintableName, ...]]:
    query = select(Product.public_id, Product.name).where(Product.deleted_at.is_(None))
    # NFC of text that is composed already, as nearly all is, costs nothing.
    rows = [(key, name) for key, name in session.execute(query) if not name.isascii()]
    return {pages: _unwritable_of(rows, pages) for pages in wanted}


def _unwritable_of(rows: list[tuple[str, str]], pages: Pages) -> tuple[UnprintableName, ...]:
    search = beyond(pages).search
    found = [
        UnprintableName(key, name, pages)
        for key, name in rows
        if (hit := search(unicodedata.normalize("NFC", name)))
        and (hit.group().isalpha() or unwritable(name, pages))
    ]
    return tuple(sorted(found, key=lambda one: one.name))
