"""French texts are set as a French reader expects."""

import pytest

from checks.typography import find_french_slips


@pytest.mark.parametrize(
    "text",
    [
        "Activer ?",
        "Activer?",
        "Code :",
        "Code: %(code)s",
        "Fait !",
        "un ; deux",
        "«\u00a0Caisse 1 »",
        "« Caisse 1\u00a0»",
        "Code d'activation",
        'Le magasin "Centre"',
        "<strong>%(name)s</strong>: fermé",
    ],
)
def test_a_slip_is_found(text: str) -> None:
    assert list(find_french_slips(text)) != []


@pytest.mark.parametrize(
    "text",
    [
        "Activer\u00a0?",
        "Activer\u202f?",
        "Code\u00a0: %(code)s",
        "Vraiment\u00a0?!",
        "«\u00a0Caisse 1\u00a0»",
        "Code d’activation",
        "de 12:30 à 14:00",
        "voir https://example.test/?a=b",
        '<a href="%(url)s" title="x">Lire</a>',
        "<code>NOM='a;b'</code>",
        "12&nbsp;€",
    ],
)
def test_well_set_text_passes(text: str) -> None:
    assert list(find_french_slips(text)) == []
