"""Whatever is found has words in every language: what is so, what helps, and where."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from blueprints import opening_check_words
from blueprints.opening_check_words import show_findings, verdict_badge
from blueprints.opening_checks.message_words import _REASONS, message_badge, message_reason
from domain.opening_checks import inspect
from domain.places import LANGUAGES
from models import CheckDelivery, OpeningCheck
from services.today.opening_checks import as_json
from tests.make import now
from tests.opening_checks.everything import everything_wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_told_with_the_deed_that_helps(app: Flask, language: str) -> None:
    kept = [as_json(one) for one in inspect(everything_wrong(now()), now())]
    assert {one["code"] for one in kept} == set(opening_check_words._WORDS)
    with app.test_request_context("/"), force_locale(language):
        shown = show_findings(kept)
    assert len(shown) == len(kept)
    assert all(one.state and one.advice and one.url.startswith("/") for one in shown)
    assert all(one.tone in ("bad", "warn", "info") for one in shown)


def test_the_way_to_each_finding_leads_to_a_page(app: Flask) -> None:
    kept = [as_json(one) for one in inspect(everything_wrong(now()), now())]
    with app.test_request_context("/", base_url="https://shop.example"):
        addresses = {one.url.partition("?")[0] for one in show_findings(kept, external=True)}
    routes = app.url_map.bind("shop.example")
    for address in addresses:
        assert address.startswith("https://shop.example/")
        assert routes.match(address.removeprefix("https://shop.example"))


def test_a_clock_is_slow_or_fast(app: Flask) -> None:
    kept = [as_json(one) for one in inspect(everything_wrong(now()), now()) if one.code.endswith("_clock")]
    with app.test_request_context("/"), force_locale("en"):
        states = {one.state for one in show_findings(kept)}
    assert states == {"Clock 7 minutes slow", "Clock 4 minutes fast", "Clock 120 minutes slow"}


def test_the_verdict_counts(app: Flask) -> None:
    counted: list[dict[str, Any]] = [
        {"stops": 0, "cares": 0, "looked_at": {"tills": 2}},
        {"stops": 0, "cares": 0, "looked_at": {}},
        {"stops": 0, "cares": 0, "looked_at": {"tills": 0}},
        {"stops": 0, "cares": 1, "looked_at": {"tills": 0}},
        {"stops": 2, "cares": 3, "looked_at": {"tills": 2}},
    ]
    with app.test_request_context("/"), force_locale("en"):
        assert [verdict_badge(OpeningCheck(**one)) for one in counted] == [
            ("Ready to open", "ok"),
            ("Ready to open", "ok"),
            ("Nothing to check yet: no activated till", "idle"),
            ("1 thing to see to", "warn"),
            ("5 things to see to", "bad"),
        ]


def test_every_reason_of_a_failed_message_has_words(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        for reason in _REASONS:
            message = CheckDelivery(status="waiting", reason=reason)
            assert message_badge(message) == ("Failed, is tried again", "warn")
            assert message_reason(message)
        assert message_badge(CheckDelivery(status="delivered", reason=None)) == ("Delivered", "ok")
