"""The forms of the catalogue."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from blueprints.formats import decimal_text
from domain.prices import write_price
from models import PriceList, Product, Tax, Unit
from services.catalogue.catalogue_parts import PartFields, PartKind
from services.catalogue.products import ProductFields
from services.catalogue.store_goods import StoreGoods

#: the colours of keys (domain.colors) by name
COLORS = [
    ("", _l("The till’s own")),
    ("#b3261e", _l("Red")),
    ("#b45309", _l("Orange")),
    ("#6d6a00", _l("Olive")),
    ("#2e7d32", _l("Green")),
    ("#00695c", _l("Teal")),
    ("#1565c0", _l("Blue")),
    ("#5e35b1", _l("Violet")),
    ("#ad1457", _l("Pink")),
    ("#5d4037", _l("Brown")),
    ("#455a64", _l("Grey")),
]
STORE_PRICE, LIST_PRICE, WITHHELD = "store_price-", "list_price-", "withheld-"


class ProductForm(FlaskForm):
    """A product; the rules check it, so that page, import and command agree."""

    name = StringField(_l("Name"))
    price = StringField(_l("Price"))
    category = StringField(
        _l("Category"), validators=[Optional()], description=_l("A new name makes a new category.")
    )
    barcodes = StringField(
        _l("Barcode"), validators=[Optional()], description=_l("Several are separated by spaces.")
    )
    sku = StringField(_l("Item number"), validators=[Optional()])
    unit = SelectField(_l("Unit"), validate_choice=False)
    tax = SelectField(_l("Tax"), validate_choice=False)
    color = SelectField(_l("Colour"), validate_choice=False)
    position = StringField(
        _l("Place in the order"),
        validators=[Optional()],
        description=_l("Smaller numbers stand first on the till."),
    )
    made_to_order = BooleanField(_l("Made to order"))
    sold_by_weight = BooleanField(_l("Sold by weight"))

    def offer(self, taxes: Sequence[Tax], units: Sequence[Unit]) -> None:
        """Fill the drop-down lists; a new product has the usual rate and the first unit."""
        self.tax.choices = [(tax.public_id, tax.name) for tax in taxes]
        self.color.choices = COLORS
        self.unit.choices = [(unit.public_id, unit.name) for unit in units]
        usual = next((tax.public_id for tax in taxes if tax.is_default), None)
        if not self.is_submitted() and not self.tax.data:
            self.tax.data = usual

    def show(
        self,
        product: Product,
        currency: str,
        stores: Sequence[StoreGoods],
        lists: Sequence[tuple[PriceList, int | None]],
    ) -> None:
        """Fill the fields with what is stored."""
        self.name.data = product.name
        self.price.data = typed_price(product.price, currency)
        self.category.data = product.category.name if product.category else ""
        self.barcodes.data = " ".join(barcode.code for barcode in product.barcodes)
        self.sku.data = product.sku
        self.unit.data = product.unit.public_id if product.unit else ""
        self.tax.data = product.tax.public_id if product.tax else ""
        self.color.data = product.color or ""
        self.position.data = str(product.position)
        self.made_to_order.data = product.made_to_order
        self.sold_by_weight.data = product.sold_by_weight
        for goods in stores:
            self[f"{STORE_PRICE}{goods.store.public_id}"].data = typed_price(goods.price, currency)
            self[f"{WITHHELD}{goods.store.public_id}"].data = not goods.is_sold
        for price_list, price in lists:
            self[f"{LIST_PRICE}{price_list.public_id}"].data = typed_price(price, currency)

    def fields(self) -> ProductFields:
        """What the person typed, as the deed takes it."""
        withheld = self._by_id(WITHHELD)
        return ProductFields(
            name=self.name.data or "",
            price=self.price.data or "",
            category=self.category.data or "",
            barcodes=self.barcodes.data or "",
            sku=self.sku.data or "",
            tax_id=self.tax.data or "",
            unit_id=self.unit.data or "",
            color=self.color.data or "",
            position=self.position.data or "",
            made_to_order=bool(self.made_to_order.data),
            sold_by_weight=bool(self.sold_by_weight.data),
            store_prices=self._by_id(STORE_PRICE),
            list_prices=self._by_id(LIST_PRICE),
            sold_in=[store_id for store_id, is_withheld in withheld.items() if not is_withheld],
        )

    def _by_id(self, prefix: str) -> Mapping[str, str]:
        return {
            name.removeprefix(prefix): field.data or ""
            for name, field in self._fields.items()
            if name.startswith(prefix)
        }


def product_form(stores: Sequence[StoreGoods], lists: Sequence[tuple[PriceList, int | None]]) -> ProductForm:
    """The form with a price and a switch for each store, and a price for each list."""
    made = type("ProductFormOfStores", (ProductForm,), {})
    for goods in stores:
        name, public_id = goods.store.name, goods.store.public_id
        setattr(made, f"{STORE_PRICE}{public_id}", StringField(name, validators=[Optional()]))
        setattr(made, f"{WITHHELD}{public_id}", BooleanField(_l("Not sold in %(store)s", store=name)))
    for price_list, _price in lists:
        field = StringField(price_list.name, validators=[Optional()])
        setattr(made, f"{LIST_PRICE}{price_list.public_id}", field)
    form: ProductForm = made()
    return form


def typed_price(price: int | None, currency: str) -> str:
    """A price as the reader would type it; none is empty."""
    return "" if price is None else decimal_text(write_price(price, currency))


class ImportForm(FlaskForm):
    """A product list."""

    file = FileField(_l("CSV or Excel file"))


class CategoryForm(FlaskForm):
    """A category."""

    name = StringField(_l("Name"))
    color = SelectField(_l("Colour"), validate_choice=False)
    position = StringField(
        _l("Place in the order"),
        validators=[Optional()],
        description=_l("Smaller numbers stand first on the till."),
    )


class UnitForm(FlaskForm):
    """A unit."""

    name = StringField(_l("Name"))
    code = StringField(_l("Short name"), description=_l("It stands on receipts: kg, pcs."))


class TaxForm(FlaskForm):
    """A tax."""

    name = StringField(_l("Name"))
    rate = StringField(_l("Rate"))
    is_default = BooleanField(_l("Usual rate"), description=_l("New products get this one."))


PART_FORMS: dict[PartKind, type[FlaskForm]] = {
    PartKind.CATEGORIES: CategoryForm,
    PartKind.UNITS: UnitForm,
    PartKind.TAXES: TaxForm,
}


def part_form(kind: PartKind) -> FlaskForm:
    """The form of a category, unit or tax."""
    form = PART_FORMS[kind]()
    if isinstance(form, CategoryForm):
        form.color.choices = COLORS
    return form


def part_fields(form: FlaskForm) -> PartFields:
    """What the person typed of a category, unit or tax."""
    typed: dict[str, Any] = {
        name: field.data if isinstance(field, BooleanField) else field.data or ""
        for name, field in form._fields.items()
        if name != "csrf_token"
    }
    return PartFields(**typed)


class PriceListForm(FlaskForm):
    """A price list and the stores that use it."""

    name = StringField(_l("Name"))
    stores = SelectMultipleField(_l("Stores"), validate_choice=False)


class RemovePartForm(FlaskForm):
    """What the products get instead."""

    replaced_by = SelectField(_l("Give its products"), validate_choice=False)


class BulkEditForm(FlaskForm):
    """A change of many products."""

    way = SelectField(_l("Price"), validate_choice=False)
    value = StringField(_l("By how much"), validators=[Optional()])
    step = SelectField(_l("Round to"), validate_choice=False)
    category = SelectField(_l("Category"), validate_choice=False)
    tax = SelectField(_l("Tax"), validate_choice=False)
    sold_in = SelectField(_l("Sell again in"), validate_choice=False)
    withheld_from = SelectField(_l("No longer sell in"), validate_choice=False)

    def carried(self) -> list[tuple[str, str]]:
        """What was typed, for the hidden fields behind the preview's button."""
        return [(name, field.data or "") for name, field in self._fields.items() if name != "csrf_token"]


def is_asked_for(name: str) -> bool:
    """Whether a switch of the address or of the form is on."""
    return request.values.get(name) == "1"
