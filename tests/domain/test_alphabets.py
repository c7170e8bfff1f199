"""Names stand where a reader looks for them."""

import pytest

from domain.alphabets import alphabet_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("pl", ["Czechy", "Lublin", "Luksemburg", "Łotwa", "Malta", "Święta", "Żory"]),
        ("pl", ["zebra", "źrebak", "żaba"]),
        ("fr", ["Espagne", "Estonie", "États-Unis", "Finlande"]),
        ("fr", ["Cote", "Côte d’Ivoire", "Coteau"]),
        ("ru", ["Ёлка", "Ель", "Жаба", "Paris"]),
        ("en", ["Åland", "Andorra", "Austria", "Zürich"]),
        ("en", ["Lena", "Łucja", "Marek"]),
        ("en", ["10 Downing Street", "2 Rivers", "Anna"]),
    ],
)
def test_names_are_in_the_order_of_the_readers_alphabet(language: str, names: list[str]) -> None:
    shuffled = names[::-1]
    assert sorted(shuffled, key=lambda name: alphabet_key(name, language)) == names
