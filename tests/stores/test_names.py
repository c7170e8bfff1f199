"""Two things that people tell apart by their names never get the same one; what stood so before may stay."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.text import is_same_name
from models import Device, Store
from services.devices.devices import delete_device
from tests.make import Make, now
from tests.pages.browsing import error_at, post
from tests.pages.house_checks import check_page

POS_TAKEN = "Another POS of this store has this name already."
STORE_TAKEN = "Another store has this name already."


@pytest.fixture
def kraków(client: FlaskClient, make: Make) -> Store:
    """A store with the POS “Kasa 1”; its owner is signed in."""
    store: Store = make.store("Kraków Lipowa")
    make.device("Kasa 1", store)
    make.sign_in(client, make.first_owner())
    return store


def send(client: FlaskClient, path: str, **fields: str) -> str | None:
    """What is said at the name; None: it was taken."""
    answer = post(client, path, fields)
    if answer.status_code < 400:
        return None
    assert answer.status_code == 422
    return error_at(check_page(answer.get_data(as_text=True), "en"), "name")


def test_capitals_and_spaces_make_no_other_name() -> None:
    assert is_same_name("Kasa  1", " KASA\u00a01 ")
    assert is_same_name("ŻÓŁW", "żółw")
    assert not is_same_name("Kasa 1", "Kasa 11")
    assert not is_same_name("Kasa 1 1", "Kasa 11")


def test_a_new_pos_of_a_store_has_a_name_of_its_own(
    client: FlaskClient, make: Make, session: Session, kraków: Store
) -> None:
    for name in ("Kasa 1", "kasa  1"):
        assert send(client, "/devices/new", name=name, store=kraków.public_id) == POS_TAKEN
    other = make.store("Gdańsk")
    assert send(client, "/devices/new", name="Kasa 1", store=other.public_id) is None
    delete_device(session, session.scalars(select(Device).where(Device.store_id == kraków.id)).one(), now())
    session.commit()
    assert send(client, "/devices/new", name="Kasa 1", store=kraków.public_id) is None


def test_a_pos_is_neither_renamed_nor_moved_to_a_name_that_is_taken(
    client: FlaskClient, make: Make, session: Session, kraków: Store
) -> None:
    bar, away = make.device("Bar", kraków), make.device("KASA 1", make.store("Gdańsk"))
    path = f"/devices/{bar.public_id}/edit"
    assert send(client, path, name="kasa 1", store=kraków.public_id) == POS_TAKEN
    assert send(client, f"/devices/{away.public_id}/edit", name="KASA 1", store=kraków.public_id) == POS_TAKEN
    session.expire_all()
    assert (bar.name, away.store.name) == ("Bar", "Gdańsk")
    assert send(client, path, name="BAR", store=kraków.public_id) is None


def test_what_stood_there_twice_stays_until_it_is_renamed(
    client: FlaskClient, make: Make, session: Session, kraków: Store
) -> None:
    twin = make.device("Kasa 1", kraków)
    path = f"/devices/{twin.public_id}/edit"
    stand = make.store("Stand")
    fields = {"store": kraków.public_id, "also_serves": stand.public_id}
    assert send(client, path, name="Kasa 1", **fields) is None
    session.expire_all()
    assert [store.name for store in twin.also_serves] == ["Stand"]
    assert send(client, path, name="Kasa 2", **fields) is None
    assert send(client, path, name="Kasa 1", **fields) == POS_TAKEN


def test_two_stores_of_a_business_never_get_one_name(
    client: FlaskClient, make: Make, session: Session, kraków: Store
) -> None:
    fields = {"timezone": "Europe/Warsaw", "language": "pl"}
    assert send(client, "/stores/new", name="kraków  lipowa", **fields) == STORE_TAKEN
    gdańsk = make.store("Gdańsk")
    path = f"/stores/{gdańsk.public_id}/edit"
    assert send(client, path, name="KRAKÓW LIPOWA", **fields) == STORE_TAKEN
    assert send(client, path, name="GDAŃSK", **fields) is None
    make.store("Another’s", make.owner())
    assert send(client, "/stores/new", name="Another’s", **fields) is None
    twin = make.store("Kraków Lipowa")
    fields["address"] = "Rynek 1"
    assert send(client, f"/stores/{twin.public_id}/edit", name="Kraków Lipowa", **fields) is None
    session.expire_all()
    assert twin.address == "Rynek 1"
