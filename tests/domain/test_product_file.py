"""Product lists as shops have them: any header of ours, separator, encoding; bad lines are named."""

import pytest

from domain.product_file import read_product_file
from domain.refusal import Refusal

POLISH = "nazwa;kategoria;cena;kod kreskowy\nŻurek z jajkiem;Zupy;18,50;5901234123457\nŁosoś;Ryby;42;\n"
FRENCH = 'Nom,Catégorie,Prix,Code-barres\nŒufs à la coque,Entrées,"7,50 €",3012345678902\nCrêpe,,4.5,\n'
RUSSIAN = "Название\tКатегория\tЦена\tШтрихкод\nБорщ с пампушками\tСупы\t320,00\t4601234567893\n"


@pytest.mark.parametrize(
    ("text", "encoding", "recognized", "name"),
    [
        (POLISH, "utf-8", "utf-8", "Żurek z jajkiem"),
        (POLISH, "utf-8-sig", "utf-8", "Żurek z jajkiem"),
        (POLISH, "cp1250", "cp1250", "Żurek z jajkiem"),
        (FRENCH, "utf-8", "utf-8", "Œufs à la coque"),
        (FRENCH, "cp1252", "cp1252", "Œufs à la coque"),
        (RUSSIAN, "utf-8", "utf-8", "Борщ с пампушками"),
        (RUSSIAN, "cp1251", "cp1251", "Борщ с пампушками"),
        (RUSSIAN, "utf-16", "utf-16", "Борщ с пампушками"),
        (POLISH.replace("\n", "\r\n"), "cp1250", "cp1250", "Żurek z jajkiem"),
        ("name,price\nCrêpe,4\n", "cp1252", "cp1252", "Crêpe"),
        ("name,price\nŚledź,4\n", "cp1250", "cp1250", "Śledź"),
        ("name,price\nЩи,4\n", "cp1251", "cp1251", "Щи"),
    ],
)
def test_every_language_and_encoding_is_read(text: str, encoding: str, recognized: str, name: str) -> None:
    language = {"cp1250": "pl", "cp1251": "ru", "cp1252": "fr"}.get(encoding, "en")
    file = read_product_file(text.encode(encoding), "EUR", language)
    assert (file.encoding, file.lines[0].name, file.bad) == (recognized, name, ())


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (",Zupy,5,", "required", "name"),
        ("Kawa,Napoje,,", "required", "price"),
        ("Kawa,Napoje,abc,", "price_invalid", "price"),
        ("Kawa,Napoje,-1,", "price_negative", "price"),
        ("Kawa", "required", "price"),
        ("x" * 161 + ",,1,", "too_long", "name"),
        ("Kawa,,1,5.9E+12", "barcode_scientific", "barcode"),
        ("Kawa,,1,zażółć", "barcode_invalid", "barcode"),
        ("Kawa,,1,111", "barcode_twice", "barcode"),
    ],
)
def test_a_bad_line_is_named_and_the_others_stay(line: str, code: str, column: str) -> None:
    text = f"name,category,price,barcode\nBread,,4.20,111\n\n{line}\nMilk,,3,222\n"
    file = read_product_file(text.encode(), "PLN")
    assert [one.name for one in file.lines] == ["Bread", "Milk"]
    assert [(bad.number, bad.code, bad.column) for bad in file.bad] == [(4, code, column)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (b"PK\x03\x04\x00\x00xlsx", "file_not_text"),
        (b"name;category\nx;y\n", "column_missing"),
        (b"hello\n", "column_missing"),
    ],
)
def test_a_hopeless_file_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_product_file(content, "EUR")
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_line_may_have_several_barcodes_and_a_quoted_name() -> None:
    file = read_product_file(b'name,price,barcode\n"Tea, black",3.50,111|222\n', "GBP")
    assert file.lines[0].name == "Tea, black"
    assert file.lines[0].barcodes == ("111", "222")


def test_a_price_goes_to_the_store_whose_very_name_it_has() -> None:
    stores = {"a": "Krakow", "b": "Kraków", "c": "Krakow"}
    alone = read_product_file("name,price,price: Kraków\nTea,1,2\n".encode(), "PLN", "en", stores)
    assert alone.lines[0].store_prices == (("b", 200),)
    text = "name,price,PRICE:KRAKOW,price: Kraków,price: Krakow\nTea,1,2,3,4\n"
    assert read_product_file(text.encode(), "PLN", "en", stores).lines[0].store_prices == (
        ("a", 200),
        ("b", 300),
        ("c", 400),
    )


def test_the_columns_decide_what_separates_them() -> None:
    text = "name,price,price: a;b;c;d;e;f\nTea,1,2\n"
    file = read_product_file(text.encode(), "PLN", "en", {"a": "a;b;c;d;e;f"})
    assert (file.lines[0].name, file.lines[0].store_prices) == ("Tea", (("a", 200),))
