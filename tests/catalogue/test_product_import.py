"""An import shows what it will do, does exactly that, and does it once."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Category, Product
from models.scope import enter_account
from services.catalogue.product_import import finish_upload, import_products, keep_upload, plan_import
from services.catalogue.products import ProductFields, create_product
from tests.make import Make, now

FILE = "nazwa;kategoria;cena;kod kreskowy\nŻurek;Zupy;18,50;111\nKawa;napoje;8;\nHerbata;Napoje;7;\n".encode()


@pytest.fixture
def shop(app: Flask, session: Session, make: Make) -> Session:
    enter_account(session, make.first_owner().account_id)
    return session


def test_a_first_import_adds_everything(shop: Session) -> None:
    plan = import_products(shop, FILE, "pl", now())
    assert (plan.new, plan.changed, plan.unchanged, plan.bad) == (3, 0, 0, [])
    assert sorted(shop.scalars(select(Category.name))) == ["Zupy", "napoje"]
    soup = shop.scalars(select(Product).where(Product.name == "Żurek")).one()
    assert (soup.price, soup.category.name, [one.code for one in soup.barcodes]) == (1850, "Zupy", ["111"])  # type: ignore[union-attr]
    assert soup.tax is not None
    assert soup.tax.name == "23 %"


def test_importing_again_changes_only_what_differs(shop: Session) -> None:
    import_products(shop, FILE, "pl", now())
    again = plan_import(shop, FILE.replace(b"8;", b"9;"), "pl")
    assert (again.new, again.changed, again.unchanged) == (0, 1, 2)


def test_a_product_is_recognized_by_its_barcode_when_its_name_changed(shop: Session) -> None:
    create_product(shop, ProductFields(name="Zupa dnia", price="10", barcodes="111"), now())
    import_products(shop, FILE, "pl", now())
    assert shop.scalar(select(func.count()).select_from(Product)) == 3
    assert shop.scalars(select(Product.name).where(Product.price == 1850)).one() == "Żurek"


def test_two_lines_about_one_product_are_told_apart(shop: Session) -> None:
    plan = plan_import(shop, b"name,price\nTea,1\ntea,2\n", "en")
    assert [(bad.number, bad.code, bad.facts) for bad in plan.bad] == [(3, "product_twice", {"line": 2})]


def test_a_kept_file_is_imported_once(shop: Session) -> None:
    upload = keep_upload(shop, "menu.csv", FILE, now())
    finish_upload(shop, upload, "pl", now())
    with pytest.raises(Refusal, match="import_done"):
        finish_upload(shop, upload, "pl", now())
    assert shop.scalar(select(func.count()).select_from(Product)) == 3


def test_a_barcode_names_one_product(shop: Session) -> None:
    create_product(shop, ProductFields(name="Tea", price="1", barcodes="111"), now())
    with pytest.raises(Refusal) as refused:
        create_product(shop, ProductFields(name="Coffee", price="2", barcodes="222, 111"), now())
    assert (refused.value.code, refused.value.field, refused.value.facts) == (
        "barcode_taken",
        "barcodes",
        {"product": "Tea"},
    )
