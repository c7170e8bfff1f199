"""The forms of the catalogue."""

from babel.numbers import get_decimal_symbol
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from domain.prices import write_price
from models import Product, Tax
from services.products import ProductFields


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
    tax = SelectField(_l("Tax"), validate_choice=False)
    made_to_order = BooleanField(_l("Made to order"))
    sold_by_weight = BooleanField(_l("Sold by weight"))

    def offer(self, taxes: list[Tax]) -> None:
        """Fill the drop-down list; a new product has the usual rate."""
        self.tax.choices = [(tax.public_id, tax.name) for tax in taxes]
        usual = next((tax.public_id for tax in taxes if tax.is_default), None)
        if not self.is_submitted() and not self.tax.data:
            self.tax.data = usual

    def show(self, product: Product, currency: str) -> None:
        """Fill the fields with what is stored."""
        self.name.data = product.name
        self.price.data = write_price(product.price, currency, get_decimal_symbol(get_locale()))
        self.category.data = product.category.name if product.category else ""
        self.barcodes.data = " ".join(barcode.code for barcode in product.barcodes)
        self.sku.data = product.sku
        self.tax.data = product.tax.public_id if product.tax else ""
        self.made_to_order.data = product.made_to_order
        self.sold_by_weight.data = product.sold_by_weight

    def fields(self) -> ProductFields:
        """What the person typed, as the deed takes it."""
        return ProductFields(
            name=self.name.data or "",
            price=self.price.data or "",
            category=self.category.data or "",
            barcodes=self.barcodes.data or "",
            sku=self.sku.data or "",
            tax_id=self.tax.data or "",
            made_to_order=bool(self.made_to_order.data),
            sold_by_weight=bool(self.sold_by_weight.data),
        )


class ImportForm(FlaskForm):
    """A CSV file."""

    file = FileField(_l("CSV file"))
