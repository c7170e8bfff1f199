"""A tax number is looked at as its country gives it out."""

import json
from pathlib import Path

import pytest

from domain.refusal import Refusal
from services.accounts.tax_numbers import check_tax_number

GOOD = {
    "PL": ["5260250274", "526-025-02-74", "PL 526 025 02 74", "NIP: 526-025-02-74", "pl5260250274"],
    "RU": ["7707083893", "500100732259", "ИНН 7707083893"],
    # a company, its establishments, La Poste, which counts otherwise, and VAT numbers; Monaco's are no SIREN
    "FR": ["732829320", "732 829 320 00074", "356 000 000 49837", "FR40303265045", "TVA FR 40 303265045"],
    "RE": ["732\u00a0829\u00a0320\u00a000074"],
    "MC": ["FR 53 0000 04605"],
    "GB": ["GB 123 4567 89"],
    "US": ["12-3456789"],
    "BY": ["УНП 123456789"],
}
BAD = {
    "PL": (["abc 1", "123", "5260250275", "52602502740", "DE 5260250274", "NIP"], "nip_invalid"),
    "RU": (["7707083894", "770708389", "500100732258", "abc"], "inn_invalid"),
    "FR": (["732829321", "73282932000079", "356 000 000 49838", "FR41303265045", "FR 1"], "siret_invalid"),
    "DE": (["12", "tax number", "DE_123456", "12 <b>", "1\t234"], "tax_number_invalid"),
}


@pytest.mark.parametrize(("country", "text"), [(country, text) for country in GOOD for text in GOOD[country]])
def test_a_number_is_taken_as_people_write_it(country: str, text: str) -> None:
    check_tax_number(text, country)


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [(country, text, code) for country, (texts, code) in BAD.items() for text in texts],
)
def test_a_slip_is_told_at_the_field(country: str, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_tax_number(text, country)
    assert (refused.value.code, refused.value.field) == (code, "tax_id")


@pytest.mark.parametrize(
    "shop", sorted(Path("demo/shops").glob("*/shop.json")), ids=lambda path: path.parent.name
)
def test_the_demo_shops_have_numbers_that_could_be(shop: Path) -> None:
    facts = json.loads(shop.read_text())
    check_tax_number(facts["tax_id"], facts["country"])
