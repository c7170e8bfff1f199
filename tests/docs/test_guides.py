"""What an owner's guide prints in italics stands on the pages just so, in the guide's language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from domain.places import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
#: "words in italics" itself
MEANT_AS_SUCH = {"italics", "italique", "kursywą", "курсивом"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_calls_things_as_the_pages_do(language: str) -> None:
    guide = (ROOT / "docs" / f"first-day.{language}.md").read_text(encoding="utf-8")
    quoted = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", guide)) - MEANT_AS_SUCH
    assert len(quoted) > 20
    assert quoted <= words_of(language)


def words_of(language: str) -> set[str]:
    """Every text of the pages in this language."""
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with (path if path.exists() else ROOT / "translations" / "messages.pot").open("rb") as file:
        catalogue = read_po(file)
    return {str(text.id if language == "en" else text.string) for text in catalogue}
