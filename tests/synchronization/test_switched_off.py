"""Never is never: "Update now" leaves out what a rule switches off, and says where to switch it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from domain.names import DOWN_STREAMS, DeviceStatus, Stream
from models import Device, Event, SyncOrder
from models.scope import Actor, enter_account
from services.devices.devices import edit_device
from services.sync_rules.sync_rules import AS_ABOVE, Choice, reset_rule, set_rule
from services.sync_rules.sync_scopes import Scope, account_scope, device_scope, store_scope
from services.synchronization.sync_orders import find_tills, order_many
from services.synchronization.sync_windows import WindowFields, create_window, remove_window
from tests.make import Make, Till, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.sync.reader import reader_of

NEVER, HOURLY = Choice("never"), Choice("every", 60)
ORDERS = "/synchronization/orders"
PLACES = ["account", "store", "device"]


@pytest.fixture
def till(make: Make) -> Till:
    """A till in Kraków."""
    return make.till(make.device("Kasa 1", make.store("Kraków")))


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def as_owner(session: Session, device: Device) -> None:
    """What follows is the owner's work."""
    enter_account(session, device.account_id, Actor("user", "Olga Owner"))


def place(session: Session, till: Till, name: str) -> Scope:
    """Where a rule is chosen, as the till sees it."""
    device = session.get_one(Device, till.device.id)
    if name == "account":
        return account_scope(session, device.account_id)
    return store_scope(session, device.store) if name == "store" else device_scope(session, device)


def choose(
    session: Session, till: Till, where: str, choice: Choice, stream: Stream = Stream.PRODUCTS
) -> None:
    """Somebody saves a rule."""
    as_owner(session, till.device)
    if choice == AS_ABOVE:
        reset_rule(session, place(session, till, where), stream, now())
    else:
        set_rule(session, place(session, till, where), stream, choice, now())
    session.commit()


def due(app: Flask, till: Till) -> dict[str, str]:
    """What the till is told: stream → why."""
    told = app.extensions["api"].test_client().get("/api/v1/poll", headers=till.headers).json["due"]
    return {one["stream"]: one["reason"] for one in told}


def order(session: Session, *devices: Device, streams: Any = DOWN_STREAMS) -> Any:
    """Somebody presses "Update now"."""
    as_owner(session, devices[0])
    ordered = order_many(session, devices, streams, now())
    session.commit()
    return ordered


def withdrawals(session: Session) -> list[tuple[str, str, dict[str, Any]]]:
    """What the history says was taken back: at what, its name, and how much."""
    found = session.scalars(select(Event).where(Event.verb == "sync_order.withdrawn").order_by(Event.id))
    return [(one.subject_kind, one.subject_name, one.facts) for one in found]


@pytest.mark.parametrize("where", PLACES)
def test_what_is_off_is_not_ordered_and_the_rest_is(
    app: Flask, session: Session, till: Till, where: str
) -> None:
    choose(session, till, where, NEVER)
    ordered = order(session, till.device)
    assert (ordered.made, ordered.tills, ordered.off) == (2, 1, {Stream.PRODUCTS: 1})
    assert due(app, till) == {"configuration": "forced", "users": "forced"}
    assert reader_of(app, till).fetch() == 409
    again = order(session, till.device)
    assert (again.batch, again.made, again.stood, again.off) == (ordered.batch, 0, 2, ordered.off)


def test_a_more_special_rule_switches_it_on_again(app: Flask, session: Session, till: Till) -> None:
    choose(session, till, "account", NEVER)
    choose(session, till, "device", HOURLY)
    assert order(session, till.device).off == {}
    assert due(app, till)["products"] == "forced"


def test_the_first_sync_of_what_is_off_is_not_due(app: Flask, session: Session, till: Till) -> None:
    assert due(app, till)["products"] == "first"
    choose(session, till, "store", NEVER)
    assert set(due(app, till)) == {"configuration", "users"}


