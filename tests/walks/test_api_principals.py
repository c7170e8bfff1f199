"""Each kind of caller has its own routes, and a body that nobody can read gets the clear answer."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.walks.shop import Shop, address_of, routes_of

OPEN = {"activations", "logins", "pairings", "openapi"}
BODY = ("POST", "PUT")
MIB = 1024 * 1024


def caller_of(rule: Rule) -> str:
    """Whose route this is: nobody's, a till's or a store server's. A new route is a till's until it is named here."""
    if rule.endpoint.partition(".")[0] in OPEN:
        return "nobody"
    return "store_server" if rule.rule.startswith("/api/v1/store-server/") else "till"


class Caller:
    """Calls every route of the API as somebody."""

    def __init__(self, app: Flask, shop: Shop) -> None:
        self.api = app.extensions["api"]
        self.client: FlaskClient = app.test_client()
        self.shop = shop

    def routes(self, *callers: str) -> list[tuple[str, Rule, str]]:
        """Method, rule and address of the routes of these kinds of callers."""
        found = [
            (method, rule, address_of(self.api, rule, self.shop.values_for(rule)))
            for method, rule in routes_of(self.api)
            if caller_of(rule) in callers
        ]
        assert found
        return found

    def token_for(self, rule: Rule) -> str | None:
        """The secret that this route wants."""
        return {"till": self.shop.till.token, "store_server": self.shop.server_token}.get(caller_of(rule))

    def call(
        self, method: str, path: str, token: str | None = None, data: bytes | None = None, **headers: str
    ) -> tuple[int, str | None]:
        """Status and problem code of an answer."""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = self.client.open(
            path, method=method, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        return answer.status_code, self.code_of(answer)

    def code_of(self, answer: TestResponse) -> str | None:
        """The problem's code; a problem always says so in its content type."""
        if answer.status_code < 400:
            return None
        assert answer.content_type == "application/problem+json"
        assert answer.json is not None
        assert answer.json["status"] == answer.status_code
        code: str = answer.json["code"]
        return code


@pytest.fixture
def caller(app: Flask, shop: Shop) -> Caller:
    return Caller(app, shop)


def test_without_a_token_nobody_comes_in(caller: Caller) -> None:
    for method, _, path in caller.routes("till", "store_server"):
        assert caller.call(method, path) == (401, "token_missing"), f"{method} {path}"
        assert caller.call(method, path, Authorization="Basic YTpi") == (401, "token_missing"), path


def test_an_unknown_token_does_not_come_in(caller: Caller) -> None:
    for method, _, path in caller.routes("till", "store_server"):
        assert caller.call(method, path, "nobody's secret") == (401, "token_unknown"), f"{method} {path}"


def test_a_store_server_has_no_business_at_a_tills_routes(caller: Caller) -> None:
    for method, _, path in caller.routes("till"):
        answer = caller.call(method, path, caller.shop.server_token)
        assert answer == (403, "wrong_principal"), f"{method} {path}"


def test_a_till_has_no_business_at_a_store_servers_routes(caller: Caller) -> None:
    for method, _, path in caller.routes("store_server"):
        answer = caller.call(method, path, caller.shop.till.token)
        assert answer == (403, "wrong_principal"), f"{method} {path}"


def test_a_session_of_the_back_office_is_no_token(app: Flask, caller: Caller) -> None:
    with caller.client.session_transaction() as cookie:
        cookie["_user_id"] = caller.shop.owner.get_id()

    for method, _, path in caller.routes("till", "store_server"):
        assert caller.call(method, path) == (401, "token_missing"), f"{method} {path}"


@pytest.mark.parametrize("words", [b"{", b"", b"\xff\xfe", b'{"a": 1}}', b"[" * 5000])
def test_what_is_not_json_is_refused(caller: Caller, words: bytes) -> None:
    for method, rule, path in caller.routes("till", "store_server", "nobody"):
        if method in BODY:
            answer = caller.call(method, path, caller.token_for(rule), words, Content_Type="application/json")
            assert answer == (400, "not_json"), f"{method} {path} {words[:9]!r}"


@pytest.mark.parametrize("words", [b"[]", b'"x"', b"7", b"null"])
def test_json_of_another_shape_names_what_is_wrong(caller: Caller, words: bytes) -> None:
    for method, rule, path in caller.routes("till", "store_server", "nobody"):
        if method in BODY:
            answer = caller.call(method, path, caller.token_for(rule), words, Content_Type="application/json")
            assert answer == (422, "invalid"), f"{method} {path} {words!r}"


def test_a_body_of_five_mebibytes_is_too_large(caller: Caller) -> None:
    large = json.dumps({"padding": "x" * 5 * MIB}).encode()
    for method, rule, path in caller.routes("till", "store_server", "nobody"):
        if method in BODY:
            answer = caller.call(method, path, caller.token_for(rule), large, Content_Type="application/json")
            assert answer == (413, "too_large"), f"{method} {path}"


def test_a_form_is_not_json(caller: Caller) -> None:
    for method, rule, path in caller.routes("till", "store_server", "nobody"):
        if method in BODY:
            answer = caller.call(
                method, path, caller.token_for(rule), b"a=1", Content_Type="application/x-www-form-urlencoded"
            )
            assert answer == (415, "unsupported_media_type"), f"{method} {path}"


def test_other_methods_and_paths_are_refused_clearly(caller: Caller) -> None:
    for path in {path for _, _, path in caller.routes("till", "store_server", "nobody")}:
        assert caller.call("DELETE", path) == (405, "method_not_allowed"), path
    for path in ("/api/v1/nothing", "/api/v2/poll", "/api", "/api/"):
        assert caller.call("GET", path) == (404, "no_such_path"), path
