"""What this till can sell and who may sell it, read from what it has pulled."""

from typing import Any

from cli.simulated_till.problems import UnknownGoods
from cli.simulated_till.receipts import Product
from cli.simulated_till.replica import Replica


class Catalogue:
    """The applied products and employees."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def products(self) -> list[Product]:
        """Everything on the keys, in their order."""
        units = {unit["id"]: unit for unit in self._replica.objects("products", "unit")}
        taxes = {tax["id"]: tax for tax in self._replica.objects("products", "tax")}
        found = self._replica.objects("products", "product")
        found.sort(key=lambda product: (product.get("position") or 0, product["name"]))
        return [_read_product(data, units, taxes) for data in found]

    def find_product(self, name: str) -> Product | None:
        """By barcode, article number or name (any case)."""
        wanted = name.strip()
        products = self.products()
        for product in products:
            if wanted in (*product.barcodes, product.id) or (product.sku and wanted == product.sku):
                return product
        return next((p for p in products if p.name.casefold() == wanted.casefold()), None)

    def get_product(self, name: str) -> Product:
        """As `find_product`, but raises."""
        found = self.find_product(name)
        if found is None:
            raise UnknownGoods("unknown_goods", name, name=name)
        return found

    def employees(self) -> list[dict[str, Any]]:
        """Who may work at this till."""
        return self._replica.objects("users", "employee")

    def employee_id(self, name: str | None) -> str | None:
        """An employee by name or id; an id that is not known is taken as it is."""
        for employee in self.employees():
            if name in (employee.get("id"), employee.get("name"), employee.get("login_id")):
                return str(employee["id"])
        return name

    def employee_name(self, employee_id: str | None) -> str | None:
        """The name that goes on paper."""
        return next((str(e["name"]) for e in self.employees() if e.get("id") == employee_id), None)

    def store_id(self, name: str | None) -> str | None:
        """A store that this till serves, by name or id; None is the home store."""
        configuration = self.configuration()
        served = [configuration.get("store") or {}, *(configuration.get("further_stores") or ())]
        for store in served:
            if name is not None and name in (store.get("id"), store.get("name")):
                return str(store["id"])
        return name

    def configuration(self) -> dict[str, Any]:
        """The till's configuration; empty before the first pull."""
        found = self._replica.objects("configuration", "configuration")
        return found[0] if found else {}


def _read_product(data: dict[str, Any], units: dict[str, Any], taxes: dict[str, Any]) -> Product:
    tax = taxes.get(data.get("tax_id") or "", {})
    unit = units.get(data.get("unit_id") or "", {})
    rate = tax.get("rate")
    return Product(
        id=data["id"],
        name=data["name"],
        price=data["price"],
        barcodes=tuple(data.get("barcodes") or ()),
        sku=data.get("sku") or "",
        unit=unit.get("code") or unit.get("name"),
        tax_id=data.get("tax_id"),
        tax_rate=None if rate is None else str(rate),
        sold_by_weight=bool(data.get("sold_by_weight")),
        made_to_order=bool(data.get("made_to_order")),
    )
