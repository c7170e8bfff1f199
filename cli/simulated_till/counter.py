"""What happens at the counter: sales, refunds, shifts, the day report; journal first."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from cli.simulated_till.activations import SELLS, Activation, get_activation
from cli.simulated_till.catalogue import Catalogue
from cli.simulated_till.journal import Entry, Journal
from cli.simulated_till.memory import Memory
from cli.simulated_till.problems import TillProblem, TillStopped
from cli.simulated_till.receipts import (
    Product,
    Quantity,
    Receipt,
    make_line,
    sum_taxes,
    summarize,
    total_lines,
)
from cli.simulated_till.session import signed_in
from cli.simulated_till.times import Clock, write_time

Item = tuple[Product | str, Quantity]


class Counter:
    """The cashier's side of the till; it needs no network."""

    def __init__(
        self, memory: Memory, catalogue: Catalogue, clock: Clock, drift_ms: Callable[[], int | None]
    ) -> None:
        self._memory = memory
        self._catalogue = catalogue
        self._clock = clock
        self._drift_ms = drift_ms

    def sell(
        self, items: Sequence[Item], payment: str, employee: str | None, store: str | None = None
    ) -> Receipt:
        """Sell; the receipt is on the disk when this returns."""
        extra = {"opened_at": write_time(self._clock())}
        if store is not None:
            extra["store_id"] = self._catalogue.store_id(store) or store
        lines = [make_line(self._get(product), quantity) for product, quantity in items]
        return self._write("sale", lines, payment, employee, extra)

    def refund(self, receipt: Receipt) -> Receipt:
        """Give the money of a whole receipt back; amounts are positive, the kind says which way they go."""
        body = receipt.body
        extra = {"refund_of": receipt.number, "opened_at": write_time(self._clock())}
        return self._write(
            "refund", body["lines"], body["payments"][0]["method"], body.get("employee_id"), extra
        )

    def _get(self, product: Product | str) -> Product:
        return self._catalogue.get_product(product) if isinstance(product, str) else product

    def _write(
        self,
        kind: str,
        lines: list[dict[str, Any]],
        payment: str,
        employee: str | None,
        extra: dict[str, Any],
    ) -> Receipt:
        if not lines:
            raise TillProblem("nothing_to_sell")
        with self._memory.transaction():
            activation = self._get_selling()
            journal = Journal(self._memory, activation.id)
            body = {"number": journal.next_receipt_number(activation.number_prefix), "kind": kind} | extra
            body |= self._circumstances(activation, employee) | _money(lines, payment)
            return to_receipt(journal.append("receipt", body, self._clock()))

    def _circumstances(self, activation: Activation, employee: str | None) -> dict[str, Any]:
        optional = {
            "employee_id": self._catalogue.employee_id(employee) or signed_in(self._memory),
            "shift_id": self._memory.fact("open_shift"),
        }
        known = {key: value for key, value in optional.items() if value is not None}
        return self._time("closed_at") | {"currency": activation.store["currency"], **known}

    def _time(self, name: str) -> dict[str, Any]:
        """Now by this till's clock, and how far that is from the office's, as far as it was measured."""
        drift_ms = self._drift_ms()
        offset = {} if drift_ms is None else {"clock_offset_ms": drift_ms}
        return {name: write_time(self._clock())} | offset

    def _get_selling(self) -> Activation:
        activation = get_activation(self._memory)
        if activation.standing not in SELLS:
            raise TillStopped(
                f"device_{activation.standing}", "this till sells nothing", standing=activation.standing
            )
        return activation

    def find_receipt(self, number: str) -> Receipt | None:
        """A receipt of this generation by its number."""
        return next((r for r in self.receipts() if r.number == number), None)

    def receipts(self) -> list[Receipt]:
        """The receipts of this generation, oldest first."""
        entries = Journal(self._memory, get_activation(self._memory).id).entries()
        return [to_receipt(entry) for entry in entries if entry.kind == "receipt"]

    def open_shift(self, employee: str | None = None, opening_cash: int = 0) -> str:
        """Begin a shift; sales belong to it until it is closed."""
        if self._memory.fact("open_shift"):
            raise TillProblem("shift_open", "close it first")
        shift_id = str(uuid.uuid4())
        with self._memory.transaction():
            self._note_shift("shift_open", shift_id, employee, {"opening_cash": opening_cash})
            self._memory.remember("open_shift", shift_id)
        return shift_id

    def move_cash(self, kind: str, amount: int, note: str | None = None) -> Entry:
        """Money into or out of the drawer without a sale: `pay_in`, `pay_out` or `drop`."""
        body = {
            "shift_id": self._get_shift(),
            "kind": kind,
            "amount": amount,
        }
        return self._append("cash_movement", body | self._time("at") | ({"note": note} if note else {}))

    def close_shift(self, employee: str | None = None, closing_cash: int | None = None) -> str:
        """End the shift; without a count, the drawer holds what it should."""
        shift_id = self._get_shift()
        expected = self._expected_cash(shift_id)
        cash = {"expected_cash": expected, "closing_cash": expected if closing_cash is None else closing_cash}
        with self._memory.transaction():
            self._note_shift("shift_close", shift_id, employee, cash)
            self._memory.remember("open_shift", None)
        return shift_id

    def day_report(self) -> Entry:
        """Close the day: the totals since the last day report."""
        with self._memory.transaction():
            entries = Journal(self._memory, get_activation(self._memory).id).entries()
            reports = [e for e in entries if e.kind == "day_report"]
            since = reports[-1].n if reports else 0
            bodies = [e.body for e in entries if e.kind == "receipt" and e.n > since]
            body = {
                "number": int(reports[-1].body["number"]) + 1 if reports else 1,
                **self._time("closed_at"),
                "totals": summarize(bodies),
                "receipts_count": len(bodies),
            }
            return self._append("day_report", body)

    def _get_shift(self) -> str:
        shift_id = self._memory.fact("open_shift")
        if shift_id is None:
            raise TillProblem("no_shift", "open one first")
        return str(shift_id)

    def _note_shift(self, kind: str, shift_id: str, employee: str | None, cash: dict[str, int]) -> None:
        who = self._catalogue.employee_id(employee) or signed_in(self._memory)
        self._append(kind, {"shift_id": shift_id, "employee_id": who, **self._time("at"), **cash})

    def _append(self, kind: str, body: dict[str, Any]) -> Entry:
        return Journal(self._memory, get_activation(self._memory).id).append(kind, body, self._clock())

    def _expected_cash(self, shift_id: str) -> int:
        entries = Journal(self._memory, get_activation(self._memory).id).entries()
        return sum(_cash_effect(e) for e in entries if e.body.get("shift_id") == shift_id)


def _money(lines: list[dict[str, Any]], payment: str) -> dict[str, Any]:
    total = total_lines(lines)
    paid = [{"method": payment, "amount": total}]
    return {"lines": lines, "payments": paid, "taxes": sum_taxes(lines), "total": total}


def _cash_effect(entry: Entry) -> int:
    """What one line did to the drawer."""
    body = entry.body
    if entry.kind == "shift_open":
        return int(body["opening_cash"])
    if entry.kind == "cash_movement":
        return int(body["amount"]) * (1 if body["kind"] == "pay_in" else -1)
    if entry.kind == "receipt":
        return int(summarize([body])["payments"].get("cash", 0))
    return 0


def to_receipt(entry: Entry) -> Receipt:
    """A journal line as the receipt it is."""
    body = entry.body
    return Receipt(entry.id, entry.n, body["number"], body["kind"], body["total"], body["currency"], body)
