"""Whatever way a change takes into the database, what tills see is what the office says."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from domain.names import Role
from models import (
    Account,
    Assignment,
    Barcode,
    Category,
    Device,
    Employee,
    Peripheral,
    Product,
    PublishedObject,
    Store,
    StoreServer,
    StreamHead,
    Tax,
    Unit,
    employee_store,
)
from models.scope import EVERY_ACCOUNT, account_of, enter_account
from services.synchronization.sync_upkeep import (
    TOMBSTONE_LIFETIME,
    find_accounts,
    purge_tombstones,
    repair_account,
    start_over,
    verify_account,
)
from tests.make import Make, now
from tests.sync.reader import reader_of

Way = Callable[[Session, Make], object]


def differences(session: Session) -> list[str]:
    """What `flask sync verify` would say."""
    connection = session.connection()
    accounts = find_accounts(connection)
    found = [f"{d}" for account in accounts for d in verify_account(connection, account, now())]
    session.rollback()
    return found


def seqs(session: Session) -> list[int]:
    """How far each head has come."""
    return list(session.scalars(select(StreamHead.seq).order_by(StreamHead.id)))


def first(session: Session, model: type) -> object:
    return session.scalars(select(model).limit(1)).one()


def new_product(name: str) -> dict[str, object]:
    return {"name": name, "price": 5, "created_at": now(), "updated_at": now()}


def insert_products(session: Session, *names: str) -> None:
    rows = [new_product(name) | {"account_id": account_of(session)} for name in names]
    session.execute(insert(Product), rows)


def add_and_insert(session: Session, _: Make) -> None:
    session.add(Product(**new_product("C")))
    insert_products(session, "A")


def put_everybody_everywhere(session: Session, _: Make) -> None:
    stores = session.scalars(select(Store.id)).all()
    everybody = session.scalars(select(Employee.id)).all()
    session.execute(delete(employee_store))
    links = [{"employee_id": one, "store_id": store} for one in everybody for store in stores]
    session.execute(employee_store.insert(), links)


def rename_in_a_savepoint(session: Session, _: Make) -> None:
    with session.begin_nested():
        first(session, Product).name = "Chłodnik"  # type: ignore[attr-defined]


def rename_before_a_failed_savepoint(session: Session, _: Make) -> None:
    first(session, Product).name = "Chłodnik"  # type: ignore[attr-defined]
    session.flush()
    nested = session.begin_nested()
    first(session, Category).name = "Lost"  # type: ignore[attr-defined]
    session.flush()
    nested.rollback()


def move_a_barcode(session: Session, make: Make) -> None:
    other = Product(**new_product("Other"))
    session.add(other)
    session.flush()
    session.execute(update(Barcode).values(product_id=other.id))


def move_a_barcode_by_hand(session: Session, make: Make) -> None:
    other = Product(**new_product("Other"))
    session.add(other)
    session.commit()
    first(session, Barcode).product_id = other.id  # type: ignore[attr-defined]


def take_a_barcode_away(session: Session, _: Make) -> None:
    product = session.scalars(select(Product).join(Barcode)).one()
    product.barcodes.clear()


def forget_a_product(session: Session, _: Make) -> None:
    session.delete(session.scalars(select(Product).join(Barcode)).one())


WAYS: dict[str, Way] = {
    "a price by the ORM": lambda s, m: setattr(first(s, Product), "price", 9),
    "all prices by a statement": lambda s, m: s.execute(update(Product).values(price=9)),
    "a price by the table": lambda s, m: s.execute(update(cast(Table, Product.__table__)).values(price=9)),
    "prices by a list of keys": lambda s, m: s.execute(
        update(Product),
        [{"id": first(s, Product).id, "price": 9}],  # type: ignore[attr-defined]
    ),
    "new products by a statement": lambda s, m: insert_products(s, "A", "B"),
    "added, then more by a statement": add_and_insert,
    "barcodes gone by a statement": lambda s, m: s.execute(delete(Barcode)),
    "a barcode moved by a statement": move_a_barcode,
    "a barcode moved by the ORM": move_a_barcode_by_hand,
    "a barcode taken away": take_a_barcode_away,
    "a product row gone": forget_a_product,
    "a category renamed": lambda s, m: setattr(first(s, Category), "name", "Sauces"),
    "a tax changed by a statement": lambda s, m: s.execute(update(Tax).values(rate=7)),
    "units gone by a statement": lambda s, m: s.execute(delete(Unit)),
    "an employee let go": lambda s, m: setattr(first(s, Employee), "deleted_at", now()),
    "an employee of no store": lambda s, m: s.execute(delete(employee_store)),
    "everybody in every store": put_everybody_everywhere,
    "a store renamed": lambda s, m: setattr(first(s, Store), "name", "Sopot"),
    "the account's tax number": lambda s, m: setattr(first(s, Account), "tax_id", "525-000"),
    "a device renamed by a statement": lambda s, m: s.execute(update(Device).values(name="Bar")),
    "a device deleted": lambda s, m: setattr(first(s, Device), "deleted_at", now()),
    "a device in another store": lambda s, m: s.execute(
        update(Device).values(store_id=s.scalars(select(Store.id).order_by(Store.id.desc())).first())
    ),
    "another peripheral profile": lambda s, m: setattr(first(s, Peripheral), "profile", "TM-T88V"),
    "an assignment gone": lambda s, m: s.delete(first(s, Assignment)),
    "assignments gone by a statement": lambda s, m: s.execute(delete(Assignment)),
    "an assignment on another device": lambda s, m: setattr(
        first(s, Assignment), "device_id", s.scalars(select(Device.id).order_by(Device.id.desc())).first()
    ),
    "a store server renamed": lambda s, m: setattr(first(s, StoreServer), "name", "Piwnica"),
    "a savepoint": rename_in_a_savepoint,
    "a savepoint that failed": rename_before_a_failed_savepoint,
}


@pytest.fixture
def shop(make: Make, session: Session) -> Session:
    """A shop with one of everything; the session is in its account."""
    kraków = make.store("Kraków")
    device = make.device(store=kraków)
    make.device("Kasa 2", make.store("Gdańsk"))
    make.employee(kraków)
    make.assignment(device, make.printer(make.store_server(kraków)[0]), Role.RECEIPT_PRINTER)
    enter_account(session, kraków.account_id)
    soups = Category(name="Zupy")
    session.add(soups)
    session.add(Product(**new_product("Żurek"), category=soups, barcodes=[Barcode(code="590")]))
    session.commit()
    return session


@pytest.mark.parametrize(
    ("settings", "way"),
    [("sqlite", way) for way in WAYS] + [("postgresql", way) for way in WAYS if "statement" in way],
    indirect=["settings"],
)
def test_every_way_into_the_database_is_published(shop: Session, make: Make, way: str) -> None:
    assert differences(shop) == []
    before = seqs(shop)
    WAYS[way](shop, make)
    shop.commit()
    assert seqs(shop) != before
    enter_account(shop, EVERY_ACCOUNT)
    assert differences(shop) == []


def test_what_is_rolled_back_is_not_published(shop: Session) -> None:
    before = seqs(shop)
    shop.execute(update(Product).values(price=1))
    shop.rollback()
    shop.add(Category(name="Desery"))
    shop.rollback()
    shop.commit()
    assert seqs(shop) == before


def test_what_tills_do_not_see_publishes_nothing(shop: Session) -> None:
    before = seqs(shop)
    first(shop, Peripheral).state = "paper_low"  # type: ignore[attr-defined]
    shop.execute(update(StoreServer).values(version="2"))
    shop.execute(update(Device).values(status="inactive"))
    assert not shop.info.get("changes")
    shop.commit()
    assert seqs(shop) == before


def test_a_change_behind_the_office_is_found_and_repaired(app: Flask, make: Make, session: Session) -> None:
    reader = reader_of(app, make.till())
    product = make.product("Żurek", price=100)
    make.product("Bigos")
    reader.pull()
    session.execute(text("UPDATE product SET price = 200 WHERE name = 'Żurek'"))
    session.execute(text("DELETE FROM product WHERE name = 'Bigos'"))
    session.commit()
    found = differences(session)
    assert len(found) == 2
    assert any("outdated" in line and product.public_id in line for line in found)
    assert any("surplus" in line for line in found)
    assert repair_account(session.connection(), product.account_id, now()) == 2
    session.commit()
    assert differences(session) == []
    reader.pull()
    assert '"price":200' in reader.content["product", product.public_id]
    assert reader.names == {"Żurek"}


def test_a_wrong_digest_is_found_and_makes_tills_start_over(app: Flask, make: Make, session: Session) -> None:
    reader = reader_of(app, make.till())
    product = make.product()
    reader.pull()
    session.execute(update(StreamHead).where(StreamHead.stream == "products").values(digest="f" * 16))
    session.commit()
    assert any("digest" in line for line in differences(session))
    repair_account(session.connection(), product.account_id, now())
    session.commit()
    assert reader.fetch() == 410
    reader.pull()
    assert differences(session) == []


def test_old_deletions_are_forgotten_and_tills_that_missed_them_start_over(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    absent, present = reader_of(app, till), reader_of(app, till)
    product = make.product("Żurek")
    make.product("Bigos")
    absent.pull()
    product.deleted_at = now()
    session.commit()
    present.pull()
    assert purge_tombstones(session.connection(), now()) == 0
    assert purge_tombstones(session.connection(), now() + TOMBSTONE_LIFETIME + timedelta(minutes=1)) == 1
    session.commit()
    assert session.scalars(select(PublishedObject).where(PublishedObject.body.is_(None))).all() == []
    assert (absent.fetch(), present.fetch()) == (410, 200)
    absent.pull()
    assert absent.content == present.content
    assert differences(session) == []


def test_after_a_restored_backup_every_till_starts_over(app: Flask, make: Make, session: Session) -> None:
    reader = reader_of(app, make.till())
    make.product()
    reader.pull()
    assert start_over(session.connection()) == 3
    session.commit()
    assert reader.fetch() == 410


def test_an_import_is_published_in_bulk(app: Flask, make: Make, session: Session) -> None:
    reader = reader_of(app, make.till())
    make.product()
    enter_account(session, make.first_owner().account_id)
    session.add_all(Product(**new_product(f"Towar {number}")) for number in range(2500))
    session.commit()
    reader.pull()
    assert len(reader.names) == 2501
