"""Every page that can be opened, in every language, keeps the rules of the house; a longer list asks no more often."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from blueprints.spreadsheets import WORKBOOK
from domain.places import LANGUAGES
from extensions import db
from tests.make import Make
from tests.pages.house_checks import check_fragment, check_page
from tests.walks.shop import Shop, address_of, routes_of, sell

#: pages that lead on when there is nothing to do on them: this shop has stores and tills
LEADING_ON = {
    "entrance.welcome",
    "entrance.first_store",
    "entrance.first_device",
    "entrance.sign_in",
    "devices.activation",
}
LISTS = (
    "/",
    "/today",
    "/devices",
    "/devices/export.csv",
    "/devices/local-products",
    "/devices/local-products.csv",
    "/peripherals",
    "/peripherals?sort=state&q=printer",
    "/peripherals/export.csv",
    "/peripherals/journal",
    "/peripherals/journal?state=waiting&q=1",
    "/synchronization",
    "/synchronization?state=never",
    "/synchronization/history",
    "/synchronization/history.csv",
    "/synchronization/rules",
    "/synchronization/windows",
    "/receipts",
    "/receipts/receipts.csv",
    "/receipts/late",
    "/receipts/receipts.xlsx",
    "/receipts/totals?from=2025-11-20&to=2025-11-20",
    "/receipts/shifts",
    "/receipts/day-reports",
    "/receipts/quarantine",
    "/receipts/missing",
    "/catalogue",
    "/catalogue/products.csv",
    "/catalogue/products.xlsx",
    "/catalogue/categories",
    "/catalogue/units",
    "/catalogue/taxes",
    "/catalogue/price-lists",
    "/catalogue/changes",
    "/catalogue/edit-many?everything=1",
    "/employees",
    "/employees/employees.csv",
    "/employees/assign",
    "/settings/tills",
    "/settings/tills/origins",
    "/settings/opening-check",
    "/opening-checks",
    "/stores",
    "/store-servers",
    "/settings/people",
    "/history",
    "/history.csv",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_the_rules_of_the_house(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, language: str
) -> None:
    shop.owner.language = language
    make.session.commit()
    make.sign_in(client, shop.owner)
    opened = 0
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint == "static":
            continue
        path = address_of(app, rule, shop.values_for(rule))
        answer = client.get(path)
        if answer.status_code == 302:
            assert rule.endpoint in LEADING_ON, f"{path} leads to {answer.headers['Location']}"
            continue
        if answer.status_code == 204:
            continue
        assert answer.status_code == 200, path
        if answer.mimetype == "image/png":
            assert answer.data.startswith(b"\x89PNG"), path
        elif answer.mimetype == "application/pdf":
            assert answer.data.startswith(b"%PDF-"), path
        elif answer.mimetype != WORKBOOK:
            hold_to_rules(path, answer.mimetype, answer.get_data(as_text=True), language)
        opened += 1

    assert opened > 40


def hold_to_rules(path: str, mimetype: str | None, text: str, language: str) -> None:
    """A page, a part of one or a file."""
    if mimetype == "text/csv":
        assert len(text.splitlines()) > 1, path
        return
    try:
        if text.lstrip().lower().startswith("<!doctype"):
            check_page(text, language)
        else:
            check_fragment(text)
    except Exception as error:
        raise AssertionError(f"{path} ({language}): {error}") from error


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dialog_keeps_the_rules_of_the_house(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, language: str
) -> None:
    shop.owner.language = language
    make.session.commit()
    make.sign_in(client, shop.owner)
    dialogs = 0
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint == "static":
            continue
        path = address_of(app, rule, shop.values_for(rule))
        answer = client.get(path, headers={"HX-Request": "true", "HX-Target": "dialog"})
        if answer.mimetype in (WORKBOOK, "image/png", "application/pdf"):
            continue
        text = answer.get_data(as_text=True)
        if "<dialog" in text.lstrip()[:8]:
            hold_to_rules(path, answer.mimetype, text, language)
            dialogs += 1

    assert dialogs > 8


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every SQL statement that runs meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def furnish(app: Flask, make: Make, shop: Shop, first: int, last: int) -> None:
    """More of everything that lists show."""
    for number in range(first, last):
        store = make.store(f"Store {number}", shop.owner)
        till = make.till(make.device(f"Till {number}", store))
        server, _ = make.store_server(store, f"Box {number}")
        make.assignment(till.device, make.printer(server, f"Printer {number}"))
        make.product(f"Dish {number}", owner=shop.owner)
        make.employee(store, f"Person {number}", str(100 + number))
        make.user(owner=shop.owner)
        sell(app, till, 1)


def test_a_list_three_times_as_long_asks_the_database_as_often(
    app: Flask, client: FlaskClient, make: Make, shop: Shop
) -> None:
    make.sign_in(client, shop.owner)
    with app.app_context():
        engine = db.engine
    furnish(app, make, shop, 1, 3)
    short = count(client, engine)
    furnish(app, make, shop, 3, 9)
    long = count(client, engine)

    assert {path: (short[path], long[path]) for path in LISTS if short[path] != long[path]} == {}


def count(client: FlaskClient, engine: Engine) -> dict[str, int]:
    """How many statements each list costs, the second time it is opened."""
    found = {}
    for path in LISTS:
        assert client.get(path).status_code == 200, path
        with statements(engine) as seen:
            client.get(path)
        found[path] = len(seen)
    assert all(found.values())
    return found
