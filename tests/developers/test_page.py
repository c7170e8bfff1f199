"""The page for engineers of till vendors: public, in four languages, with every example and every code."""

import json
import shlex
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.api.problems import PROBLEMS
from blueprints.developers.problem_words import ADVICE
from blueprints.wire_examples import EXCHANGES
from domain.places import LANGUAGES
from tests.make import Make
from tests.pages.browsing import open_page


def by_id(page: Element, name: str) -> Element:
    (found,) = (one for one in page.iter() if one.get("id") == name)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_reads_it_in_their_language(client: FlaskClient, make: Make, language: str) -> None:
    make.first_owner()

    open_page(client, "/developers", language, headers={"Accept-Language": language})


def test_who_is_signed_in_reads_it_with_the_menu(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.user())

    page = open_page(client, "/developers")

    assert any(one.get("aria-current") == "page" and one.get("href") == "/developers" for one in page.iter())


def test_every_example_is_a_command_that_says_the_same(client: FlaskClient, make: Make) -> None:
    make.first_owner()
    page = open_page(client, "/developers")

    for exchange in EXCHANGES:
        words = shlex.split("".join(by_id(page, f"{exchange.name}-command").itertext()).replace("\\\n", " "))
        assert words[:2] == ["curl", "-i"]
        assert f"http://localhost/api/v1{exchange.path}" in words
        assert (words[words.index("-X") + 1] if "-X" in words else "GET") == exchange.method
        headers = [words[index + 1] for index, word in enumerate(words) if word == "-H"]
        assert headers == [f"{name}: {value}" for name, value in exchange.all_headers.items()]
        if exchange.body is not None:
            assert json.loads(words[words.index("-d") + 1]) == exchange.body


def test_every_answer_is_shown(client: FlaskClient, make: Make) -> None:
    make.first_owner()
    page = open_page(client, "/developers")

    for exchange in EXCHANGES:
        (details,) = by_id(page, exchange.name).findall("details")
        answer = "".join(details.find("pre").itertext())  # type: ignore[union-attr]
        assert answer.startswith(f"{exchange.status} ")
        if exchange.answer is not None:
            assert json.loads(answer[answer.index("{") :]) == exchange.answer


def test_its_contents_lead_somewhere(client: FlaskClient, make: Make) -> None:
    make.first_owner()
    page = open_page(client, "/developers")
    targets = [one.get("href", "")[1:] for one in page.iter("a") if one.get("href", "").startswith("#")]

    assert len(targets) > 10
    for target in targets:
        by_id(page, target)


def test_every_problem_has_advice(client: FlaskClient, make: Make) -> None:
    make.first_owner()
    html = client.get("/developers").get_data(as_text=True)

    assert set(ADVICE) == set(PROBLEMS)
    for code in PROBLEMS:
        assert f">{code}</code>" in html


def test_it_shows_the_address_under_which_tills_find_the_office(app: Flask, make: Make) -> None:
    make.first_owner()

    html = app.test_client().get("/developers", base_url="https://shop.example").get_data(as_text=True)

    assert "https://shop.example/api/v1/activations" in html
