"""The owner names the addresses of the till app; store servers answer pages from there and from nowhere else."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import Account
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of

PAGE = "/settings/tills/origins"
Box = dict[str, str]


@pytest.fixture
def box(make: Make) -> Box:
    return {"Authorization": f"Bearer {make.store_server()[1]}"}


def save(browser: FlaskClient, typed: str) -> None:
    assert post(browser, PAGE, {"origins": typed}).status_code == 302


def configuration(client: FlaskClient, box: Box, **headers: str) -> Any:
    return client.get("/api/v1/store-server/configuration", headers=box | headers)


def test_store_servers_hear_of_the_addresses_and_only_of_news(
    client: FlaskClient, make: Make, box: Box
) -> None:
    make.sign_in(client, make.first_owner())
    before = configuration(client, box)
    assert before.json["lan"] == {"origins": []}
    typed = "https://Till.example:443\n\nhttp://192.168.1.9:8080\n"
    save(client, typed)
    after = configuration(client, box, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["lan"] == {"origins": ["https://till.example", "http://192.168.1.9:8080"]}
    assert after.json["revision"] != before.json["revision"]
    save(client, "https://till.example\nhttp://192.168.1.9:8080")
    assert configuration(client, box, **{"If-None-Match": after.headers["ETag"]}).status_code == 304
    assert "https://till.example, http://192.168.1.9:8080" in text_of(open_page(client, "/settings/tills"))
    history = text_of(open_page(client, "/history"))
    assert history.count("Addresses of the till app changed") == 1
    save(client, "")
    assert configuration(client, box).json["lan"] == {"origins": []}


def test_an_address_that_is_none_is_refused_at_the_field_and_what_was_typed_stays(
    client: FlaskClient, make: Make, session: Session
) -> None:
    owner = make.sign_in(client, make.first_owner())
    answer = post(owner, PAGE, {"origins": "https://till.example\nhttps://till.example/app"})
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert "“https://till.example/app” is no address of an app." in str(error_at(page, "origins"))
    assert "https://till.example/app" in [text_of(one).split()[-1] for one in page.iter("textarea")]
    assert session.get_one(Account, make.first_owner().account_id).lan_origins == []


def test_another_business_keeps_its_own(client: FlaskClient, make: Make, box: Box) -> None:
    make.sign_in(client, make.owner())
    save(client, "https://till.example")
    assert configuration(client, box).json["lan"] == {"origins": []}


def test_tills_fetch_nothing_for_it(client: FlaskClient, make: Make) -> None:
    till = make.till()
    cursor = client.get("/api/v1/sync/configuration", headers=till.headers).json["cursor"]  # type: ignore[index]
    make.sign_in(client, make.first_owner())
    save(client, "https://till.example")
    again = client.get(f"/api/v1/sync/configuration?cursor={cursor}", headers=till.headers)
    assert (again.json or {})["changes"] == []


def test_a_manager_reads_them_and_is_offered_no_change(client: FlaskClient, make: Make) -> None:
    manager = make.sign_in(client, make.user("manager"))
    page = open_page(manager, "/settings/tills")
    assert "No addresses" in text_of(page)
    assert not page.findall(f".//a[@href='{PAGE}']")
    assert manager.get(PAGE).status_code == 403
