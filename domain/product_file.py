"""Reading a product list (CSV) as shops have it: any of our languages' headers, separators and encodings."""

from dataclasses import dataclass

from domain.prices import read_price
from domain.refusal import Refusal
from domain.table_file import BadLine, read_table, words_of_columns
from domain.text import optional_text, required_name

#: what a header may call each column, in any of our languages, without accents; words end at "|"
_COLUMN_WORDS = {
    "name": "name|product|nom|produit|article|nazwa|produkt|towar|название|наименование|товар",
    "category": "category|group|categorie|groupe|kategoria|grupa|категория|группа",
    "price": "price|prix|cena|цена",
    "barcode": "barcode|ean|gtin|code-barres|code barres|code barre|kod kreskowy|kod|штрихкод|штрих-код",
}
COLUMNS = words_of_columns(_COLUMN_WORDS)


@dataclass(frozen=True)
class ProductLine:
    """One usable line: `number` counts from 1 with the header, `price` in minor units."""

    number: int
    name: str
    category: str
    price: int
    barcodes: tuple[str, ...]


@dataclass(frozen=True)
class ProductFile:
    """What a file holds."""

    encoding: str
    lines: tuple[ProductLine, ...]
    bad: tuple[BadLine, ...]


def read_product_file(content: bytes, currency: str, language: str = "en") -> ProductFile:
    """Read a whole file; `language` only helps to guess the encoding.

    Raises Refusal at `file`: `file_empty`, `file_not_text`, `column_missing` (fact `column`), `file_too_long`
    (fact `maximum`). A line that cannot be used is no refusal: it is listed in `bad`.
    """
    table = read_table(content, COLUMNS, ("name", "price"), language)
    lines: list[ProductLine] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, row in table.rows:
        try:
            lines.append(_line(number, row, table.places, currency, seen))
        except Refusal as refusal:
            bad.append(BadLine(number, refusal.code, refusal.field, " · ".join(row), refusal.facts))
    return ProductFile(table.encoding, tuple(lines), tuple(bad))


def _line(
    number: int, row: list[str], places: dict[str, int], currency: str, seen: dict[str, int]
) -> ProductLine:
    def cell(column: str) -> str:
        index = places.get(column)
        return row[index] if index is not None and index < len(row) else ""

    barcodes = tuple(read_barcode(one) for one in cell("barcode").split("|") if one.strip())
    line = ProductLine(
        number=number,
        name=required_name(cell("name"), "name", 160),
        category=optional_text(cell("category"), "category", 80),
        price=read_price(cell("price"), currency),
        barcodes=barcodes,
    )
    for barcode in barcodes:
        if barcode in seen:
            raise Refusal("barcode_twice", "barcode", barcode=barcode, line=seen[barcode])
    seen.update(dict.fromkeys(barcodes, number))
    return line


def read_barcode(typed: str) -> str:
    """A barcode without spaces. Raises Refusal `barcode_invalid` or `barcode_scientific` at `barcode`."""
    code = "".join(typed.split())
    if not code.isascii() or not code.isprintable() or len(code) > 64:
        raise Refusal("barcode_invalid", "barcode")
    mantissa, mark, exponent = code.upper().replace(",", ".").partition("E+")
    if mark and exponent.isdigit() and mantissa.replace(".", "").isdigit():
        raise Refusal("barcode_scientific", "barcode")
    return code
