"""What is no request gets a clear answer, and the office goes on."""

from uuid import uuid4

import pytest

from cli.simulated_till import SimulatedTill
from tests.contract.conftest import Shop
from tests.contract.wire import code_of, open_wire, wire_of


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"{", {"Content-Type": "application/json"}, (400, "not_json")),
        (b"{}", {"Content-Type": "text/plain"}, (415, "unsupported_media_type")),
        (b"{}", {"Content-Type": "application/json"}, (422, "invalid")),
        (b" " * (5 * 1024 * 1024), {"Content-Type": "application/json"}, (413, "too_large")),
        (b"\x1f\x8b!", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, (400, "not_json")),
    ],
    ids=["half", "text", "empty", "five mebibytes", "no gzip"],
)
def test_a_body_that_is_none_gets_a_clear_answer(
    shop: Shop, active_till: SimulatedTill, body: bytes, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    with wire_of(shop.office, active_till) as wire:
        assert code_of(wire.post("/sync/transactions", content=body, headers=headers)) == expected
        assert wire.get("/poll").status_code == 200


def test_another_shops_things_do_not_exist(shop: Shop, active_till: SimulatedTill) -> None:
    other = str(uuid4())
    with wire_of(shop.office, active_till) as wire:
        assert code_of(wire.get(f"/print-jobs/{other}")) == (404, "job_unknown")
        assert code_of(wire.get("/no/such/path")) == (404, "no_such_path")
        assert code_of(wire.get("/sync/secrets")) == (404, "no_such_stream")
        assert code_of(wire.delete("/poll")) == (405, "method_not_allowed")
    with open_wire(shop.office, None) as nobody:
        assert code_of(nobody.get("/poll")) == (401, "token_missing")
