"""Which language the reader gets: the user's choice, else the cookie, else what the browser asks for.

A page has hundreds of texts, and the usual way looks up the context, the locale and the catalogue for each. Here
templates find a text by language and msgid in one dictionary of ready texts.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import LazyString, get_locale, get_translations
from flask_login import current_user
from markupsafe import Markup

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
NAMES = {choice.code: choice.name for choice in CHOICES}


#: words of tables and forms that are kept, in all languages
WORDS = 10_000

#: what this request knows so far, Flask-Babel's locale among it; a page asks for its language hundreds of times
_known_so_far: Callable[[], Any] = g._get_current_object
#: language -> msgid -> text; as many as the templates have
_texts: dict[str, dict[str, Markup]] = defaultdict(dict)
#: (language, identity of a word) -> the word, kept so that its identity stays its own, and its text
_said: dict[tuple[str, int], tuple[LazyString, str]] = {}


def set_up(app: Flask) -> None:
    """Give templates the languages, the locale in force, and their texts."""
    app.jinja_env.globals.update(languages=CHOICES, get_locale=get_locale)
    app.jinja_env.globals.update(said=said, _=_translate, gettext=_translate, ngettext=_translate_counted)


def language_in_force() -> str:
    """The code of the language in which this request is answered."""
    try:
        return _known_so_far()._flask_babel.babel_locale.language
    except (AttributeError, RuntimeError):  # not asked before, or outside the app
        locale = get_locale()
        return str(locale.language) if locale else "en"


def said(word: LazyString | str) -> str:
    """A word of a table, made by `lazy_gettext`, in the language in force; a list says the same few in every row."""
    if isinstance(word, str):
        return word
    key = language_in_force(), id(word)
    found = _said.get(key)
    if found is None:
        if len(_said) >= WORDS:  # words made anew for each page would pile up
            _said.clear()
        found = _said[key] = word, str(word)
    return found[1]


def _translate(msgid: str, /, **values: Any) -> Markup:
    """A text of a template; what is put into it is escaped."""
    texts = _texts[language_in_force()]
    text = texts.get(msgid)
    if text is None:
        text = texts[msgid] = Markup(get_translations().ugettext(msgid))  # noqa: S704 - our own texts
    return text % values if values or "%" in text else text


def _translate_counted(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """A text that counts something."""
    text = get_translations().ungettext(singular, plural, num)
    return Markup(text) % ({"num": num} | values)  # noqa: S704 - our own texts


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
