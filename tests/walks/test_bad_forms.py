"""Whatever nonsense comes with a form of any page, the answer is a page that says so, never a fault of ours."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.make import Make
from tests.pages.house_checks import check_page, parse
from tests.walks.shop import Shop, address_of, routes_of

NONSENSE = {
    "nothing": "",
    "blanks": " \u00a0\u2003 ",
    "long": "ż" * 10_000,
    "control characters": "a\x00b\x1b[31m\x7f\ufffe",
    "emoji and right-to-left": "🧾\u202eשלום\u200d👩‍🍳",
    "huge number": "9" * 400,
    "odd number": "-1e309",
    "markup": "<script>alert(1)</script>{{7*7}}%(name)s",
    "a query": "'; DROP TABLE device; --",
}


@dataclass(frozen=True)
class Form:
    """A form that posts: where to, and which fields a person could fill."""

    path: str
    token: str
    fields: tuple[tuple[str, str], ...]

    def filled(self, nonsense: str) -> dict[str, Any]:
        """Every field with the same nonsense in it."""
        data: dict[str, Any] = {"csrf_token": self.token}
        for name, kind in self.fields:
            data[name] = (BytesIO(nonsense.encode()), "goods.csv") if kind == "file" else nonsense
        return data


def forms_of(app: Flask, client: FlaskClient, shop: Shop) -> list[Form]:
    """The forms of all pages, those with nothing to fill in last: they do their deed at once."""
    found: dict[str, Form] = {}
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint == "static":
            continue
        path = address_of(app, rule, shop.values_for(rule))
        answer = client.get(path)
        if answer.status_code != 200 or not answer.data.lstrip().lower().startswith(b"<!doctype"):
            continue
        for form in parse(answer.get_data(as_text=True)).iter("form"):
            if form.get("method", "get").lower() == "post":
                one = read_form(form, path)
                found[one.path] = one
    assert len(found) > 20
    return sorted(found.values(), key=lambda form: not form.fields)


def read_form(form: Any, path: str) -> Form:
    """The form's address, token and fields."""
    controls = [one for one in form.iter() if one.tag in ("input", "select", "textarea") and one.get("name")]
    token = next(one.get("value") for one in controls if one.get("name") == "csrf_token")
    fields = {
        one.get("name"): one.get("type", one.tag) for one in controls if one.get("name") != "csrf_token"
    }
    return Form(form.get("action") or path, token, tuple(fields.items()))


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_in_any_form_is_answered_by_a_page(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, kind: str
) -> None:
    make.sign_in(client, shop.owner)
    wrong = []
    for form in forms_of(app, client, shop):
        if form.path in ("/sign-out", "/settings/password", "/language"):
            continue  # they would end or change this very visit; their own tests try them
        answer = client.post(form.path, data=form.filled(NONSENSE[kind]), content_type="multipart/form-data")
        if answer.status_code not in (204, 302, 303, 404, 422):
            wrong.append(f"{form.path} {[name for name, _ in form.fields]}: {answer.status_code}")
        elif answer.status_code == 422 and kind != "control characters":  # HTML has no way to give those back
            check_page(answer.get_data(as_text=True), "en")

    assert wrong == []
