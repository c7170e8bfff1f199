"""A browser without scripts for page tests: opens pages and checks each, sends forms with their token."""

import re
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages.house_checks import check_page


def open_page(
    client: FlaskClient, path: str, language: str = "en", status: int = 200, **more: Any
) -> Element:
    """Open a page, expect its status and hold it to the rules of the house."""
    answer = client.get(path, **more)
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.headers.get('Location', '')}"
    return check_page(answer.get_data(as_text=True), language)


def post(
    client: FlaskClient, path: str, fields: dict[str, Any], *, token_from: str | None = None
) -> TestResponse:
    """Send a form as the page at `token_from` (default: the same path) would."""
    token = find_token(client, token_from or path)
    return client.post(path, data={"csrf_token": token, **fields})


def find_token(client: FlaskClient, path: str) -> str:
    """The CSRF token of the page at this path."""
    html = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    assert found, f"no CSRF token at {path}"
    return found[1]


def error_at(page: Element, field: str) -> str | None:
    """The sentence shown at a field, None where there is none."""
    found = page.find(f".//*[@id='{field}-error']")
    return None if found is None else " ".join("".join(found.itertext()).split())
