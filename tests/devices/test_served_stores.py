"""A till may serve several stores (C8), and its home store may change as often as anybody likes (C9)."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Device, Event, Receipt, Store
from tests.api.test_transactions import entry, sale, send, verdicts
from tests.devices.test_list import fact_on, names
from tests.make import Make, Till
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of


def edit(office: FlaskClient, device: Device, home: Store, also: list[str]) -> Any:
    """Save the form with these stores ticked."""
    fields = {"name": device.name, "store": home.public_id, "also_serves": also}
    return post(office, f"/devices/{device.public_id}/edit", fields)


def test_further_stores_are_shown_filtered_by_and_recorded(
    office: FlaskClient, make: Make, session: Session
) -> None:
    home, stall, far = make.store("Rynek"), make.store("Stragan"), make.store("Gdańsk")
    device = make.device("Kasa 1", home)
    for also in ([stall.public_id, home.public_id], [stall.public_id]):  # the home store is served anyway
        assert edit(office, device, home, also).status_code == 303
    session.refresh(device)
    assert [store.name for store in device.also_serves] == ["Stragan"]
    session.commit()
    assert fact_on(open_page(office, f"/devices/{device.public_id}"), "Also serves") == "Stragan"
    assert names(office, f"?store={stall.public_id}") == ["Kasa 1"]
    assert names(office, f"?store={far.public_id}") == []
    assert "at home in Rynek" in text_of(open_page(office, f"/stores/{stall.public_id}"))
    edit(office, device, home, [])
    events = session.scalars(select(Event).where(Event.verb == "device.stores_changed").order_by(Event.id))
    assert [event.facts["changes"][0]["after"] for event in events] == ["Stragan", ""]


def test_a_further_store_that_becomes_home_is_not_served_twice(
    office: FlaskClient, make: Make, session: Session
) -> None:
    home, stall = make.store("Rynek"), make.store("Stragan")
    device = make.device("Kasa 1", home)
    edit(office, device, home, [stall.public_id])
    for target in (stall, home, stall):
        assert edit(office, device, target, [home.public_id, stall.public_id]).status_code == 303
    session.refresh(device)
    assert device.store_id == stall.id
    assert [store.id for store in device.also_serves] == [home.id]


def test_another_accounts_store_is_refused(office: FlaskClient, make: Make, session: Session) -> None:
    device, theirs = make.device("Kasa 1"), make.store("Obcy", make.owner())
    make.store("Drugi")
    answer = edit(office, device, device.store, [theirs.public_id])
    assert answer.status_code == 422
    assert error_at(check_page(answer.text, "en"), "also_serves")
    session.refresh(device)
    assert device.also_serves == []


@pytest.mark.parametrize(
    ("named", "expected"),
    [("home", "Rynek"), ("stall", "Stragan"), ("far", "Rynek"), ("unknown", "Rynek"), ("theirs", "Rynek"),
     (7, "Rynek"), ({"id": 7}, "Rynek")],
)  # fmt: skip
def test_a_receipt_belongs_to_the_store_that_it_names_if_the_till_serves_it(
    app: Flask, office: FlaskClient, make: Make, session: Session, named: Any, expected: str
) -> None:
    home, stall, far = make.store("Rynek"), make.store("Stragan"), make.store("Gdańsk")
    theirs = make.store("Obcy", make.owner())
    stores = {"home": home, "stall": stall, "far": far, "theirs": theirs}
    ids = {name: store.public_id for name, store in stores.items()}
    till = make.till(make.device("Kasa 1", home))
    edit(office, till.device, home, [stall.public_id])
    session.commit()
    store_id = ids.get(str(named), named)
    assert verdicts(send(app, till, [entry(1, sale(store_id=store_id))])) == ["stored"]
    assert session.scalars(select(Store.name).join(Receipt, Receipt.store_id == Store.id)).one() == expected


def test_the_till_learns_of_further_stores(app: Flask, office: FlaskClient, make: Make) -> None:
    home, stall = make.store("Rynek"), make.store("Stragan")
    till: Till = make.till(make.device("Kasa 1", home))
    edit(office, till.device, home, [stall.public_id])
    client = app.extensions["api"].test_client()
    answer = client.get("/api/v1/sync/configuration", headers=till.headers)
    assert '"name":"Stragan"' in answer.text.replace(" ", "")
