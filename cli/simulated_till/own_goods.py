"""Goods that a person made on the till itself: told to the office, and gone once products were fetched (guide D)."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post

KEY = "own_goods"


def own_goods_of(memory: Memory) -> list[dict[str, Any]]:
    """What exists only here."""
    goods: list[dict[str, Any]] = memory.fact(KEY, [])
    return goods


def make_good(
    memory: Memory, post: Post, name: str, price: int, barcodes: Sequence[str] = (), group: str = ""
) -> dict[str, Any]:
    """A new one; the office is told of all."""
    good = {
        "local_id": str(uuid4()),
        "name": name,
        "price": price,
        "barcodes": list(barcodes),
        "group": group,
    }
    memory.remember(KEY, [*own_goods_of(memory), good])
    tell_own_goods(memory, post)
    return good


def tell_own_goods(memory: Memory, post: Post) -> None:
    """The whole list, whatever it is."""
    post.send("PUT", "/local-products", {"products": own_goods_of(memory)})


def replace_own_goods(memory: Memory, post: Post) -> None:
    """The list of the office has taken their place, adopted ones under their new ids."""
    if own_goods_of(memory):
        memory.remember(KEY, [])
        tell_own_goods(memory, post)
