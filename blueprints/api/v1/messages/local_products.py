"""The goods that exist only on a till (PROTOCOL §4)."""

from typing import Annotated

from msgspec import Meta, Struct

from domain.local_products import LONGEST_BARCODE, LONGEST_GROUP, LONGEST_NAME
from domain.prices import HIGHEST

Id = Annotated[str, Meta(pattern=r"^[^\u0000-\u001f]{1,64}$", max_length=64)]


class LocalProduct(Struct):
    """One of them; `price` in minor units of the account's currency, `group` as it is called on the till."""

    local_id: Id
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    price: Annotated[int, Meta(ge=0, le=HIGHEST)]
    barcodes: Annotated[list[Annotated[str, Meta(max_length=LONGEST_BARCODE)]], Meta(max_length=50)] = []
    group: Annotated[str, Meta(max_length=LONGEST_GROUP)] | None = None


class LocalProducts(Struct):
    """All of them: what the list does not name is gone from the till."""

    products: list[LocalProduct]
