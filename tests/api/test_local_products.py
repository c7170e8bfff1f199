"""`PUT /local-products`: the whole list of what exists only on a till replaces the one before."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.local_products import BIN_PERIOD
from domain.names import DeviceStatus
from models import DeviceReport, Event, LocalProduct
from services.local_products.local_products import purge_bin
from tests.make import Make, Till, now

SOUP = {
    "local_id": "soup",
    "name": "Zupa dnia",
    "price": 1250,
    "barcodes": ["5901234123457"],
    "group": "Zupy",
}
BREAD = {"local_id": "bread", "name": "Chleb", "price": 450, "barcodes": []}


def put(app: Flask, till: Till, *goods: Any) -> Any:
    return put_body(app, till, json.dumps({"products": goods}).encode())


def put_body(app: Flask, till: Till, body: bytes) -> Any:
    headers = till.headers | {"Content-Type": "application/json"}
    return app.test_client().put("/api/v1/local-products", headers=headers, data=body)


def on_till(session: Session) -> dict[str, tuple[str, int]]:
    session.rollback()
    rows = session.scalars(
        select(LocalProduct).where(LocalProduct.gone_at.is_(None)).order_by(LocalProduct.id)
    )
    return {row.local_id: (row.name, row.price) for row in rows}


def in_bin(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(LocalProduct.local_id).where(LocalProduct.gone_at.is_not(None))))


def field_of(answer: Any) -> str:
    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    return str(error["field"])


def test_the_list_is_kept_as_the_till_said_it(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    assert put(app, till, SOUP, BREAD).status_code == 204
    assert on_till(session) == {"soup": ("Zupa dnia", 1250), "bread": ("Chleb", 450)}
    soup = session.scalars(select(LocalProduct).where(LocalProduct.local_id == "soup")).one()
    assert (soup.barcodes, soup.group, soup.device_id) == (["5901234123457"], "Zupy", till.device.id)


def test_a_new_list_replaces_the_old_one(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP, BREAD)
    put(app, till, SOUP | {"price": 1300, "name": "Żurek"}, {"local_id": "tea", "name": "Tea", "price": 0})
    assert on_till(session) == {"soup": ("Żurek", 1300), "tea": ("Tea", 0)}
    assert in_bin(session) == ["bread"]


def test_what_comes_back_leaves_the_bin(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP, BREAD)
    put(app, till)
    assert sorted(in_bin(session)) == ["bread", "soup"]
    put(app, till, BREAD)
    assert on_till(session) == {"bread": ("Chleb", 450)}
    assert in_bin(session) == ["soup"]


def test_the_same_list_again_changes_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP)
    before = session.scalars(select(LocalProduct.public_id)).all()
    put(app, till, SOUP)
    session.rollback()
    assert session.scalars(select(LocalProduct.public_id)).all() == before


def test_the_tills_count_is_kept_in_step(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    for goods in ((SOUP, BREAD), (SOUP,), ()):
        put(app, till, *goods)
        report = session.get_one(DeviceReport, till.generation.id, populate_existing=True)
        assert report.local_products == len(goods)
        assert report.reported_at == till.generation.activated_at, "of its journal it said nothing"
        session.rollback()


def test_two_tills_keep_their_own_lists(app: Flask, make: Make, session: Session) -> None:
    store = make.store()
    first, second = make.till(make.device("1", store)), make.till(make.device("2", store))
    put(app, first, SOUP)
    put(app, second, SOUP | {"name": "Inna zupa"})
    put(app, first)
    assert on_till(session) == {"soup": ("Inna zupa", 1250)}


def test_a_new_tablet_sends_what_the_old_one_had_to_the_bin(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP, BREAD)
    till.generation.ended_at = now()
    session.commit()
    successor = make.till(till.device)
    assert put(app, successor, BREAD | {"price": 500}).status_code == 204
    assert on_till(session) == {"bread": ("Chleb", 500)}
    assert sorted(in_bin(session)) == ["bread", "soup"]
    assert put(app, till, SOUP).status_code == 403


def test_what_vanished_stands_in_the_history(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP, BREAD)
    put(app, till)
    event = session.scalars(select(Event).where(Event.verb == "device.local_products_gone")).one()
    assert event.facts == {"count": 2, "examples": ["Zupa dnia", "Chleb"]}
    assert (event.actor_kind, event.subject_id) == ("device", till.device.public_id)


def test_the_bin_is_emptied_after_thirty_days(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    put(app, till, SOUP, BREAD)
    put(app, till, SOUP)
    assert purge_bin(session, now() + BIN_PERIOD - timedelta(minutes=1)) == 0
    assert purge_bin(session, now() + BIN_PERIOD + timedelta(minutes=1)) == 1
    session.commit()
    assert on_till(session) == {"soup": ("Zupa dnia", 1250)}
    assert in_bin(session) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": -1}, "products[1].price"),
        ({"price": 10**11 + 1}, "products[1].price"),
        ({"price": 1e30}, "products[1].price"),
        ({"price": "4.50"}, "products[1].price"),
        ({"price": 4.5}, "products[1].price"),
        ({"price": None}, "products[1].price"),
        ({"name": ""}, "products[1].name"),
        ({"name": " \u0007 "}, "products[1].name"),
        ({"name": "x" * 161}, "products[1].name"),
        ({"local_id": ""}, "products[1].local_id"),
        ({"local_id": "a\u0000b"}, "products[1].local_id"),
        ({"local_id": "x" * 65}, "products[1].local_id"),
        ({"local_id": "soup"}, "products[1].local_id"),
        ({"barcodes": ["x" * 65]}, "products[1].barcodes[0]"),
        ({"barcodes": ["1"] * 51}, "products[1].barcodes"),
        ({"barcodes": "5901234123457"}, "products[1].barcodes"),
        ({"group": "x" * 81}, "products[1].group"),
    ],
)
def test_what_cannot_be_is_named_and_changes_nothing(
    app: Flask, make: Make, session: Session, wrong: dict[str, Any], field: str
) -> None:
    till = make.till()
    put(app, till, SOUP)
    assert field_of(put(app, till, SOUP | {"price": 1}, BREAD | wrong)) == field
    assert on_till(session) == {"soup": ("Zupa dnia", 1250)}


def test_a_number_that_is_none_is_no_json(app: Flask, make: Make) -> None:
    body = b'{"products": [{"local_id": "soup", "name": "Soup", "price": NaN}]}'
    answer = put_body(app, make.till(), body)
    assert (answer.status_code, answer.json["code"]) == (400, "not_json")


def test_names_in_any_letters_are_kept(app: Flask, make: Make, session: Session) -> None:
    names = ["🧾 Zupa 👩‍🍳", "מרק היום", "Żurek\u202e", "Œufs", "<b>Chleb</b>", "'; DROP TABLE device; --"]
    till = make.till()
    goods = [{"local_id": str(at), "name": name, "price": at} for at, name in enumerate(names)]
    assert put(app, till, *goods).status_code == 204
    assert [name for name, _ in on_till(session).values()] == names


def test_ten_thousand_goods_are_kept(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    goods = [
        {"local_id": str(uuid4()), "name": f"Towar {at}", "price": at, "barcodes": [], "group": "Inne"}
        for at in range(10_000)
    ]
    assert put(app, till, *goods).status_code == 204
    assert put(app, till, *goods[5000:], *goods[:4999]).status_code == 204
    assert (len(on_till(session)), len(in_bin(session))) == (9999, 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (DeviceStatus.DRAINING, "device_draining"),
        (DeviceStatus.INACTIVE, "device_inactive"),
        (DeviceStatus.DELETED, "device_deleted"),
    ],
)
def test_only_an_activated_till_may_name_its_goods(
    app: Flask, make: Make, session: Session, status: str, code: str
) -> None:
    till = make.till()
    till.device.status = status
    session.commit()
    assert put(app, till, SOUP).json["code"] == code
    assert on_till(session) == {}
