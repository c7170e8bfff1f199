"""The pages of the catalogue: add, find, edit, remove, and import with a preview that names bad lines."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Product
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page, post
from tests.pages.house_checks import check_page, text_of

CSV = "nazwa;kategoria;cena;kod kreskowy\nŻurek z jajkiem;Zupy;18,50;5901234123457\nKawa;Napoje;gratis;\n"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def upload(client: FlaskClient, content: bytes, name: str = "menu.csv") -> TestResponse:
    """Choose a file and press the button."""
    token = find_token(client, "/catalogue/import")
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return client.post("/catalogue/import", data=data, content_type="multipart/form-data")


def test_a_product_is_added_found_changed_and_removed(owner: FlaskClient, session: Session) -> None:
    fields = {"name": "Żurek", "price": "18,50", "category": "Zupy", "barcodes": "111 222"}
    assert post(owner, "/catalogue/new", fields).status_code == 302
    product = session.scalars(select(Product)).one()
    assert (product.price, [one.code for one in product.barcodes]) == (1850, ["111", "222"])
    for word in ("żur", "Żurek", "222"):
        assert "Żurek" in text_of(open_page(owner, f"/catalogue?q={word}")), word
    assert "Nothing found" in text_of(open_page(owner, "/catalogue?q=pizza"))
    path = f"/catalogue/{product.public_id}"
    post(owner, path, fields | {"price": "19"})
    session.refresh(product)
    assert product.price == 1900
    assert "19.00" in owner.get(path).get_data(as_text=True)
    post(owner, f"{path}/remove", {})
    assert "No products yet" in text_of(open_page(owner, "/catalogue"))


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": ""}, "name", "Please fill in this field."),
        ({"price": "cheap"}, "price", "This is not a price."),
        ({"price": "1,234"}, "price", "Three digits after the separator"),
        ({"barcodes": "111"}, "barcodes", "Tea already has this barcode."),
    ],
)
def test_bad_input_is_said_at_its_field(
    owner: FlaskClient, change: dict[str, str], field: str, says: str
) -> None:
    post(owner, "/catalogue/new", {"name": "Tea", "price": "1", "barcodes": "111"})
    answer = post(owner, "/catalogue/new", {"name": "Coffee", "price": "2", "category": "Drinks"} | change)
    page = check_page(answer.get_data(as_text=True), "en")
    assert answer.status_code == 422
    assert (error_at(page, field) or "").startswith(says)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_a_preview_names_the_bad_line_and_imports_the_rest(
    owner: FlaskClient, session: Session, encoding: str
) -> None:
    path = upload(owner, CSV.encode(encoding)).headers["Location"]
    page = text_of(open_page(owner, path))
    assert "Żurek z jajkiem" in page
    assert "3 Price This is not a price." in page
    assert session.scalars(select(Product)).all() == [], "nothing changes before the preview is confirmed"
    post(owner, path, {})
    assert [one.name for one in session.scalars(select(Product))] == ["Żurek z jajkiem"]
    again = post(owner, path, {}, token_from="/catalogue")
    assert again.status_code == 302
    assert len(session.scalars(select(Product)).all()) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04\x00\x00", "This is neither a CSV file nor an Excel workbook"),
        (b"a;b;c\n1;2;3\n", "The first line must name the columns"),
    ],
)
def test_a_hopeless_file_is_refused_at_the_field(owner: FlaskClient, content: bytes, says: str) -> None:
    answer = upload(owner, content)
    assert answer.status_code == 422
    assert (error_at(check_page(answer.get_data(as_text=True), "en"), "file") or "").startswith(says)


@pytest.mark.parametrize(
    ("language", "column", "example"),
    [
        ("en", "price", "name,category,price,barcode"),
        ("fr", "prix", "nom;catégorie;prix;code-barres"),
        ("pl", "cena", "nazwa;kategoria;cena;kod kreskowy"),
        ("ru", "цена", "название;категория;цена;штрихкод"),
    ],
)
def test_a_missing_column_is_named_as_the_reader_would_write_it(
    client: FlaskClient, make: Make, language: str, column: str, example: str
) -> None:
    owner = make.sign_in(client, make.owner(language=language))
    answer = upload(owner, example.replace(column, "?").encode())
    said = error_at(check_page(answer.get_data(as_text=True), language), "file") or ""
    assert column in said.partition(example)[0]
    assert example in said
    line = ["Żurek", "Zupy", "18.50", ""]
    preview = upload(owner, f"{example}\n{(',' if language == 'en' else ';').join(line)}\n".encode())
    assert preview.status_code == 302


def test_no_file_and_a_huge_file_get_words_too(owner: FlaskClient) -> None:
    answer = post(owner, "/catalogue/import", {})
    assert answer.status_code == 422
    huge = b"x" * (7 * 1024 * 1024)
    answer = owner.post("/catalogue/import", data=huge, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "The file is larger than 6 MB. Split it" in answer.get_data(as_text=True)


def test_the_export_is_what_the_import_reads(owner: FlaskClient, make: Make) -> None:
    make.product("=SUM(A1)", 100)
    make.product("Żurek", 1850)
    text = owner.get("/catalogue/products.csv").get_data(as_text=True)
    assert (
        text.splitlines()[0] == "\ufeffname,category,price,barcode,sku,unit,tax,made to order,sold by weight"
    )
    assert "'=SUM(A1),,1.00," in text
    assert "Żurek,,18.50," in text
