"""The list of all routes, as the contract has them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Route:
    """One route; `caller` is till, store_server or nobody."""

    method: str
    path: str
    caller: str
    statuses: tuple[str, ...]


def routes_of(contract: dict[str, Any]) -> list[Route]:
    """Every route with who may call it and how it may answer, problems of all routes left out."""
    return [
        Route(method.upper(), path, _caller(one), tuple(one["responses"]))
        for path, methods in contract["paths"].items()
        for method, one in methods.items()
    ]


def _caller(operation: dict[str, Any]) -> str:
    security = operation["security"]
    return next(iter(security[0])) if security else "nobody"
