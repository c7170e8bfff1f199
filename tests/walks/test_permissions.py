"""Who may do what, route by route: a new page is forbidden to viewers until it is named here."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.make import Make
from tests.pages.browsing import find_token
from tests.pages.house_checks import check_page
from tests.walks.shop import Shop, address_of, routes_of

#: nobody has to be signed in
PUBLIC = {
    "static",
    "developers.index",
    "entrance.welcome",
    "entrance.propose_place",
    "entrance.set_language",
    "entrance.sign_in",
    "entrance.sign_out",
}
#: a viewer reads these
READ = {
    "today.index",
    "today.state",
    "devices.index",
    "devices.export",
    "devices.show",
    "devices.data",
    "devices.draining",
    "devices.receipts",
    "devices.local_products",
    "devices.local_products_bin",
    "devices.export_local_products",
    "devices.all_local_products",
    "devices.export_all_local_products",
    "devices.synchronization",
    "devices.synchronization_state",
    "synchronization.index",
    "synchronization.difference",
    "synchronization.app_difference",
    "synchronization.orders",
    "synchronization.history",
    "synchronization.export_history",
    "synchronization.run",
    "synchronization.windows",
    "synchronization.window",
    "synchronization.opening",
    "synchronization.rules",
    "synchronization.rules_of_store",
    "history.index",
    "history.export",
    "history.of_device",
    "history.of_peripheral",
    "history.of_store",
    "history.of_store_server",
    "history.export_device",
    "history.export_peripheral",
    "history.export_store",
    "history.export_store_server",
    "devices.usage_mode",
    "devices.sample_sale",
    "this_device.index",
    "this_device.show",
    "this_device.remember",
    "this_device.forget",
    "peripherals.index",
    "peripherals.export",
    "peripherals.show",
    "peripherals.jobs",
    "peripherals.journal",
    "peripherals.journal_job",
    "peripherals.journal_paper",
    "peripherals.payments",
    "peripherals.payment",
    "peripherals.found",
    "peripherals.names",
    "stickers.index",
    "receipts.index",
    "receipts.export",
    "receipts.show",
    "receipts.late",
    "receipts.export_workbook",
    "receipts.totals",
    "receipts.shifts",
    "receipts.shift",
    "receipts.day_reports",
    "receipts.day_report",
    "receipts.quarantine",
    "receipts.quarantined",
    "receipts.missing",
    "catalogue.index",
    "catalogue.export",
    "catalogue.export_workbook",
    "catalogue.categories",
    "catalogue.units",
    "catalogue.taxes",
    "catalogue.price_lists",
    "catalogue.show_price_list",
    "catalogue.changes",
    "employees.index",
    "employees.export_csv",
    "employees.export_xlsx",
    "stores.index",
    "stores.show",
    "stores.logo_picture",
    "peripherals.contact",
    "store_servers.index",
    "store_servers.show",
    "settings.index",
    "app_releases.index",
    "app_releases.show",
    "settings.tills",
    "opening_checks.index",
    "opening_checks.show",
}
#: everybody changes what is their own
OWN = {"settings.profile", "settings.password"}
#: only the owner
ACCOUNT = {
    "settings.people",
    "settings.add_person",
    "settings.origins",
    "settings.role",
    "settings.remove_person",
    "opening_checks.recipients",
    "opening_checks.renew_secret",
    "opening_checks.try_out",
    "app_releases.keys",
    "app_releases.add_key",
    "app_releases.revoke_key",
}

#: everybody reads these, only the owner changes them
SHOWN_TO_ALL = {"settings.index", "settings.tills"}


def may(role: str, method: str, rule: Rule) -> bool:
    """Whether a role may call a route."""
    if rule.endpoint in PUBLIC | OWN or role == "owner":
        return True
    if rule.endpoint in ACCOUNT or (rule.endpoint in SHOWN_TO_ALL and method == "POST"):
        return False
    return role == "manager" or rule.endpoint in READ


@pytest.mark.parametrize("role", ["owner", "manager", "viewer"])
def test_each_role_does_what_it_may_and_nothing_else(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, role: str
) -> None:
    wrong = []
    for method, rule in routes_of(app):
        if rule.endpoint in PUBLIC:
            continue
        make.sign_in(client, shop.user(role))
        data = {"csrf_token": find_token(client, "/stores")} if method == "POST" else None
        path = address_of(app, rule, shop.values_for(rule))
        if may(role, method, rule) and method == "POST":
            continue  # a deed of its own, tried in the tests of its room
        status = client.open(path, method=method, data=data).status_code
        right = status in (200, 204, 302) if may(role, method, rule) else status == 403
        if not right:
            wrong.append(f"{role}: {method} {rule.rule} ({rule.endpoint}): {status}")

    assert wrong == []


def test_nobody_is_asked_to_sign_in(app: Flask, client: FlaskClient, shop: Shop) -> None:
    token = find_token(client, "/sign-in")
    wrong = []
    for method, rule in routes_of(app):
        if rule.endpoint in PUBLIC:
            continue
        data = {"csrf_token": token} if method == "POST" else None
        answer = client.open(address_of(app, rule, shop.values_for(rule)), method=method, data=data)
        if answer.status_code != 302 or not answer.headers["Location"].startswith("/sign-in"):
            wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {answer.status_code}")

    assert wrong == []


def test_htmx_is_led_to_the_whole_sign_in_page(client: FlaskClient, shop: Shop) -> None:
    answer = client.get("/devices", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_the_public_pages_are_open(app: Flask, client: FlaskClient, shop: Shop) -> None:
    for method, rule in routes_of(app):
        if rule.endpoint not in PUBLIC or method != "GET":
            continue
        with client.get(address_of(app, rule, shop.values_for(rule))) as answer:
            # whoever finds the server taken goes from the first-run page to the entrance
            at_the_door = answer.headers.get("Location", "").startswith("/sign-in")
            assert answer.status_code == 200 or at_the_door, rule


def test_a_form_without_its_token_does_nothing(
    app: Flask, client: FlaskClient, make: Make, shop: Shop
) -> None:
    make.sign_in(client, shop.owner)
    walked = 0
    for method, rule in routes_of(app):
        if method == "GET":
            continue
        answer = client.open(address_of(app, rule, shop.values_for(rule)), method=method)
        assert answer.status_code == 400, f"{method} {rule.rule}: {answer.status_code}"
        check_page(answer.get_data(as_text=True), "en")
        walked += 1

    assert walked > 20


def test_every_named_route_exists(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert endpoints >= PUBLIC | READ | OWN | ACCOUNT
