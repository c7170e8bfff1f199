"""Which stores the names in a file mean, also where several are called the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Store


class StoreNames:
    """The account's stores by name."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for public_id, name in session.execute(select(Store.public_id, Store.name).order_by(Store.id)):
            self._by_name[name.casefold()].append((public_id, name))

    @property
    def everywhere(self) -> list[str]:
        """Every store."""
        return sorted(public_id for stores in self._by_name.values() for public_id, _name in stores)

    def find(self, names: Iterable[str], present: Collection[str]) -> list[str]:
        """The public ids of the stores named. Of several called the same: one of `present`, else the older one.

        Raises Refusal `store_not_here` (fact `store`) at `stores`.
        """
        chosen: set[str] = set()
        for name in names:
            chosen.add(self._one(name, present, chosen))
        return sorted(chosen)

    def _one(self, name: str, present: Collection[str], chosen: Collection[str]) -> str:
        stores = self._by_name.get(name.casefold())
        if not stores:
            raise Refusal("store_not_here", "stores", store=name)
        best = min(stores, key=lambda store: (store[0] in chosen, store[1] != name, store[0] not in present))
        return best[0]
