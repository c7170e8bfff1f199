"""The arithmetic of a receipt: decimal quantities, minor units, taxes that the prices include."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Quantity = int | str | Decimal


@dataclass(frozen=True)
class Product:
    """Something to sell, as the catalogue has it."""

    id: str
    name: str
    price: int
    barcodes: tuple[str, ...] = ()
    sku: str = ""
    unit: str | None = None
    tax_id: str | None = None
    tax_rate: str | None = None
    sold_by_weight: bool = False
    made_to_order: bool = False


@dataclass(frozen=True)
class Receipt:
    """A receipt as it stands in the journal."""

    id: str
    n: int
    number: str
    kind: str
    total: int
    currency: str
    body: dict[str, Any]


def to_quantity(value: Quantity) -> Decimal:
    """A quantity of any notation; a comma is a decimal point."""
    quantity = Decimal(value.replace(",", ".")) if isinstance(value, str) else Decimal(value)
    if not quantity.is_finite() or quantity <= 0:
        raise ValueError(f"not a quantity: {value}")
    return quantity


def round_money(amount: Decimal) -> int:
    """Half a minor unit goes up, as shops do it."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def make_line(product: Product, quantity: Quantity, discount: int = 0) -> dict[str, Any]:
    """One line; its total is price times quantity less the discount."""
    amount = to_quantity(quantity)
    line: dict[str, Any] = {
        "product_id": product.id,
        "name": product.name,
        "quantity": format(amount, "f"),
        "price": product.price,
    }
    optional = {
        "unit": product.unit,
        "discount": discount,
        "tax_id": product.tax_id,
        "tax_rate": product.tax_rate,
    }
    line |= {key: value for key, value in optional.items() if value}
    line["made_to_order"] = product.made_to_order  # what stands on the kitchen's slips
    line["total"] = round_money(product.price * amount) - discount
    return line


def sum_taxes(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per rate; base and tax add up to the lines' total to the last minor unit."""
    totals: dict[tuple[str | None, str], int] = {}
    for line in lines:
        if line.get("tax_rate") is not None:
            key = (line.get("tax_id"), line["tax_rate"])
            totals[key] = totals.get(key, 0) + line["total"]
    return [_tax_row(tax_id, rate, total) for (tax_id, rate), total in totals.items()]


def _tax_row(tax_id: str | None, rate: str, total: int) -> dict[str, Any]:
    base = round_money(Decimal(total) * 100 / (100 + Decimal(rate)))
    row: dict[str, Any] = {"rate": rate, "base": base, "amount": total - base}
    return {"tax_id": tax_id, **row} if tax_id else row


def total_lines(lines: list[dict[str, Any]]) -> int:
    """What the customer pays."""
    return sum(line["total"] for line in lines)


def summarize(bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """The totals of a day or a shift: sales, refunds, what stays, by kind of payment."""
    sales = sum(body["total"] for body in bodies if body["kind"] == "sale")
    refunds = sum(body["total"] for body in bodies if body["kind"] == "refund")
    payments: dict[str, int] = {}
    for body in bodies:
        sign = 1 if body["kind"] == "sale" else -1
        for payment in body["payments"]:
            payments[payment["method"]] = payments.get(payment["method"], 0) + sign * payment["amount"]
    return {"sales": sales, "refunds": refunds, "net": sales - refunds, "payments": payments}
