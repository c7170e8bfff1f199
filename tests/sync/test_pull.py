"""A till fetches what the shop says now, in any portions, whatever changes meanwhile."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Category, PublishedObject, StreamHead
from models.scope import enter_account
from services.devices.devices import edit_device
from tests.make import Make, now
from tests.sync.reader import reader_of


def test_a_snapshot_brings_what_products_refer_to_first(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    product = make.product("Żurek")
    product.category = Category(account_id=product.account_id, name="Zupy")
    session.commit()
    reader = reader_of(app, till)
    reader.pull(limit=1)
    kinds = [kind for kind, _ in reader.content]
    assert kinds == sorted(kinds, key=["category", "unit", "tax", "product"].index)
    assert {"category", "unit", "tax", "product"} == set(kinds)


def test_one_more_product_comes_as_one_change(app: Flask, make: Make) -> None:
    till = make.till()
    make.product("Żurek")
    reader = reader_of(app, till)
    reader.pull()
    make.product("Bigos")
    answer = reader.client.get(f"/api/v1/sync/products?cursor={reader.cursor}", headers=till.headers).json
    assert answer is not None
    assert (answer["snapshot"], len(answer["changes"])) == (False, 1)
    reader.pull()
    assert reader.names == {"Żurek", "Bigos"}


def test_a_deleted_product_leaves_the_till(app: Flask, make: Make, session: Session) -> None:
    reader = reader_of(app, make.till())
    product = make.product("Żurek")
    reader.pull()
    product.deleted_at = now()
    session.commit()
    reader.pull()
    assert reader.names == set()
    other = reader_of(app, reader.till)
    other.pull()
    assert other.content == reader.content


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 1000])
def test_what_changes_during_a_snapshot_is_in_the_same_pull(
    app: Flask, make: Make, session: Session, limit: int
) -> None:
    reader = reader_of(app, make.till())
    goods = [make.product(f"Zupa {number}") for number in range(6)]
    reader.fetch(limit)
    goods[0].name, goods[5].price, goods[1].deleted_at = "Barszcz", 1, now()
    session.commit()
    make.product("Bigos")
    reader.pull(limit)
    if limit == 1000:  # the snapshot was over before: the next pull brings it
        reader.pull()
    assert reader.names == {"Barszcz", "Zupa 2", "Zupa 3", "Zupa 4", "Zupa 5", "Bigos"}


def test_saving_without_a_change_publishes_nothing(app: Flask, make: Make, session: Session) -> None:
    make.till()
    product = make.product()
    before = session.scalars(select(StreamHead.seq).order_by(StreamHead.id)).all()
    product.name, product.updated_at = str(product.name), now()
    session.commit()
    product.price += 1
    session.flush()
    product.price -= 1
    session.commit()
    assert session.scalars(select(StreamHead.seq).order_by(StreamHead.id)).all() == before


def test_an_object_never_stands_twice_in_a_head(make: Make, session: Session) -> None:
    make.till()
    product = make.product()
    for price in range(5):
        product.price = price
        session.commit()
    rows = session.scalars(select(PublishedObject).where(PublishedObject.object_id == product.public_id))
    assert [row.seq for row in rows] == [
        session.scalar(select(StreamHead.seq).where(StreamHead.stream == "products"))
    ]


def test_an_employee_is_only_on_the_tills_of_their_stores(app: Flask, make: Make, session: Session) -> None:
    kraków, gdańsk = make.store("Kraków"), make.store("Gdańsk")
    here = reader_of(app, make.till(make.device("Kasa 1", kraków)), "users")
    there = reader_of(app, make.till(make.device("Kasa 2", gdańsk)), "users")
    zofia = make.employee(kraków)
    here.pull()
    there.pull()
    assert (here.names, there.names) == ({"Zofia"}, set())
    enter_account(session, kraków.account_id)
    zofia.stores = [gdańsk]
    session.commit()
    here.pull()
    there.pull()
    assert (here.names, there.names) == (set(), {"Zofia"})


def test_a_till_that_moves_to_another_store_starts_over(app: Flask, make: Make, session: Session) -> None:
    kraków, gdańsk = make.store("Kraków"), make.store("Gdańsk")
    till = make.till(make.device(store=kraków))
    readers = [reader_of(app, till, stream) for stream in ("configuration", "users", "products")]
    for reader in readers:
        reader.pull()
        assert reader.ack() == 204
    enter_account(session, kraków.account_id)
    edit_device(session, till.device, name="Kasa 1", store=gdańsk, now=now())
    session.commit()
    assert [reader.fetch() for reader in readers] == [410, 410, 410]
    poll = readers[0].client.get("/api/v1/poll", headers=till.headers).json
    assert poll is not None
    assert [due["reason"] for due in poll["due"]] == ["first"] * 3
    readers[0].pull()
    assert "Gdańsk" in next(iter(readers[0].content.values()))


def test_a_store_opened_later_sells_the_same_goods(app: Flask, make: Make) -> None:
    make.store("Kraków")
    make.product("Żurek")
    reader = reader_of(app, make.till(make.device(store=make.store("Gdańsk"))))
    reader.pull()
    assert reader.names == {"Żurek"}


def test_rows_made_behind_the_office_are_published_at_the_first_call(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    make.product("Żurek")
    for table in (PublishedObject.__table__, StreamHead.__table__):
        session.connection().execute(table.delete())  # type: ignore[attr-defined]
    session.commit()
    reader = reader_of(app, till)
    assert reader.client.get("/api/v1/poll", headers=till.headers).status_code == 200
    reader.pull()
    assert reader.names == {"Żurek"}
