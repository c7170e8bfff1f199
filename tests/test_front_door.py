"""The front door: ids and dates on every answer, no NUL inside, one JSON line in the log, no secrets."""

import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from front_door import JsonLines
from tests.make import Make


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/poll", "/api/v1/nowhere", "/nowhere"])
def test_every_answer_has_a_date_and_a_number(client: FlaskClient, make: Make, path: str) -> None:
    make.first_owner()
    answers = [client.get(path) for _ in range(2)]
    assert all(answer.headers["Date"].endswith("GMT") for answer in answers)
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 2


@pytest.mark.parametrize(
    ("path", "status"), [("/devices/a%00b", 404), ("/devices?q=%00", 200), ("/api/v1/print-jobs/%00", 401)]
)
def test_a_nul_in_an_address_is_no_fault(client: FlaskClient, make: Make, path: str, status: int) -> None:
    make.sign_in(client, make.first_owner())
    assert client.get(path).status_code in (status, 404)


def test_a_request_is_one_line_of_json_without_query_or_token(
    app: Flask, client: FlaskClient, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    till = make.till()
    logger = logging.getLogger("comptoir.requests")
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.INFO)
    try:
        client.get("/api/v1/poll?secret=word", headers=till.headers)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.NOTSET)
    line = JsonLines().format(caplog.records[-1])
    facts = json.loads(line)
    assert (facts["path"], facts["status"], facts["who"]) == ("/api/v1/poll", 200, till.device.public_id)
    assert till.token not in line
    assert "word" not in line


def test_pages_and_api_carry_their_own_headers(client: FlaskClient, make: Make) -> None:
    make.first_owner()
    page = client.get("/sign-in")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in client.get("/api/v1/poll").headers


def test_behind_https_cookies_are_secure(settings: Settings) -> None:
    assert replace(settings, public_url="https://shop.example").secure_cookies
    assert not settings.secure_cookies
