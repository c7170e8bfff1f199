"""Reading a product list as shops have it: any of our languages' headers, separators and encodings."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.barcodes import read_barcode as read_barcode
from domain.prices import read_price
from domain.refusal import Refusal
from domain.table_cells import split_several
from domain.table_file import BadLine, Columns, exact_word, plain_word, read_table, words_of_columns
from domain.text import optional_text, required_name

#: what a header may call each column, in any of our languages, without accents; words end at "|"
_COLUMN_WORDS = {
    "name": "name|product|nom|produit|article|nazwa|produkt|towar|название|наименование|товар",
    "category": "category|group|categorie|groupe|kategoria|grupa|категория|группа",
    "price": "price|prix|cena|цена",
    "barcode": "barcode|ean|gtin|code-barres|code barres|code barre|kod kreskowy|kod|штрихкод|штрих-код",
    "sku": "sku|item number|reference|ref|numer artykułu|indeks|артикул",
    "unit": "unit|unite|jednostka|j.m.|jm|единица|ед.|ед. изм.",
    "tax": "tax|vat|taxe|tva|podatek|vat %|stawka vat|налог|ндс",
    "made_to_order": "made to order|production a la demande|na zamowienie|под заказ",
    "sold_by_weight": "sold by weight|vendu au poids|na wagę|на вес|весовой",
}
COLUMNS = words_of_columns(_COLUMN_WORDS)
#: what we call the usual columns ourselves, by language
HEADINGS = {
    "en": {"name": "name", "category": "category", "price": "price", "barcode": "barcode"},
    "fr": {"name": "nom", "category": "catégorie", "price": "prix", "barcode": "code-barres"},
    "pl": {"name": "nazwa", "category": "kategoria", "price": "cena", "barcode": "kod kreskowy"},
    "ru": {"name": "название", "category": "категория", "price": "цена", "barcode": "штрихкод"},
}
#: "price: Kraków" is the price in that store
STORE_COLUMN = "store:"
_YES = frozenset(
    ["1", "yes", "y", "true", "x", "+", "oui", "vrai", "o", "tak", "t", "prawda", "да", "истина", "д"]
)
_NO = frozenset(["0", "no", "n", "false", "-", "non", "faux", "nie", "fałsz", "нет", "ложь", "н"])
#: in a store's column: the price that holds elsewhere holds there, too
AS_ELSEWHERE = "-"


@dataclass(frozen=True)
class ProductLine:
    """One usable line: `number` counts from 1 with the header, `price` in minor units.

    What the file has no column or no word for is None, and stays as it is: in a new product as it usually is.
    """

    number: int
    name: str
    category: str
    price: int
    barcodes: tuple[str, ...]
    sku: str | None = None
    unit: str | None = None
    tax: str | None = None
    made_to_order: bool | None = None
    sold_by_weight: bool | None = None
    #: (a store's id, its price, or None for the price that holds elsewhere)
    store_prices: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True)
class ProductFile:
    """What a file holds."""

    encoding: str
    lines: tuple[ProductLine, ...]
    bad: tuple[BadLine, ...]


def read_product_file(
    content: bytes, currency: str, language: str = "en", stores: Mapping[str, str] | None = None
) -> ProductFile:
    """Read a whole file; `language` only helps to guess the encoding, `stores` are names by id.

    Raises Refusal at `file`: `file_empty`, `file_not_text`, `column_missing` (fact `column`), `file_too_long`
    (fact `maximum`). A line that cannot be used is no refusal: it is listed in `bad`.
    """
    table = read_table(content, {**COLUMNS, **_store_columns(stores or {})}, ("name", "price"), language)
    lines: list[ProductLine] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, row in table.rows:
        cells = {column: row[at] for column, at in table.places.items() if at < len(row)}
        try:
            lines.append(_line(number, cells, currency, seen))
        except Refusal as refusal:
            bad.append(BadLine(number, refusal.code, refusal.field, " · ".join(row), refusal.facts))
    return ProductFile(table.encoding, tuple(lines), tuple(bad))


def _store_columns(stores: Mapping[str, str]) -> Columns:
    return {
        f"{STORE_COLUMN}{store_id}": frozenset(
            as_word(f"{word}: {name}") for word in COLUMNS["price"] for as_word in (exact_word, plain_word)
        )
        for store_id, name in stores.items()
    }


def _line(number: int, cells: dict[str, str], currency: str, seen: dict[str, int]) -> ProductLine:
    codes = cells.get("barcode", "")
    barcodes = tuple(read_barcode(one) for one in split_several(codes))
    line = ProductLine(
        number=number,
        name=required_name(cells.get("name"), "name", 160),
        category=optional_text(cells.get("category"), "category", 80),
        price=read_price(cells.get("price", ""), currency),
        barcodes=barcodes,
        sku=optional_text(cells.get("sku"), "sku", 60) or None,
        unit=optional_text(cells.get("unit"), "unit", 40) or None,
        tax=optional_text(cells.get("tax"), "tax", 40) or None,
        made_to_order=_switch(cells, "made_to_order"),
        sold_by_weight=_switch(cells, "sold_by_weight"),
        store_prices=tuple(_store_prices(cells, currency)),
    )
    for barcode in barcodes:
        if barcode in seen:
            raise Refusal("barcode_twice", "barcode", barcode=barcode, line=seen[barcode])
    seen.update(dict.fromkeys(barcodes, number))
    return line


def _switch(cells: Mapping[str, str], column: str) -> bool | None:
    word = plain_word(cells.get(column, ""))
    if word and word not in _YES | _NO:
        raise Refusal("yes_or_no", column)
    return None if not word else word in _YES


def _store_prices(cells: Mapping[str, str], currency: str) -> list[tuple[str, int | None]]:
    prices: list[tuple[str, int | None]] = []
    for column, text in cells.items():
        if column.startswith(STORE_COLUMN) and text:
            price = None if text == AS_ELSEWHERE else read_price(text, currency, column)
            prices.append((column.removeprefix(STORE_COLUMN), price))
    return prices
