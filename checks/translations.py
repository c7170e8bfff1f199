"""A language is complete or not offered: every text translated, every form there, every placeholder kept."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from checks.catalogues import (
    LANGUAGES,
    TEMPLATE,
    get_catalogue_path,
    get_texts,
    is_translated,
    read_catalogue,
    read_source_catalogue,
)
from checks.finding import Finding
from checks.typography import find_french_slips

PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-zA-Z]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")
LONG_TEXT = 3

# Long texts that read the same in every language, because they are names and not words.
SAME_IN_EVERY_LANGUAGE: frozenset[str] = frozenset({"name,category,price,barcode"})


def find_problems(root: Path) -> Iterator[Finding]:
    """Every breach in the template and in the three catalogues."""
    source = read_source_catalogue(root)
    yield from find_stale_texts(root, source)
    for language in LANGUAGES:
        yield from check_language(root, language, source)


def find_stale_texts(root: Path, source: Catalog) -> Iterator[Finding]:
    """Texts by which the template differs from the source it was collected from."""
    if not (root / TEMPLATE).exists():
        yield Finding(TEMPLATE, 1, "there is no template; run `make translations`")
        return
    template = read_catalogue(root / TEMPLATE)
    for key in sorted(_get_keys(source) ^ _get_keys(template), key=str):
        news = "is not collected yet" if key in _get_keys(source) else "is no longer in the source"
        yield Finding(TEMPLATE, 1, f"{_show(key)} {news}; run `make translations`")


def check_language(root: Path, language: str, source: Catalog) -> Iterator[Finding]:
    """Every breach in one language's catalogue."""
    path = get_catalogue_path(language)
    if not (root / path).exists():
        yield Finding(path, 1, "there is no catalogue; run `make translations`")
        return
    catalogue = read_catalogue(root / path, language)
    for key in sorted(_get_keys(source) - _get_keys(catalogue), key=str):
        yield Finding(path, 1, f"{_show(key)} is missing; run `make translations`")
    for message in catalogue.obsolete.values():
        yield Finding(path, message.lineno or 1, f"{_show(_get_key(message))} is obsolete; remove it")
    yield from (Finding(path, 1, problem) for problem in check_plural_rule(catalogue, language))
    for message in filter(lambda message: message.id, catalogue):
        for problem in check_message(message, language):
            yield Finding(path, message.lineno or 1, f"{_show(_get_key(message))}: {problem}")


def check_plural_rule(catalogue: Catalog, language: str) -> Iterator[str]:
    """A wrong plural rule shows "5 paragony" without any text being wrong."""
    expected = get_plural(language)
    if catalogue.num_plurals != expected.num_plurals or catalogue.plural_expr != expected.plural_expr:
        yield f"the plural rule must be {expected.plural_forms}"


def check_message(message: Message, language: str) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    if message.fuzzy:
        yield "is only guessed (fuzzy)"
    forms = get_texts(message.string)
    if not is_translated(message):
        yield "is not translated"
        return
    yield from check_forms(message, language)
    for form in forms:
        yield from compare_markup(message, form)
        yield from compare_edges(message, form)
        if language == "fr":
            yield from find_french_slips(form)
    yield from compare_words(message, forms)


def check_forms(message: Message, language: str) -> Iterator[str]:
    """Polish and Russian need three forms of a counted noun, and English its number in both."""
    if not message.pluralizable:
        return
    expected, actual = get_plural(language).num_plurals, len(get_texts(message.string))
    if expected != actual:
        yield f"has {actual} plural forms instead of {expected}"
    singular, plural = (set(PLACEHOLDER.findall(text)) for text in message.id)
    if singular != plural:
        yield "the English singular and plural have different placeholders"


def compare_markup(message: Message, form: str) -> Iterator[str]:
    """Placeholders and tags must be the same ones as in English, in any order."""
    expected = set(PLACEHOLDER.findall("".join(get_texts(message.id))))
    actual = set(PLACEHOLDER.findall(form))
    if expected != actual:
        yield f"placeholders differ in “{form}”: {', '.join(sorted(expected ^ actual))}"
    if expected and "%" in PLACEHOLDER.sub("", form).replace("%%", ""):
        yield f"a lone % in “{form}” breaks the text; write %%"
    allowed_tags = [Counter(TAG.findall(text)) for text in get_texts(message.id)]
    if Counter(TAG.findall(form)) not in allowed_tags:
        yield f"tags differ in “{form}”"


def compare_edges(message: Message, form: str) -> Iterator[str]:
    """A space lost at an edge glues two words together."""
    english = get_texts(message.id)[0]
    if (form[:1].isspace(), form[-1:].isspace()) != (english[:1].isspace(), english[-1:].isspace()):
        yield f"begins or ends with another space than English: “{form}”"


def compare_words(message: Message, forms: tuple[str, ...]) -> Iterator[str]:
    """A long text that equals the English one was copied, not translated."""
    for text in set(get_texts(message.id)) & set(forms):
        words = WORD.findall(TAG.sub(" ", PLACEHOLDER.sub(" ", text)))
        if len(words) > LONG_TEXT and text not in SAME_IN_EVERY_LANGUAGE:
            yield "is the same as in English"


Key = tuple[str | None, tuple[str, ...]]


def _get_keys(catalogue: Catalog) -> set[Key]:
    return {_get_key(message) for message in catalogue if message.id}


def _get_key(message: Message) -> Key:
    return message.context, get_texts(message.id)


def _show(key: Key) -> str:
    return f"“{key[1][0]}”"
