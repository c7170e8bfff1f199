"""Whatever nonsense stands behind the question mark of any address, the answer is a page, never a fault of ours."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.make import Make
from tests.walks.shop import Shop, address_of, routes_of

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
NONSENSE = {
    "no number": "NaN",
    "below all numbers": "-" + "9" * 400,
    "year 9999": "9999-12-31",
    "year 1": "0001-01-01",
    "emoji and right-to-left": "🧾\u202eשלום\u200d👩‍🍳",
    "control characters": "a\x00b\x1b\ufffe",
    "long": "ż" * 2_000,
    "a query": "%' OR 1=1 --_\\",
}
#: what Flask would take for a wish about the address that it makes
STEERING = {"endpoint", "public_id", "_external", "_scheme", "_anchor", "_method", "values", "self"}
#: how views read what stands in an address
_READ = re.compile(r'(?:args|values)(?:\.get(?:list)?\(|\[)\s*"(\w+)"')


def names_read() -> set[str]:
    """Every name that any view looks for."""
    found = {name for file in BLUEPRINTS.rglob("*.py") for name in _READ.findall(file.read_text())}
    assert found > {"q", "page", "sort", "from", "to", "store"}
    return found | STEERING


@pytest.mark.parametrize(
    ("kind", "is_part"),
    [*((kind, False) for kind in NONSENSE), ("no number", True), ("year 9999", True), ("a query", True)],
)
def test_nonsense_in_any_address_is_answered_by_a_page(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, kind: str, is_part: bool
) -> None:
    make.sign_in(client, shop.owner)
    query = dict.fromkeys(names_read(), NONSENSE[kind])
    headers = {"HX-Request": "true", "HX-Target": "list"} if is_part else {}
    wrong = []
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint == "static":
            continue
        path = address_of(app, rule, shop.values_for(rule))
        answer = client.get(path, query_string=query, headers=headers)
        if answer.status_code not in (200, 204, 302, 303, 400, 404):
            wrong.append(f"{path}: {answer.status_code}")
        answer.get_data()  # a file is written while it is sent
        answer.close()
    assert wrong == []


def test_an_address_that_a_page_makes_leads_nowhere_else(client: FlaskClient, make: Make, shop: Shop) -> None:
    make.sign_in(client, shop.owner)
    query = {"_external": "1", "_scheme": "javascript", "_anchor": "elsewhere", "endpoint": "x", "q": "a"}
    for path in ("/devices", "/peripherals", "/receipts", "/history", "/synchronization/history"):
        html = client.get(path, query_string=query).get_data(as_text=True)
        assert "javascript:" not in html, path
        assert "#elsewhere" not in html, path
