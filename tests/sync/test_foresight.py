"""An import is worked out before anybody waits for it; whatever happens until it is written, tills get the truth."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from extensions import db
from models import Barcode, Category, Product, Store, StreamHead, Tax, Unit
from models.engine import WRITING
from models.scope import OfficeSession, account_of, enter_account
from services.catalogue.price_lists import create_price_list
from services.catalogue.product_import import finish_upload, foresee_import, keep_upload
from services.catalogue.store_goods import set_list_prices, set_sold_in, set_store_prices
from services.publication import goods, publication
from services.publication.foresight import read_goods_revision
from services.publication.heads import lock_account
from services.synchronization.sync_upkeep import verify_account
from tests.make import Make, now
from tests.sync.reader import Reader, reader_of

FILE = """name;category;price;barcode;unit;tax;price: Beach
Żurek;Zupy;20;111;bottle;8;25
Bigos;Dania;30;222|333;;;-
Kompot;Napoje;7;;;;9
"""
Meanwhile = Callable[[Session, Make], object]


def soup_of(session: Session) -> Product:
    return session.scalars(select(Product).where(Product.name == "Żurek")).one()


def beach_of(session: Session) -> Store:
    return session.scalars(select(Store).where(Store.name == "Beach")).one()


def charge_more_at_the_beach(session: Session, _: Make) -> None:
    set_store_prices(session, soup_of(session), {beach_of(session).public_id: "99"}, "PLN")


def stop_selling_at_the_beach(session: Session, _: Make) -> None:
    others = session.scalars(select(Store.public_id).where(Store.name != "Beach")).all()
    set_sold_in(session, soup_of(session), others)


def exchange_the_usual_tax(session: Session, _: Make) -> None:
    for tax in session.scalars(select(Tax)):
        tax.is_default = not tax.is_default and tax.rate == 8


def give_the_beach_a_list(session: Session, _: Make) -> None:
    prices = create_price_list(session, "Summer", [], now())
    set_list_prices(session, soup_of(session), {prices.public_id: "50"}, "PLN")
    beach_of(session).price_list_id = prices.id


def add_what_the_file_adds(session: Session, _: Make) -> None:
    bigos = Product(name="Bigos", price=1, created_at=now(), updated_at=now())
    bigos.barcodes = [Barcode(code="222")]
    session.add(bigos)


#: what somebody else commits after an import was worked out and before it is written
MEANWHILE: dict[str, Meanwhile] = {
    "nothing": lambda s, m: None,
    "another price": lambda s, m: setattr(soup_of(s), "price", 1),
    "another name": lambda s, m: setattr(soup_of(s), "name", "Żur"),
    "another barcode": lambda s, m: s.add(Barcode(product_id=soup_of(s).id, code="444")),
    "a price of one store": charge_more_at_the_beach,
    "not sold in one store": stop_selling_at_the_beach,
    "a price list": give_the_beach_a_list,
    "a new store": lambda s, m: m.store("Sopot"),
    "the same product": add_what_the_file_adds,
    "the same category": lambda s, m: s.add(Category(name="zupy")),
    "another unit": lambda s, m: s.add(Unit(name="jar", code="jar")),
    "another usual tax": exchange_the_usual_tax,
    "gone": lambda s, m: setattr(soup_of(s), "deleted_at", now()),
}


@pytest.fixture
def readers(app: Flask, session: Session, make: Make) -> list[Reader]:
    """Tills of two stores; the session is in their account, which sells a soup."""
    stores = [make.store("Kraków"), make.store("Beach")]
    tills = [reader_of(app, make.till(make.device(f"Kasa {at}", store))) for at, store in enumerate(stores)]
    enter_account(session, make.product("Żurek", 1850).account_id)
    session.add(Unit(name="bottle", code="btl"))
    session.commit()
    return tills


def verified(session: Session) -> bool:
    return verify_account(session.connection(), account_of(session), now()) == []


def heads(session: Session) -> list[int]:
    return list(session.scalars(select(StreamHead.seq).order_by(StreamHead.id)))


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_whatever_happened_since_an_import_was_worked_out_tills_get_what_is_so(
    session: Session, make: Make, readers: list[Reader], meanwhile: str
) -> None:
    for reader in readers:
        reader.pull()
    upload = keep_upload(session, "menu.csv", FILE.encode(), now())
    session.commit()
    foreseen = foresee_import(session, upload.content, "en")
    assert (foreseen.plan.new, foreseen.plan.changed, foreseen.plan.bad) == (2, 1, [])
    session.rollback()
    account_id = account_of(session)
    MEANWHILE[meanwhile](session, make)
    session.commit()
    enter_account(session, account_id)
    finish_upload(session, upload, "en", now(), foreseen)
    session.commit()
    assert verified(session)
    names = session.scalars(
        select(Product.name).where(Product.deleted_at.is_(None)).order_by(Product.name)
    ).all()
    renamed = ["Żur"] if meanwhile == "another name" else []
    assert names == ["Bigos", "Kompot", *renamed, "Żurek"]
    kompot = session.scalars(select(Product).where(Product.name == "Kompot")).one()
    usual = session.scalars(select(Tax).where(Tax.is_default)).first()
    assert kompot.tax_id == (usual.id if usual else None)
    for reader in readers:
        reader.pull()
    assert '"price":900' in readers[1].content["product", kompot.public_id]


def test_what_was_foreseen_is_written_without_looking_again(
    session: Session, readers: list[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    foreseen = foresee_import(session, FILE.encode(), "en")
    session.rollback()
    upload = keep_upload(session, "menu.csv", FILE.encode(), now())
    looked: list[set[str]] = []

    def look(connection: Connection, account_id: int, wanted: dict[str, set[str]]) -> goods.Goods:
        looked.append(set(wanted))
        return goods.project_catalogue(connection, account_id, wanted)

    with monkeypatch.context() as patch:
        patch.setattr(publication, "project_catalogue", look)
        finish_upload(session, upload, "en", now(), foreseen)
        session.commit()
    assert looked == [{"category"}]
    assert verified(session)


def test_an_import_that_is_rolled_back_is_not_published_by_the_next_commit(
    session: Session, readers: list[Reader]
) -> None:
    before = heads(session)
    finish_upload(session, keep_upload(session, "menu.csv", FILE.encode(), now()), "en", now())
    session.rollback()
    session.commit()
    assert heads(session) == before
    soup_of(session).price = 3
    session.commit()
    assert verified(session)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # on SQLite every writer is alone
def test_goods_published_by_another_after_the_import_was_written_are_seen_before_it_is_published(
    app: Flask, session: Session, readers: list[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may commit until the account is locked."""
    with app.app_context():
        engine = db.engine
    account_id, beach = account_of(session), beach_of(session).id
    foreseen = foresee_import(session, "name;price\nŻurek;9\n".encode(), "en")
    session.rollback()
    waiting = [OfficeSession(engine.execution_options(**WRITING))]
    enter_account(waiting[0], account_id)

    def lock_late(connection: Connection, account: int) -> None:
        while waiting:
            with waiting.pop() as other:
                set_store_prices(other, soup_of(other), {other.get_one(Store, beach).public_id: "5"}, "PLN")
                other.commit()
        lock_account(connection, account)

    upload = keep_upload(session, "menu.csv", "name;price\nŻurek;9\n".encode(), now())
    finish_upload(session, upload, "en", now(), foreseen)
    monkeypatch.setattr(publication, "lock_account", lock_late)
    session.commit()
    assert verified(session)
    assert read_goods_revision(session.connection(), account_id) >= foreseen.basis.goods + 2
