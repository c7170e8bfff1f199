"""Which product, unit or tax a word in a file means: its very own name first, then whatever is written alike."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping

from models import Tax, Unit
from services.catalogue.product_states import ProductState

#: a word → the key of what it names
Keys = Mapping[str, int]


class NamedProducts:
    """Products by their names, of which several may be the same."""

    def __init__(self, states: Mapping[int, ProductState]) -> None:
        self._states = states
        self._keys: dict[str, list[int]] = defaultdict(list)
        for key, state in states.items():
            self._keys[state.name.casefold()].append(key)

    def find(self, name: str, claimed: Container[object]) -> int | None:
        """The product of this name; of several the next one that no line has named before."""
        same = self._keys.get(name.casefold(), ())
        if len(same) < 2:
            return same[0] if same else None
        free = [key for key in same if key not in claimed] or same
        return next((key for key in free if self._states[key].name == name), free[0])


def keys_of_units(units: Iterable[Unit]) -> Keys:
    """Units by name and by code; of two that are written alike the very words decide."""
    return _keys([(word, unit.id) for unit in units for word in (unit.code, unit.name)])


def keys_of_taxes(taxes: Iterable[Tax]) -> Keys:
    """Taxes by name and by rate."""
    taxes = list(taxes)
    rates = {_plain(f"{tax.rate.normalize():f}"): tax.id for tax in taxes}
    return rates | _keys([(tax.name, tax.id) for tax in taxes])


def find_named(keys: Keys, word: str) -> int | None:
    """What a word means, if anything."""
    exact = keys.get(_exact(word))
    return keys.get(_plain(word)) if exact is None else exact


def _keys(words: list[tuple[str, int]]) -> dict[str, int]:
    return {_plain(word): key for word, key in words} | {_exact(word): key for word, key in words}


def _exact(word: str) -> str:
    return f"={word.casefold()}"


def _plain(word: str) -> str:
    """ "23,0 %" and "23" are the same tax, "kg." and "kg" the same unit."""
    plain = word.casefold().replace("%", "").replace(",", ".").strip().rstrip(".")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
