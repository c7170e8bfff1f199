"""The published contract is the API itself: every route is in it, and what the office answers is what it says."""

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from blueprints.api.openapi import PublishedContract
from blueprints.api.problems import PROBLEMS
from tests.make import Make

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PLACEHOLDER = re.compile(r"<[^>]+>|\{[^}]+\}")


@pytest.fixture
def contract(app: Flask) -> PublishedContract:
    """The contract as the API app publishes it."""
    found: PublishedContract = app.extensions["api"].extensions["contract"]
    return found


def operations_of(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()
    ]


def test_every_route_is_published_and_nothing_else(app: Flask, contract: PublishedContract) -> None:
    real = {
        (PLACEHOLDER.sub("{}", rule.rule), method.lower())
        for rule in app.extensions["api"].url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    published = {
        (PLACEHOLDER.sub("{}", "/api/v1" + path), method)
        for path, method, _ in operations_of(contract.document)
    }

    assert published == real


def test_it_is_valid_openapi(contract: PublishedContract) -> None:
    schemathesis.openapi.from_dict(contract.document).validate()


def test_everything_it_refers_to_is_there(contract: PublishedContract) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, list):
            return [found for one in node for found in references(one)]
        if not isinstance(node, dict):
            return []
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [found for one in node.values() for found in references(one)]

    found = set(references(contract.document))

    assert found
    for reference in found:
        node = contract.document
        for step in reference.removeprefix("#/").split("/"):
            assert step in node, reference
            node = node[step]


def test_every_route_says_what_it_is_for(contract: PublishedContract) -> None:
    for path, method, one in operations_of(contract.document):
        assert one["summary"], f"{method} {path}"
        assert one["description"], f"{method} {path}"
        assert {"200", "201", "204"} & set(one["responses"]), f"{method} {path}"


def test_every_route_but_the_open_ones_names_its_caller(contract: PublishedContract) -> None:
    document = contract.document
    open_routes = {path for path, _, one in operations_of(document) if not one["security"]}

    assert open_routes == {"/activations", "/logins", "/store-servers/pairings", "/openapi.json"}
    assert set(document["components"]["securitySchemes"]) == {"till", "store_server"}


def test_every_problem_code_has_its_place(contract: PublishedContract) -> None:
    codes = {
        code
        for _, _, one in operations_of(contract.document)
        for response in one["responses"].values()
        for content in response.get("content", {}).values()
        if "allOf" in content["schema"]
        for code in content["schema"]["allOf"][1]["properties"]["code"]["enum"]
    }
    of_every_path = {"method_not_allowed", "internal"}

    assert codes | of_every_path >= set(PROBLEMS)
    assert set(contract.document["x-problems"]) == set(PROBLEMS)


def test_it_is_served_with_a_fingerprint(app: Flask, contract: PublishedContract) -> None:
    client = app.test_client()
    first = client.get("/api/v1/openapi.json")
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200
    assert first.json == contract.document
    assert "max-age" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


def test_the_office_answers_as_it_says(app: Flask, make: Make) -> None:
    """A bounded attack on every route, with good and bad calls of each kind of caller."""
    device = make.device()
    till = make.till(device)
    box, secret = make.store_server(device.store)
    make.assignment(device, make.printer(box))
    make.product()
    tokens = {"till": till.token, "store_server": secret}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    # schemathesis leaves out the address at which it found the contract
    operations: list[Any] = [one.ok() for one in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) == len(operations_of(app.extensions["api"].extensions["contract"].document)) - 1
    seen: set[int] = set()
    for operation in operations:
        security = operation.definition.raw["security"]
        seen |= attack(operation, tokens[next(iter(security[0]))] if security else None)
    assert seen >= {200, 204, 400, 404, 422}, "an attack that only met one wall proves nothing"


def attack(operation: Any, token: str | None) -> set[int]:
    """Some calls of one route, most of them wrong in some way; returns the statuses of the answers."""
    seen: set[int] = set()
    modes = schemathesis.GenerationMode
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def play(case: Any) -> None:
        case.headers = {**(case.headers or {}), "Accept-Encoding": "identity"}
        if token:
            case.headers["Authorization"] = f"Bearer {token}"
        seen.add(case.call_and_validate(checks=CHECKS).status_code)

    play()
    return seen
