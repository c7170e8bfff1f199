"""What a product costs where: what each store's till pulls, and the pages that say so."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Barcode, Category, PriceList, Product, ProductImport, Store, Tax, Unit
from models.scope import EVERY_ACCOUNT, enter_account
from services.catalogue.catalogue_parts import PartFields, PartKind, add_part, remove_part
from services.catalogue.catalogue_undo import list_deeds, undo_deed
from services.catalogue.price_lists import create_price_list, remove_price_list, set_prices
from services.catalogue.product_import import finish_upload, keep_upload
from services.catalogue.store_goods import set_sold_in, set_store_prices
from services.synchronization.sync_upkeep import verify_account
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import check_page, text_of
from tests.sync.reader import Reader, reader_of

FILE = "name;category;price;barcode;unit;tax;made to order;price: Beach\nŻurek;Zupy;20;111;;;yes;25\nKawa;;8;;;;;\n"


def price_of(reader: Reader, product: Product) -> int | None:
    """What a till asks for a product after a pull; None where it does not sell it."""
    reader.pull()
    text = reader.content.get(("product", product.public_id))
    return None if text is None else int(json.loads(text)["price"])


def verified(session: Session, account_id: int) -> bool:
    """Whether what is published is what the office says."""
    enter_account(session, EVERY_ACCOUNT)
    found = verify_account(session.connection(), account_id, now())
    session.rollback()
    enter_account(session, account_id)
    return found == []


def test_a_store_price_wins_over_its_list_and_the_list_over_the_product(
    app: Flask, make: Make, session: Session
) -> None:
    beach, town = make.store("Beach"), make.store("Town")
    readers = [reader_of(app, make.till(make.device(store=store))) for store in (beach, town)]
    soup = make.product("Żurek", 1850)
    account = soup.account_id
    enter_account(session, account)
    price_list = create_price_list(session, "Summer", [beach.public_id], now())
    set_prices(session, price_list, {soup.public_id: "21"}, now())
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [2100, 1850]
    set_store_prices(session, soup, {beach.public_id: "22.50", town.public_id: "17"}, "PLN")
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [2250, 1700]
    set_sold_in(session, soup, [town.public_id])
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [None, 1700]
    assert verified(session, account)
    set_sold_in(session, soup, [town.public_id, beach.public_id])
    set_store_prices(session, soup, {beach.public_id: "", town.public_id: ""}, "PLN")
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [2100, 1850]
    town.price_list_id, beach.price_list_id = price_list.id, None
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [1850, 2100]
    remove_price_list(session, price_list, now())
    session.commit()
    assert [price_of(reader, soup) for reader in readers] == [1850, 1850]
    assert verified(session, account)


@pytest.fixture
def shop(make: Make, session: Session) -> Session:
    """A shop with a soup and a store; the session is in its account."""
    make.store("Beach")
    account_id = make.product("Żurek", 1850).account_id
    enter_account(session, account_id)
    return session


def do_import(session: Session) -> ProductImport:
    """Import FILE and publish it."""
    upload = keep_upload(session, "menu.csv", FILE.encode(), now())
    finish_upload(session, upload, "en", now())
    session.commit()
    return upload


def test_an_import_is_undone_to_the_last_price(shop: Session) -> None:
    upload = do_import(shop)
    soup = shop.scalars(select(Product).where(Product.name == "Żurek")).one()
    assert (soup.price, soup.made_to_order, [one.code for one in soup.barcodes]) == (2000, True, ["111"])
    undo_deed(shop, upload, now())
    shop.commit()
    assert (soup.price, soup.made_to_order, soup.barcodes, soup.category) == (1850, False, [], None)
    assert shop.scalars(select(Category)).all() == []
    assert shop.scalars(select(Barcode)).all() == []
    assert [one.name for one in shop.scalars(select(Product).where(Product.deleted_at.is_(None)))] == [
        "Żurek"
    ]
    assert verified(shop, soup.account_id)
    with pytest.raises(Refusal, match="undone_already"):
        undo_deed(shop, upload, now())


def test_an_import_that_somebody_built_on_is_not_undone(shop: Session) -> None:
    upload = do_import(shop)
    coffee = shop.scalars(select(Product).where(Product.name == "Kawa")).one()
    coffee.price, coffee.updated_at = 900, now()
    shop.commit()
    with pytest.raises(Refusal) as refused:
        undo_deed(shop, upload, now())
    assert (refused.value.code, refused.value.facts) == ("undo_overtaken", {"products": ["Kawa"], "count": 1})


def test_a_unit_in_use_goes_only_when_its_products_get_another(shop: Session) -> None:
    piece = shop.scalars(select(Unit).order_by(Unit.id)).first()
    assert piece is not None
    soup = shop.scalars(select(Product)).one()
    soup.unit = piece
    kilo = add_part(shop, PartKind.UNITS, PartFields("Kilo", code="kg"), now())
    with pytest.raises(Refusal) as refused:
        remove_part(shop, PartKind.UNITS, piece, now())
    assert (refused.value.code, refused.value.facts) == ("in_use", {"count": 1})
    remove_part(shop, PartKind.UNITS, piece, now(), replaced_by=kilo.public_id)
    shop.commit()
    assert soup.unit_id == kilo.id
    assert verified(shop, soup.account_id)


def test_a_new_usual_tax_takes_the_place_of_the_old_one(shop: Session) -> None:
    add_part(shop, PartKind.TAXES, PartFields("Seasonal", rate="4.5", is_default=True), now())
    shop.commit()
    assert [tax.name for tax in shop.scalars(select(Tax).where(Tax.is_default))] == ["Seasonal"]


def test_many_prices_are_changed_with_a_preview_and_undone_on_the_pages(
    shop: Session, make: Make, client: FlaskClient
) -> None:
    make.sign_in(client, make.first_owner())
    soup = shop.scalars(select(Product)).one()
    fields = {"everything": "1", "way": "percent", "value": "10", "step": "10", "category": "keep"}
    preview = post(client, "/catalogue/edit-many?everything=1", fields)
    page = check_page(preview.get_data(as_text=True), "en")
    assert "20.40" in text_of(page)
    assert shop.scalar(select(Product.price)) == 1850, "a preview changes nothing"
    assert post(client, "/catalogue/edit-many?everything=1", fields | {"confirmed": "1"}).status_code == 302
    shop.expire_all()
    assert shop.scalar(select(Product.price)) == 2040
    enter_account(shop, soup.account_id)
    [deed] = list_deeds(shop)
    assert "Żurek" in text_of(open_page(client, "/catalogue/changes"))
    assert post(client, f"/catalogue/changes/{deed.public_id}/undo", {}).status_code == 302
    shop.expire_all()
    assert shop.scalar(select(Product.price)) == 1850


def test_a_wrong_price_on_a_list_is_named_and_nothing_is_saved(
    shop: Session, make: Make, client: FlaskClient
) -> None:
    make.sign_in(client, make.first_owner())
    soup, store = shop.scalars(select(Product)).one(), shop.scalars(select(Store)).one()
    other = make.product("Bigos", 2100)
    post(client, "/catalogue/price-lists/new", {"name": "Summer", "stores": store.public_id})
    address = f"/catalogue/price-lists/{shop.scalars(select(PriceList)).one().public_id}"
    answer = post(client, address, {f"price-{soup.public_id}": "25", f"price-{other.public_id}": "cheap"})
    assert answer.status_code == 422
    assert "This is not a price." in text_of(check_page(answer.get_data(as_text=True), "en"))
    assert "0 prices" not in text_of(open_page(client, "/catalogue/price-lists"))
    assert post(client, address, {f"price-{soup.public_id}": "25"}).status_code == 302
    assert "25.00" in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "Tick the products that are to change"),
        ("?ids=", "Tick the products that are to change"),
        ("?ids=gone", "What you chose is no longer in the catalogue."),
        ("?everything=1&q=pizza", "What you chose is no longer in the catalogue."),
    ],
)
def test_to_change_many_products_without_a_choice_says_so_and_leads_back(
    shop: Session, make: Make, client: FlaskClient, asked: str, says: str
) -> None:
    make.sign_in(client, make.first_owner())
    page = open_page(client, f"/catalogue/edit-many{asked}")
    heading = page.find(".//h1")
    assert heading is not None
    assert text_of(heading) == "No product is chosen"
    assert says in text_of(page)
    assert "0 products" not in text_of(page)
    assert [
        link.get("href") for link in page.findall(".//main//a[@class]") if "primary" in link.get("class", "")
    ] == ["/catalogue"]
    fields = {"way": "percent", "value": "10", "confirmed": "1"}
    answer = post(client, f"/catalogue/edit-many{asked}", fields)
    assert answer.status_code == 422
    assert says in text_of(check_page(answer.get_data(as_text=True), "en"))
    assert shop.scalar(select(Product.price)) == 1850


def test_a_change_that_changes_nothing_says_so(shop: Session, make: Make, client: FlaskClient) -> None:
    make.sign_in(client, make.first_owner())
    soup = shop.scalars(select(Product)).one()
    fields = {"way": "percent", "value": "0", "confirmed": "1"}
    assert post(client, "/catalogue/edit-many?everything=1", fields).status_code == 302
    assert "Nothing was changed: the products already look like this." in text_of(
        open_page(client, "/catalogue/changes")
    )
    post(client, "/catalogue/price-lists/new", {"name": "Summer"})
    address = f"/catalogue/price-lists/{shop.scalars(select(PriceList)).one().public_id}"
    assert post(client, address, {f"price-{soup.public_id}": ""}).status_code == 302
    assert "No price was changed: all of them had these prices already." in text_of(
        open_page(client, address)
    )


@pytest.mark.parametrize(
    ("language", "cent", "rate"),
    [
        ("en", "PLN0.01", "4.125%"),
        ("pl", "0,01 zł", "4,125%"),
        ("fr", "0,01 PLN", "4,125 %"),
        ("ru", "0,01 PLN", "4,125 %"),
    ],
)
def test_amounts_and_rates_are_written_as_the_reader_writes_them(
    shop: Session, make: Make, client: FlaskClient, language: str, cent: str, rate: str
) -> None:
    owner = make.first_owner()
    owner.language = language
    tax = add_part(shop, PartKind.TAXES, PartFields("Seasonal", rate="4.125"), now())
    make.sign_in(client, owner)
    steps = open_page(client, "/catalogue/edit-many?everything=1", language).findall(
        ".//*[@id='step']/option"
    )
    assert text_of(steps[0]) == cent
    assert rate in text_of(open_page(client, "/catalogue/taxes", language)).replace("\xa0", " ")
    field = open_page(client, f"/catalogue/taxes/{tax.public_id}", language).find(".//*[@id='rate']")
    assert field is not None
    shown = field.get("value")
    assert shown == ("4.125" if language == "en" else "4,125")
    fields = {"name": "Seasonal", "rate": "8", "price": ""}
    assert post(client, f"/catalogue/taxes/{tax.public_id}", fields).status_code == 302
    history = text_of(open_page(client, "/history", language))
    assert f"{rate} → 8" in history.replace("\xa0", " ")
