"""What the list of receipts shows: each receipt in the reader's words, and the POS devices to choose from."""

import json
from collections.abc import Iterable
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from blueprints.languages import said
from blueprints.readers import Reader, reader
from blueprints.receipts.words import FLAGS
from services.journal.receipt_list import ReceiptRow, named_devices


def drawn_receipts(receipts: Iterable[ReceiptRow], *, with_stores: bool) -> Markup:
    """The rows of a page."""
    who = reader()
    return Markup("").join([_drawn(who, with_stores, receipt) for receipt in receipts])


@lru_cache(maxsize=2048)
def _drawn(who: Reader, with_store: bool, receipt: ReceiptRow) -> Markup:
    """A receipt never changes, and is drawn anew only when a name beside it does."""
    row = get_template_attribute("receipts/_row.html", "row")
    oddities = [said(FLAGS[flag][0]) for flag in json.loads(receipt.flags) if flag in FLAGS]
    drawn: Markup = row(receipt, oddities, with_store)
    return drawn


def device_options(devices: str, chosen: str) -> Markup:
    """The choices of the filter by POS device, made from a text of `devices_with_receipts`."""
    if not chosen:
        return _options(devices)
    option = Markup('<option value="{}"{}>').format
    return _options(devices).replace(option(chosen, ""), option(chosen, Markup(" selected")), 1)


@lru_cache(maxsize=64)
def _options(devices: str) -> Markup:
    """Remembered by their text: the same devices are drawn the same."""
    option = Markup('<option value="{}">{}</option>').format
    return Markup("").join(option(public_id, name) for public_id, name in named_devices(devices))