def test_a_till_that_is_being_emptied_lacks_nothing_of_what_is_off(session: Session, till: Till) -> None:
    choose(session, till, "account", NEVER)
    till.device.status = DeviceStatus.DRAINING
    ordered = order(session, till.device, streams=list(Stream))
    assert (ordered.made, ordered.off) == (1, {})


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The questions that the database is asked meanwhile."""
    asked: list[str] = []
    engine = session.get_bind()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_hundred_tills_cost_as_many_questions_as_two(make: Make, session: Session, till: Till) -> None:
    choose(session, till, "account", NEVER)
    store = till.device.store
    few = [make.till(make.device(f"Few {number}", store)).device for number in range(2)]
    many = [make.till(make.device(f"Many {number}", store)).device for number in range(100)]
    as_owner(session, till.device)
    cost = []
    for devices in (few, many):
        devices = find_tills(session, devices=[one.public_id for one in devices])
        with counted(session) as asked:
            ordered = order_many(session, devices, DOWN_STREAMS, now())
        assert (ordered.made, ordered.off) == (2 * len(devices), {Stream.PRODUCTS: len(devices)})
        cost.append(len(asked))
    assert cost[0] == cost[1]


@pytest.mark.parametrize("where", PLACES)
def test_switching_off_takes_back_what_was_ordered_before(
    app: Flask, make: Make, session: Session, till: Till, where: str
) -> None:
    other = make.till(make.device("Kasa 9", make.store("Gdańsk")))
    choose(session, other, "device", HOURLY)
    order(session, till.device, other.device)
    choose(session, till, where, NEVER)
    assert due(app, till) == {"configuration": "forced", "users": "forced"}
    assert reader_of(app, till).fetch() == 409
    assert due(app, other)["products"] == "forced"
    (ended,) = session.scalars(select(SyncOrder).where(SyncOrder.closed_at.is_not(None)))
    assert (ended.device_id, ended.stream, ended.withdrawn_by) == (till.device.id, "products", "Olga Owner")
    name = {"account": make.first_owner().account.name, "store": "Kraków", "device": "Kasa 1"}[where]
    assert withdrawals(session) == [(where, name, {"stream": "products", "count": 1})]


def test_only_off_takes_anything_back(session: Session, till: Till) -> None:
    order(session, till.device)
    choose(session, till, "device", HOURLY)
    choose(session, till, "account", NEVER)  # the till has a rule of its own
    choose(session, till, "store", NEVER, Stream.CONFIGURATION)
    assert withdrawals(session) == [("store", "Kraków", {"stream": "configuration", "count": 1})]
    open_ones = select(func.count()).select_from(SyncOrder).where(SyncOrder.closed_at.is_(None))
    assert session.scalar(open_ones) == 2


def test_giving_up_a_rule_may_switch_off(app: Flask, session: Session, till: Till) -> None:
    choose(session, till, "store", NEVER)
    choose(session, till, "device", HOURLY)
    order(session, till.device)
    choose(session, till, "device", AS_ABOVE)
    assert "products" not in due(app, till)
    assert withdrawals(session) == [("device", "Kasa 1", {"stream": "products", "count": 1})]


def test_a_window_that_is_removed_may_switch_off(app: Flask, session: Session, till: Till) -> None:
    choose(session, till, "account", NEVER)
    fields = WindowFields("Night", range(7), "01:00", "03:00", till.device.store.public_id)
    window = create_window(session, fields, now())
    choose(session, till, "store", Choice("window", window=window.public_id))
    order(session, till.device)
    remove_window(session, window, now())
    session.commit()
    assert set(due(app, till)) == {"configuration", "users"}
    assert withdrawals(session) == [("store", "Kraków", {"stream": "products", "count": 1})]


def test_a_move_to_a_store_where_it_is_off_takes_back_what_was_ordered(
    app: Flask, make: Make, session: Session, till: Till
) -> None:
    there = make.till(make.device("Kasa 9", make.store("Gdańsk")))
    choose(session, there, "store", NEVER)
    order(session, till.device)
    edit_device(session, till.device, name="Kasa 1", store=there.device.store, now=now())
    session.commit()
    assert "products" not in due(app, till)
    assert withdrawals(session) == [("device", "Kasa 1", {"stream": "products", "count": 1})]


def test_the_history_of_the_pos_says_that_its_order_was_withdrawn(
    owner: FlaskClient, session: Session, till: Till
) -> None:
    order(session, till.device)
    choose(session, till, "device", NEVER)
    page = text_of(open_page(owner, f"/devices/{till.device.public_id}/history"))
    assert "1 order to update “Products” now was withdrawn, because it is switched off." in page


def press(owner: FlaskClient, **fields: str) -> tuple[str, str]:
    """Press "Update now"; where it leads, and what stands there."""
    answer = post(owner, ORDERS, fields, token_from="/stores")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    leads_to = str(answer.headers["Location"])
    return leads_to, text_of(open_page(owner, leads_to))


def orders_in(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(SyncOrder.stream).order_by(SyncOrder.id)))


def test_everything_for_one_till_says_what_was_left_out(
    owner: FlaskClient, session: Session, till: Till
) -> None:
    choose(session, till, "device", NEVER)
    _page, text = press(owner, device=till.device.public_id, stream="")
    assert "“Products” is switched off on Kasa 1 and was left out." in text
    assert "Switch it on in the tab “Synchronization” of the POS." in text
    assert "1 till is told at its next contact." in text
    assert orders_in(session) == ["configuration", "users", "transactions"]


def test_everything_for_all_counts_the_tills_that_were_left_out(
    owner: FlaskClient, make: Make, session: Session, till: Till
) -> None:
    for name in ("Kasa 2", "Kasa 3"):
        make.till(make.device(name, till.device.store))
    choose(session, till, "account", NEVER)
    choose(session, till, "device", HOURLY)
    choose(session, till, "device", NEVER, Stream.USERS)
    _page, text = press(owner, store="", stream="")
    assert "“Users (employees)” is switched off on 1 till and was left out there." in text
    assert "“Products” is switched off on 2 tills and was left out there." in text
    assert "Switch it on under “Synchronization”, “Rules”." in text
    assert "3 tills are told at their next contact." in text


def test_when_all_of_it_is_off_nothing_is_ordered_and_the_rules_are_shown(
    owner: FlaskClient, make: Make, session: Session, till: Till
) -> None:
    make.till(make.device("Kasa 2", till.device.store))
    choose(session, till, "account", NEVER)
    leads_to, text = press(owner, device=till.device.public_id, stream="products")
    assert leads_to == f"/devices/{till.device.public_id}/synchronization"
    assert "Nothing was ordered. “Products” is switched off on Kasa 1 and was left out." in text
    leads_to, text = press(owner, store=till.device.store.public_id, stream="products")
    assert leads_to == "/synchronization/rules"
    assert "Nothing was ordered. “Products” is switched off on 2 tills and was left out there." in text
    assert "There is no activated till here." not in text
    assert orders_in(session) == []


def test_the_card_keeps_the_tills_own_goods_where_products_are_off(
    app: Flask, owner: FlaskClient, make: Make, session: Session, till: Till
) -> None:
    make.local_product(till, "Kompot")
    choose(session, till, "device", NEVER)
    card = f"/devices/{till.device.public_id}"
    answer = post(owner, f"{card}/data", {}, token_from=card)
    text = text_of(open_page(owner, str(answer.headers["Location"])))
    assert "“Products” is switched off on Kasa 1 and was left out." in text
    assert "Kasa 1 fetches the rest at its next contact." in text
    assert orders_in(session) == ["configuration", "users"]
    assert reader_of(app, till).fetch() == 409
    text = text_of(open_page(owner, f"{card}/local-products"))
    assert "This till never fetches products, so its own goods stay" in text


def test_update_now_is_not_offered_for_what_is_off(owner: FlaskClient, session: Session, till: Till) -> None:
    choose(session, till, "device", NEVER)
    page = open_page(owner, f"/devices/{till.device.public_id}/synchronization")
    lines = {text_of(name): line for line in page.iterfind(".//tbody/tr") for name in line.findall("th")}
    assert "Switched off. Choose another rule to fetch it." in text_of(lines["Products"])
    assert lines["Products"].find(".//button") is None
    assert lines["Users (employees)"].find(".//button") is not None
    difference = f"/synchronization/tills/{till.device.public_id}"
    page = open_page(owner, f"{difference}/products")
    assert "its rule says never, and “Update now” leaves it out" in text_of(page)
    assert page.find(f".//main//a[@href='/devices/{till.device.public_id}/synchronization']") is not None
    assert "Update now" not in buttons_of(page)
    assert "Update now" in buttons_of(open_page(owner, f"{difference}/users"))


def buttons_of(page: Element) -> list[str]:
    return [text_of(button) for button in page.iterfind(".//main//button")]
