"""Found in the shop: offered with one press, left out with another."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from extensions import db
from models import Discovery, Event, Peripheral, StoreServer, User
from tests.make import Make, now
from tests.pages.browsing import find_token, open_page
from tests.pages.house_checks import check_fragment, text_of

FOUND = "/peripherals/found"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> User:
    owner = make.first_owner()
    make.sign_in(client, owner)
    return owner


@pytest.fixture
def server(owner: User, make: Make) -> StoreServer:
    return make.store_server()[0]


def words(client: FlaskClient, path: str = FOUND) -> str:
    return text_of(next(open_page(client, path).iter("main")))


def press(client: FlaskClient, thing: Discovery, deed: str) -> Any:
    data = {"csrf_token": find_token(client, FOUND)}
    return client.post(f"{FOUND}/{thing.public_id}/{deed}", data=data)


def test_with_nothing_found_the_page_says_how_it_comes(client: FlaskClient, owner: User) -> None:
    assert "appears here by itself" in words(client)


def test_a_found_printer_is_offered(client: FlaskClient, server: StoreServer, make: Make) -> None:
    make.discovery(server)
    shown = words(client)
    for word in ("EPSON TM-T20III", "Receipt printer", "192.168.1.61:9100", "Zaplecze", "Kraków"):
        assert word in shown


def test_one_press_makes_it_a_peripheral(
    client: FlaskClient, server: StoreServer, make: Make, session: Session
) -> None:
    thing = make.discovery(server, model="TM-T88V", mac="a4:d7:3c:11:22:33", serial="J5TF01")
    answer = press(client, thing, "add")
    printer = session.scalars(select(Peripheral)).one()
    assert answer.location == f"/peripherals/{printer.public_id}"
    assert (printer.name, printer.profile, printer.store_server) == ("EPSON TM-T88V", "TM-T88V", server)
    assert (printer.mac, printer.serial, printer.make) == ("a4:d7:3c:11:22:33", "J5TF01", "EPSON")
    assert printer.connection == {"type": "network", "host": "192.168.1.61", "port": 9100}
    assert printer.store == server.store
    assert "192.168.1.61" not in words(client)
    assert session.scalars(select(Event.verb).where(Event.subject_kind == "peripheral")).all() == [
        "peripheral.added"
    ]


def test_pressing_twice_adds_once(
    client: FlaskClient, server: StoreServer, make: Make, session: Session
) -> None:
    thing = make.discovery(server)
    assert press(client, thing, "add").location == press(client, thing, "add").location
    assert len(session.scalars(select(Peripheral)).all()) == 1


def test_two_of_one_model_get_two_names(
    client: FlaskClient, server: StoreServer, make: Make, session: Session
) -> None:
    for host in ("192.168.1.61", "192.168.1.62", "192.168.1.63"):
        press(client, make.discovery(server, host), "add")
    names = session.scalars(select(Peripheral.name).order_by(Peripheral.id)).all()
    assert names == ["EPSON TM-T20III", "EPSON TM-T20III 2", "EPSON TM-T20III 3"]


def test_a_printer_without_a_makers_name_is_called_by_its_kind(
    client: FlaskClient, server: StoreServer, make: Make, session: Session
) -> None:
    press(client, make.discovery(server, make="", model=""), "add")
    assert session.scalars(select(Peripheral)).one().name == "Receipt printer"


@pytest.mark.parametrize("kind", ["page_printer", "unknown"])
def test_about_anything_else_there_is_something_to_ask(
    client: FlaskClient, server: StoreServer, make: Make, session: Session, kind: str
) -> None:
    thing = make.discovery(server, kind_guess=kind)
    form = f"/peripherals/new?found={thing.public_id}"
    links = [link.get("href") for link in open_page(client, FOUND).iter("a")]
    assert form in links
    assert press(client, thing, "add").location == form
    assert session.scalars(select(Peripheral)).all() == []


def test_what_is_not_ours_is_offered_no_more_until_somebody_asks(
    client: FlaskClient, server: StoreServer, make: Make, session: Session
) -> None:
    thing = make.discovery(server)
    press(client, thing, "ignore")
    press(client, thing, "ignore")
    assert "192.168.1.61" not in words(client)
    assert "192.168.1.61" in words(client, f"{FOUND}?show=ignored")
    press(client, thing, "offer")
    assert "192.168.1.61" in words(client)
    verbs = session.scalars(select(Event.verb).where(Event.subject_kind == "store_server")).all()
    assert verbs == ["store_server.found_ignored", "store_server.found_offered"]
    history = words(client, "/history")
    assert "Not ours: EPSON TM-T20III at 192.168.1.61:9100" in history


def test_after_a_week_without_it_it_is_offered_no_more(
    client: FlaskClient, server: StoreServer, make: Make
) -> None:
    make.discovery(server, last_seen_at=now() - timedelta(days=7, minutes=1))
    make.discovery(server, "192.168.1.62", last_seen_at=now() - timedelta(days=6))
    shown = words(client)
    assert "192.168.1.61" not in shown
    assert "192.168.1.62" in shown


def test_things_are_searched_filtered_and_sorted(
    client: FlaskClient, server: StoreServer, make: Make
) -> None:
    other, _token = make.store_server(server.store, "Bar")
    make.discovery(server)
    make.discovery(other, "192.168.1.70", make="Star", model="mC-Print3")
    assert "EPSON" not in words(client, f"{FOUND}?q=star")
    assert "EPSON" not in words(client, f"{FOUND}?q=1.70")
    assert "Star" not in words(client, f"{FOUND}?server={server.public_id}")
    shown = words(client, f"{FOUND}?sort=-name")
    assert shown.index("Star") < shown.index("EPSON")
    assert client.get(f"{FOUND}?server=unknown").status_code == 404


def test_the_card_on_another_page_shows_the_first_five(
    client: FlaskClient, server: StoreServer, make: Make
) -> None:
    for number in range(7):
        make.discovery(server, f"192.168.1.{60 + number}")
    answer = client.get(
        f"{FOUND}?server={server.public_id}", headers={"HX-Target": "found", "HX-Request": "true"}
    )
    card = check_fragment(answer.get_data(as_text=True))
    assert len(next(iter(card.iter("tbody")))) == 5
    assert "See all 7 things" in text_of(card)


def test_the_store_servers_card_leads_to_what_it_found(client: FlaskClient, server: StoreServer) -> None:
    page = open_page(client, f"/store-servers/{server.public_id}")
    assert f"{FOUND}?server={server.public_id}" in [link.get("href") for link in page.iter("a")]


def test_a_viewer_sees_and_changes_nothing(client: FlaskClient, server: StoreServer, make: Make) -> None:
    thing = make.discovery(server)
    make.sign_in(client, make.user("viewer", make.first_owner()))
    assert "192.168.1.61" in words(client)
    assert "Not ours" not in words(client)
    assert press(client, thing, "add").status_code == 403


def test_a_full_page_costs_as_many_queries_as_an_empty_one(
    app: Flask, client: FlaskClient, server: StoreServer, make: Make
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listen)
        assert client.get(FOUND).status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    make.discovery(server)
    few = queries()
    for number in range(60):
        make.discovery(server, f"10.0.0.{number}")
    assert queries() == few
