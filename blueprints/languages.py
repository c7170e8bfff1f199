"""Which language the reader gets: the user's choice, else the cookie, else what the browser asks for."""

from dataclasses import dataclass

from flask import Flask, has_request_context, request
from flask_babel import get_locale
from flask_login import current_user

from domain.places import LANGUAGES

COOKIE = "comptoir_language"


@dataclass(frozen=True)
class Language:
    """A language of the house, named in itself."""

    code: str
    name: str


CHOICES = [
    Language("en", "English"),
    Language("fr", "Français"),
    Language("pl", "Polski"),
    Language("ru", "Русский"),
]


def set_up(app: Flask) -> None:
    """Give templates the languages and the locale in force."""
    app.jinja_env.globals.update(languages=CHOICES, get_locale=get_locale)


def choose_language() -> str:
    """The language of this request (user > cookie > Accept-Language); English for commands."""
    if not has_request_context():
        return "en"
    if getattr(current_user, "is_authenticated", False):
        return str(current_user.language)
    cookie = request.cookies.get(COOKIE)
    if cookie in LANGUAGES:
        return str(cookie)
    return request.accept_languages.best_match(LANGUAGES) or "en"
