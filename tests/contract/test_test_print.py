"""A test print is called the same on the button that asks for it and on the paper that comes out."""

import pytest
from comptoir_store_server.printing.words import LANGUAGES, word
from flask import Flask
from flask_babel import force_locale, get_translations

from domain.trial_page import SAMPLES


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_paper_say_the_same(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        button = get_translations().ugettext("Test print")
    assert [button, word(language, "test")] == [SAMPLES[language][0], button.upper()]
