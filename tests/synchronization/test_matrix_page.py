"""The matrix page: which till has what, in words; and the difference by name."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.names import DOWN_STREAMS, Stream
from domain.sync_rules import Mode
from models import Product, SyncRule
from models.scope import EVERY_ACCOUNT, enter_account
from services.catalogue.products import remove_product
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of
from tests.sync.reader import reader_of

PAGE = "/synchronization"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def fetch(app: Flask, till: Till, *streams: str, **more: object) -> None:
    """The till fetches streams and says so."""
    for stream in streams or DOWN_STREAMS:
        reader = reader_of(app, till, stream)
        reader.pull()
        assert reader.ack(**more) == 204


def test_a_business_without_tills_is_told_what_comes_here(owner: FlaskClient, make: Make) -> None:
    make.device()
    page = open_page(owner, PAGE)
    assert "No till yet" in text_of(page)
    assert "/devices/local-products" in [link.get("href") for link in page.iter("a")]


def test_each_till_says_what_it_has_of_each_stream(app: Flask, owner: FlaskClient, make: Make) -> None:
    store = make.store()
    first, second = (make.till(make.device(name, store)) for name in ("Kasa 1", "Kasa 2"))
    fetch(app, first)
    text = text_of(open_page(owner, PAGE))
    assert text.count("Up to date") == 3
    assert text.count("Not fetched yet") == 3
    assert "1 of 2" in text
    make.product("Tea")
    make.product("Coffee")
    assert "2 changes behind" in text_of(open_page(owner, PAGE))
    fetch(app, first)
    fetch(app, second)
    text = text_of(open_page(owner, PAGE))
    assert text.count("Up to date") == 6
    assert text.count("2 of 2") == 3


def test_the_filters_keep_the_tills_that_lack_something(app: Flask, owner: FlaskClient, make: Make) -> None:
    store, other = make.store(), make.store("Gdańsk")
    current, behind, fresh = (make.till(make.device(name, store)) for name in ("Aga", "Basia", "Celina"))
    make.till(make.device("Dorota", other))
    fetch(app, behind)
    make.product("Tea")
    fetch(app, current)

    def shown(query: str) -> set[str]:
        text = text_of(open_page(owner, f"{PAGE}?{query}").find(".//section[@id='list']"))  # type: ignore[arg-type]
        return {name for name in ("Aga", "Basia", "Celina", "Dorota") if name in text}

    assert shown("") == {"Aga", "Basia", "Celina", "Dorota"}
    assert shown("state=behind") == {"Basia", "Celina", "Dorota"}
    assert shown("state=never") == {"Celina", "Dorota"}
    assert shown(f"state=never&store={store.public_id}") == {"Celina"}
    assert shown("q=gda") == {"Dorota"}
    assert shown("state=failed") == set()
    failed = [{"id": "p1", "reason": "no such font"}]
    fetch(app, fresh, "products", failed=failed)
    assert shown("state=failed") == {"Celina"}


def test_a_stream_that_never_runs_is_off_and_no_trouble(app: Flask, owner: FlaskClient, make: Make) -> None:
    till = make.till()
    fetch(app, till)
    make.session.add(
        SyncRule(
            account_id=till.device.account_id,
            device_id=till.device.id,
            stream="products",
            mode=Mode.NEVER,
            changed_at=now(),
        )
    )
    make.session.commit()
    fetch(app, till, "configuration")
    make.product("Tea")
    text = text_of(open_page(owner, PAGE))
    assert "Off, 1 change" in text
    assert text.count("1 of 1") == 3
    assert "No till fits" in text_of(open_page(owner, f"{PAGE}?state=behind"))


def test_the_table_alone_refreshes_and_keeps_what_is_ticked(owner: FlaskClient, make: Make) -> None:
    till = make.till()
    address = f"{PAGE}?device={till.device.public_id}"
    part = owner.get(address, headers={"HX-Request": "true", "HX-Target": "matrix"}).get_data(as_text=True)
    check_fragment(part)
    assert part.startswith('<div id="matrix"')
    assert "checked" in part
    assert "device=" not in part.split(">")[0]  # or the address would grow with each refresh
    assert "checked" not in owner.get(PAGE, headers={"HX-Target": "matrix"}).get_data(as_text=True)


def test_the_difference_is_told_in_plain_words_and_by_name(
    app: Flask, owner: FlaskClient, make: Make
) -> None:
    till = make.till()
    goods = [make.product(name) for name in ("Barszcz", "Chleb", "Drożdże", "Zupa")]
    fetch(app, till)
    enter_account(make.session, till.device.account_id)
    for product in goods[:3]:
        make.session.get_one(Product, product.id).price += 100
    remove_product(make.session, make.session.get_one(Product, goods[3].id), now())
    make.session.commit()
    enter_account(make.session, EVERY_ACCOUNT)
    make.product("Ser")
    path = f"{PAGE}/tills/{till.device.public_id}/products"
    text = text_of(open_page(owner, path))
    for words in ("3 prices", "1 new product", "1 product removed", "Barszcz", "Ser", "Zupa", "19.50"):
        assert words in text
    assert "5 changes behind" in text
    fetch(app, till)
    assert "The till has everything" in text_of(open_page(owner, path))


def test_what_a_till_could_not_use_is_named_with_its_reason(
    app: Flask, owner: FlaskClient, make: Make
) -> None:
    till, product = make.till(), make.product("Żurek")
    failed = [{"id": product.public_id, "reason": "price too long"}, {"id": "gone", "reason": "who?"}]
    fetch(app, till, "products", failed=failed)
    assert "2 not usable" in text_of(open_page(owner, PAGE))
    text = text_of(open_page(owner, f"{PAGE}/tills/{till.device.public_id}/products"))
    assert "Żurek" in text
    assert "price too long" in text
    assert "gone" in text


@pytest.mark.parametrize("stream", Stream)
def test_each_cell_has_its_page_also_before_anything_happened(
    owner: FlaskClient, make: Make, stream: str
) -> None:
    till = make.till()
    path = f"{PAGE}/tills/{till.device.public_id}/{stream}"
    assert till.device.name in text_of(open_page(owner, path))
    dialog = owner.get(path, headers={"HX-Request": "true", "HX-Target": "dialog"}).get_data(as_text=True)
    check_fragment(dialog)
    assert owner.get(f"{PAGE}/tills/unknown/{stream}").status_code == 404


def test_unsent_sales_and_holes_stand_in_the_matrix(app: Flask, owner: FlaskClient, make: Make) -> None:
    till = make.till()
    state = {
        "unsent": {"entries": 3, "receipts": 2, "amount": 3100, "currency": "PLN"},
        "last_sequence": 3,
        "app_version": "1.4.0",
        "clock": now().isoformat(),
    }
    api = app.extensions["api"].test_client()
    assert api.put("/api/v1/state", json=state, headers=till.headers).status_code == 204
    text = text_of(open_page(owner, PAGE))
    assert "3 not sent" in text
    assert "1.4.0" in text
    assert till.device.name in text_of(open_page(owner, f"{PAGE}?state=unsent"))
    till.generation.missing = [[1, 2]]
    make.session.commit()
    assert "2 missing" in text_of(open_page(owner, PAGE))
    dialog = open_page(owner, f"{PAGE}/tills/{till.device.public_id}/transactions")
    assert f"/receipts/missing?device={till.device.public_id}" in [
        one.get("href") for one in dialog.iter("a")
    ]
