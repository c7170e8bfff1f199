"""Addresses in templates: a list leads to a hundred cards, so the way to a kind of card is worked out once."""

from typing import Any

from flask import Flask, request, url_for

_STEERING = frozenset({"endpoint", "public_id"})
#: stands for the public id while an address is worked out
_PLACE = "0" * 16
#: (where the office is mounted, endpoint) -> the address without an id; and what stands around one
_plain: dict[tuple[str, str], str] = {}
_around: dict[tuple[str, str], tuple[str, str]] = {}


def set_up(app: Flask) -> None:
    """Give templates their `url_for`, and what this page was asked for."""
    app.jinja_env.globals.update(url_for=address_for, asked=asked)


def asked() -> dict[str, str]:
    """What stands behind the question mark of this page's address, to be kept in another one.

    Not what would steer the making of an address: `endpoint`, `_scheme`, `_external`, or the id of a thing.
    """
    return {name: value for name, value in request.args.items() if name[:1] != "_" and name not in _STEERING}


def address_for(endpoint: str, **values: Any) -> str:
    """As Flask's `url_for`; quick for a page without arguments and for the card of a thing."""
    public_id = values.get("public_id")
    if endpoint.startswith(".") or len(values) != (public_id is not None) or not _is_ours(public_id):
        return url_for(endpoint, **values)
    key = request.script_root, endpoint
    if public_id is None:
        if key not in _plain:
            _plain[key] = url_for(endpoint)
        return _plain[key]
    if key not in _around:
        before, _place, after = url_for(endpoint, public_id=_PLACE).partition(_PLACE)
        _around[key] = before, after
    before, after = _around[key]
    return f"{before}{public_id}{after}"


def _is_ours(public_id: Any) -> bool:
    """Nothing, or letters and digits that need no quoting."""
    return public_id is None or (isinstance(public_id, str) and public_id.isascii() and public_id.isalnum())
