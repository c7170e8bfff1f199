"""The words a reader of one language finds on the pages, by the English text in the source."""

from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent.parent.parent / "translations"


class Words:
    """`words("Add")` is what the button says in this language; facts fill the named places."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue: NullTranslations = (
            NullTranslations() if language == "en" else Translations.load(str(CATALOGUES), [language])
        )

    def __call__(self, text: str, **facts: Any) -> str:
        found = str(self._catalogue.gettext(text))
        return found % facts if facts else found

    def count(self, one: str, many: str, number: int, **facts: Any) -> str:
        """The form that goes with the number."""
        return str(self._catalogue.ngettext(one, many, number)) % ({"num": number} | facts)
