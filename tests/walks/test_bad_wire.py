"""Every field of every call of the wire, filled with what no till should send: a clear answer, no fault of ours."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.wire_examples import EXCHANGES, Exchange, farewell, world
from tests.make import Make
from tests.walks.shop import Shop

Place = tuple[str | int, ...]
NONSENSE: dict[str, Any] = {
    "no number": "NaN",
    "a price of 1e30": 1e30,
    "a number of thirty digits": 10**30,
    "below zero": -1,
    "year 9999": "9999-12-31T23:59:59.999-14:00",
    "year 1": "0001-01-01T00:00:00.000+14:00",
    "emoji and right-to-left": "🧾\u202eשלום\u200d👩‍🍳",
    "ten thousand lines": [{"name": "Żurek", "quantity": "1", "price": 1, "total": 1}] * 10_000,
    "nothing": None,
    "another shape": {"": [[]]},
}
#: what reads the things that tills handed in
READERS = (
    *("/", "/devices", "/synchronization", "/synchronization/history", "/history", "/peripherals"),
    *("/receipts", "/receipts/totals", "/receipts/shifts", "/receipts/day-reports", "/receipts/quarantine"),
    *("/receipts/missing", "/receipts/late", "/receipts/receipts.csv", "/receipts/receipts.xlsx"),
    *("/store-servers", "/devices/local-products"),
)


def calls() -> list[Exchange]:
    """One call of each kind that carries something; those that end a till come last."""
    last = {one.name for one in farewell.EXCHANGES}
    found = {(one.method, one.path): one for one in reversed(EXCHANGES) if one.body is not None}
    return sorted(found.values(), key=lambda one: one.name in last)


def places_in(body: Any, here: Place = ()) -> Iterator[Place]:
    """Every field and every element, however deep."""
    if here:
        yield here
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in inner:
        yield from places_in(value, (*here, name))


def changed(body: Any, place: Place, value: Any) -> Any:
    """The same with this value in one place."""
    made = deepcopy(body)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return made


def numbered(body: Any, first: int) -> Any:
    """Entries of a journal as they come: each with an id and a number of its own."""
    made = deepcopy(body)
    for n, entry in enumerate(made.get("entries", ()), first):
        entry |= {"id": str(uuid4()), "n": n}
    return made


class Sender:
    """Sends bodies as whoever the example is of."""

    def __init__(self, client: FlaskClient, shop: Shop) -> None:
        self._client = client
        self._tokens = {world.TILL_SECRET: shop.till.token, world.BOX_SECRET: shop.server_token}
        self._sent = 1000

    def send(self, call: Exchange, place: Place, value: Any) -> str | None:
        """What is wrong with the answer, if anything."""
        self._sent += 10
        body = changed(numbered(call.body, self._sent), place, value)
        token = self._tokens.get(call.token or "")
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        answer = self._client.open(
            f"/api/v1{call.path}", method=call.method, data=json.dumps(body), headers=headers
        )
        if answer.status_code < 400:
            return None
        is_clear = answer.status_code < 500 and answer.content_type == "application/problem+json"
        where = ".".join(map(str, place))
        return None if is_clear else f"{call.method} {call.path} {where}: {answer.status_code}"


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_in_any_field_of_the_wire_is_answered_clearly_and_can_be_read_afterwards(
    app: Flask, make: Make, shop: Shop, kind: str
) -> None:
    till, browser = app.test_client(), make.sign_in(app.test_client(), shop.owner)
    sender, wrong, tried = Sender(till, shop), [], 0
    for call in calls():
        for place in places_in(call.body):
            wrong.append(sender.send(call, place, NONSENSE[kind]))
            tried += 1
    assert tried > 100
    assert [one for one in wrong if one] == []
    for path in READERS:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.get_data(), path  # read to its end: a file is written while it is sent
        answer.close()
