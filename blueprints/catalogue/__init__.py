"""What the shop sells: list, add, edit, remove, import."""

from flask import Blueprint

room = Blueprint("catalogue", __name__, url_prefix="/catalogue")

from blueprints.catalogue import (  # noqa: E402, F401  (they hang their pages here)
    edit_many,
    parts,
    price_lists,
    product,
    product_import,
    products,
)
