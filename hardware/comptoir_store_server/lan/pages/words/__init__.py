"""The words of the box's own pages in the four languages of the shops; the English sentence is the key."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from comptoir_store_server.printing.money import write_moment

FOLDER = Path(__file__).parent
#: How each language calls itself, in the order in which they are offered.
LANGUAGES = {"fr": "Français", "pl": "Polski", "ru": "Русский", "en": "English"}


@cache
def sentences(language: str) -> Mapping[str, str]:
    """English sentence -> the same in this language."""
    if language == "en":
        return {}
    found: Mapping[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def best_language(accepted: str) -> str:
    """The first language of the browser that is one of ours, else English."""
    for wish in accepted.split(",")[:20]:
        tongue = wish.strip()[:2].lower()
        if tongue in LANGUAGES:
            return tongue
    return "en"


class Say:
    """Says things in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, sentence: str, **facts: object) -> str:
        """The sentence; what it tells of stands in named places."""
        told = sentences(self.language).get(sentence, sentence)
        return told % facts if facts else told

    def moment(self, at: datetime | None, zone: str) -> str:
        """By the clock of the shop."""
        return write_moment(at, zone, self.language) if at is not None else "—"
