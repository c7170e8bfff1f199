"""Error pages speak the reader's language and say what to do."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import encode_multipart

from tests.make import Make
from tests.pages.house_checks import check_page, text_of

WORDS = {
    400: "That could not be read",
    403: "Not allowed",
    404: "Page not found",
    405: "That does not work this way",
    413: "Too large",
    429: "Too many attempts",
    418: "That did not work",
    503: "Very busy just now",
}


@pytest.fixture
def broken(app: Flask) -> FlaskClient:
    """An office with pages that fail in every way."""
    app.testing = False  # as on a server: faults become pages
    app.add_url_rule("/broken/<int:status>", "broken", lambda status: abort(status))

    def fault() -> str:
        raise RuntimeError("a secret of ours")

    def no_database() -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    def two_at_once() -> str:
        raise IntegrityError("INSERT", {}, Exception("duplicate key"))

    app.add_url_rule("/fault", "fault", fault)
    app.add_url_rule("/two-at-once", "two_at_once", two_at_once)
    app.add_url_rule("/no-database", "no_database", no_database)
    return app.test_client()


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("language", ["en", "fr", "pl", "ru"])
def test_each_refusal_is_a_page_in_the_readers_language(
    broken: FlaskClient, make: Make, status: int, language: str
) -> None:
    make.sign_in(broken, make.owner(language=language))
    answer = broken.get(f"/broken/{status}")
    assert answer.status_code == status
    page = check_page(answer.get_data(as_text=True), language)
    if language == "en":
        assert text_of(page.find(".//h1")) == WORDS[status]  # type: ignore[arg-type]
    assert page.find(".//main//a[@href='/']") is not None


def test_a_page_that_does_not_exist_says_so(client: FlaskClient, make: Make) -> None:
    make.owner()
    answer = client.get("/no/such/page", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    check_page(answer.get_data(as_text=True), "fr")


def test_a_fault_of_ours_shows_its_number_and_no_secret(broken: FlaskClient, make: Make) -> None:
    make.owner()
    answer = broken.get("/fault", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    html = answer.get_data(as_text=True)
    assert "Something went wrong on our side" in text_of(check_page(html, "en"))
    assert answer.headers["X-Request-Id"] in html
    assert "secret" not in html


@pytest.mark.parametrize("path", ["/no-database", "/two-at-once"])
def test_a_busy_database_asks_to_try_again(broken: FlaskClient, make: Make, path: str) -> None:
    make.sign_in(broken, make.owner())
    answer = broken.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was lost" in text_of(check_page(answer.get_data(as_text=True), "en"))


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: FlaskClient, make: Make) -> None:
    make.owner()
    answer = client.post("/sign-in", data={"email": "x" * (7 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "larger than 6 MB" in text_of(check_page(answer.get_data(as_text=True), "en"))


def test_a_form_that_is_too_long_for_a_form_is_not_called_a_large_file(
    client: FlaskClient, make: Make
) -> None:
    make.owner()
    boundary, body = encode_multipart({"email": "x" * (1024 * 1024)})
    answer = client.post("/sign-in", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 413
    said = text_of(check_page(answer.get_data(as_text=True), "en"))
    assert "The form holds more than can be read at once." in said
    assert "MB" not in said


def test_a_wrong_method_says_which_would_do(client: FlaskClient, make: Make) -> None:
    make.owner()
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
