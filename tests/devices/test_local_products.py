"""The owner sees what exists only on a till and what the next sync deletes, and adopts what should stay (X4)."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_rules import Mode
from models import Barcode, Category, Event, LocalProduct, Product, StreamHead, SyncRule
from models.scope import enter_account
from services.synchronization.sync_orders import order_sync
from services.synchronization.sync_upkeep import verify_account
from tests.make import Make, Till, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.sync.reader import reader_of

CODE, OTHER_CODE = "5901234123457", "4006381333931"


@pytest.fixture
def till(make: Make) -> Till:
    """A till that works."""
    return make.till()


@pytest.fixture
def path(till: Till) -> str:
    """Its page."""
    return f"/devices/{till.device.public_id}/local-products"


def never_fetch(session: Session, till: Till) -> None:
    """Guide D: products with the rule *Never*."""
    enter_account(session, till.device.account_id)
    rule = SyncRule(stream=Stream.PRODUCTS, mode=Mode.NEVER, device_id=till.device.id, changed_at=now())
    session.add(rule)
    session.commit()


def products_of(session: Session) -> dict[str, Product]:
    session.rollback()
    return {one.name: one for one in session.scalars(select(Product).order_by(Product.id))}


def adopt(office: FlaskClient, path: str, *goods: LocalProduct, way: str | None = None) -> Any:
    fields: dict[str, Any] = {"good": [good.public_id for good in goods]} if goods else {"all": "1"}
    return post(office, f"{path}/adopt", fields | ({"way": way} if way else {}), token_from=path)


def test_d9_what_the_next_sync_deletes_is_spelled_out(
    office: FlaskClient, make: Make, till: Till, path: str
) -> None:
    make.local_product(till, "Kompot", group="Napoje")
    make.local_product(till, "Chleb", group="")
    text = text_of(open_page(office, path))
    assert "The next product sync deletes 2 products from this till" in text
    assert "This group goes with them: Napoje." in text
    assert text.count("Deleted") == 2


def test_d10_with_never_they_stay_and_the_page_says_so(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    make.local_product(till)
    never_fetch(session, till)
    text = text_of(open_page(office, path))
    assert "This till never fetches products, so its own goods stay" in text
    assert "Deleted" not in text


def test_d9_somebody_who_pressed_update_now_is_told_what_it_deletes(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    make.local_product(till)
    enter_account(session, till.device.account_id)
    order_sync(session, till.device, [Stream.PRODUCTS], now())
    session.commit()
    text = text_of(open_page(office, path))
    assert "The next product sync deletes 1 product from this till" in text
    assert "Somebody pressed Update now" in text


def test_goods_that_are_counted_but_not_listed_are_owned_up_to(
    office: FlaskClient, till: Till, path: str
) -> None:
    client = office.application.test_client()
    client.put("/api/v1/state", json={"local_products": 3, "unsent": {}}, headers=till.headers)
    assert "The till counts 3 products of its own" in text_of(open_page(office, path))


def test_one_is_adopted_with_all_that_the_till_knows_of_it(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    good = make.local_product(till, "Kompot", price=700, barcodes=[CODE], group="Napoje")
    make.local_product(till, "Chleb")
    assert adopt(office, path, good).status_code == 303
    (product,) = products_of(session).values()
    assert (product.name, product.price, product.adopted_from) == ("Kompot", 700, good.local_id)
    assert [barcode.code for barcode in product.barcodes] == [CODE]
    assert product.category is not None
    assert product.category.name == "Napoje"
    assert product.tax is not None
    session.rollback()
    text = text_of(open_page(office, path))
    assert "in the back office as Kompot" in text
    assert "deletes 1 product" in text


def test_the_till_gets_what_it_had_with_its_own_id(
    app: Flask, office: FlaskClient, make: Make, till: Till, path: str
) -> None:
    good = make.local_product(till, "Kompot")
    reader = reader_of(app, till)
    reader.pull()
    adopt(office, path, good)
    reader.pull()
    (text,) = (text for (kind, _), text in reader.content.items() if kind == "product")
    assert f'"adopted_from":"{good.local_id}"' in text


def test_adopting_twice_makes_one_product(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    good = make.local_product(till)
    adopt(office, path, good)
    adopt(office, path, good)
    assert len(products_of(session)) == 1


def test_all_are_adopted_in_one_revision(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    for number in range(30):
        make.local_product(till, f"Danie {number}", group=["Zupy", "zupy", ""][number % 3])
    before = session.scalars(select(Event.id).order_by(Event.id.desc()).limit(1)).first() or 0
    session.rollback()
    assert adopt(office, path).status_code == 303
    assert len(products_of(session)) == 30
    assert session.scalars(select(Category.name)).all() == ["Zupy"]
    (event,) = session.scalars(select(Event).where(Event.id > before)).all()
    assert (event.verb, event.facts["count"]) == ("device.local_products_adopted", 30)
    head = session.scalars(select(StreamHead).where(StreamHead.stream == "products")).one()
    assert verify_account(session.connection(), head.account_id, now()) == []
    session.rollback()
    assert "30 products that existed only on the till were adopted" in text_of(
        open_page(office, f"/devices/{till.device.public_id}/history")
    )


def test_a_barcode_conflict_is_explained_and_the_good_linked(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    mine = make.product("Kompot wiśniowy", 800)
    mine.barcodes = [Barcode(code=CODE, account_id=mine.account_id)]
    session.commit()
    good = make.local_product(till, "Kompot", barcodes=[CODE, OTHER_CODE])
    text = text_of(open_page(office, f"{path}/adopt?good={good.public_id}"))
    assert f"{CODE} belongs to Kompot wiśniowy." in text
    adopt(office, path, good, way="link")
    (product,) = products_of(session).values()
    assert (product.name, product.price, product.adopted_from) == ("Kompot wiśniowy", 800, good.local_id)
    assert [barcode.code for barcode in product.barcodes] == [CODE, OTHER_CODE]


def test_or_it_is_adopted_without_the_barcode(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    mine = make.product("Kompot wiśniowy", 800)
    mine.barcodes = [Barcode(code=CODE, account_id=mine.account_id)]
    session.commit()
    good = make.local_product(till, "Kompot", barcodes=[CODE, OTHER_CODE])
    adopt(office, path, good, way="without")
    product = products_of(session)["Kompot"]
    assert [barcode.code for barcode in product.barcodes] == [OTHER_CODE]
    assert product.adopted_from == good.local_id


def test_two_tills_with_the_same_barcode_get_one_product(
    office: FlaskClient, make: Make, session: Session, till: Till
) -> None:
    other = make.till(make.device("Kasa 2", till.device.store))
    for one, name in ((till, "Kompot"), (other, "Kompot domowy")):
        make.local_product(one, name, barcodes=[CODE])
    text = text_of(open_page(office, "/devices/local-products"))
    assert "Kasa 1" in text
    assert "Kasa 2" in text
    adopt(office, "/devices/local-products")
    assert list(products_of(session)) == ["Kompot"]
    assert session.scalar(select(func.count(LocalProduct.product_id))) == 2
    session.rollback()
    assert "Nothing exists only on a till" in text_of(open_page(office, "/devices/local-products"))


def test_a_choice_that_is_none_is_refused_at_its_field(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    good = make.local_product(till, barcodes=[CODE])
    assert adopt(office, path, good, way="somehow").status_code == 422
    assert products_of(session) == {}


def test_from_the_bin_things_are_adopted_too(
    app: Flask, office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    good = make.local_product(till, "Kompot")
    app.test_client().put("/api/v1/local-products", json={"products": []}, headers=till.headers)
    assert "Nothing exists only on this till" in text_of(open_page(office, path))
    assert "Kompot" in text_of(open_page(office, f"{path}/bin"))
    adopt(office, path, good)
    assert list(products_of(session)) == ["Kompot"]
    assert "The bin is empty" in text_of(open_page(office, f"{path}/bin"))


def test_a_product_that_was_removed_again_may_be_adopted_again(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    good = make.local_product(till, "Kompot")
    adopt(office, path, good)
    products_of(session)["Kompot"].deleted_at = now()
    session.commit()
    assert "deletes 1 product" in text_of(open_page(office, path))
    adopt(office, path, good)
    names = select(Product.name).where(Product.deleted_at.is_(None))
    assert session.scalars(names).all() == ["Kompot"]


def test_the_list_goes_into_a_spreadsheet(office: FlaskClient, make: Make, till: Till, path: str) -> None:
    make.local_product(till, "Kompot", price=700, barcodes=[CODE, OTHER_CODE])
    make.local_product(till, "=cmd()", group="")
    for address in (f"{path}.csv", "/devices/local-products.csv"):
        lines = office.get(address).get_data(as_text=True).splitlines()
        assert lines[0] == "\ufeffname,category,price,barcode,POS,Store,In the back office as"
        assert f"Kompot,Napoje,7.00,{CODE}|{OTHER_CODE},Kasa 1,Kraków," in lines
        assert any(line.startswith("'=cmd()") for line in lines)


def test_a_good_of_another_till_or_account_is_not_adopted(
    office: FlaskClient, make: Make, session: Session, till: Till, path: str
) -> None:
    neighbour = make.till(make.device("Kasa 2", till.device.store))
    stranger = make.till(make.device("Obca", make.store(owner=make.owner())))
    near, far = make.local_product(neighbour), make.local_product(stranger)
    assert adopt(office, path, near).status_code == 404
    assert adopt(office, "/devices/local-products", far).status_code == 404
    assert products_of(session) == {}


def test_who_may_only_look_sees_no_button(onlooker: FlaskClient, make: Make, till: Till, path: str) -> None:
    good = make.local_product(till)
    page = open_page(onlooker, path)
    assert "Kompot" in text_of(page)
    assert "Adopt" not in text_of(page).replace("Adopt what you want to keep", "")
    assert onlooker.get(f"{path}/adopt?good={good.public_id}").status_code == 403
