"""What comes down is complete, applied at once, and checked."""

import sqlite3

import pytest

from cli.simulated_till import ContractBroken, OfficeUnreachable, SimulatedTill
from tests.simulated_till.conftest import CODE, Shop
from tests.simulated_till.fake_office import make_product


def names(till: SimulatedTill) -> set[str]:
    """What is on the keys."""
    return {product.name for product in till.products()}


def test_the_first_synchronization_brings_everything_and_says_so(shop: Shop, till: SimulatedTill) -> None:
    assert names(till) == {"Żurek z jajkiem", "Œufs à la coque", "Борщ с пампушками"}
    assert {stream for stream, _ in shop.office.acks} == {"configuration", "users", "products"}
    product = till.find_product("4600000000000")
    assert product is not None
    assert (product.name, product.tax_rate, product.unit) == ("Борщ с пампушками", "8", "szt.")


def test_an_idle_poll_is_304_and_nothing_is_pulled_again(shop: Shop, till: SimulatedTill) -> None:
    till.poll()
    shop.office.requests.clear()
    assert till.synchronize() == []
    assert not till.poll().changed
    assert shop.office.requests == ["GET /poll", "GET /poll"]


def test_changes_and_deletions_come_as_a_delta(shop: Shop, till: SimulatedTill) -> None:
    shop.office.streams["products"].put("product", "p1", make_product("p1", "Żurek", 1990))
    shop.office.streams["products"].put("product", "p2", None)
    (applied,) = till.synchronize()
    assert (applied.snapshot, applied.upserts, applied.deletes) == (False, 1, 1)
    assert names(till) == {"Żurek", "Борщ с пампушками"}


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_any_page_size_gives_the_same(shop: Shop, limit: int) -> None:
    till = shop.till()
    till.page_limit = limit
    till.activate(CODE)
    till.synchronize()
    assert len(names(till)) == 3


def test_a_half_finished_pull_changes_nothing_and_goes_on_after_a_restart(
    shop: Shop, till: SimulatedTill
) -> None:
    for number in range(4):
        shop.office.streams["products"].put(
            "product", f"n{number}", make_product(f"n{number}", f"Nowy {number}", 100)
        )
    again = shop.till(patience_s=0)
    again.page_limit = 2
    # The second page is lost: the first stands staged, the till works on with the old goods.
    original = again.network.handle_request
    calls: list[int] = []

    def lose_second(request: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            again.lose_next_answer()
        return original(request)  # type: ignore[arg-type]

    again.network.handle_request = lose_second  # type: ignore[method-assign, assignment]
    with pytest.raises(OfficeUnreachable):
        again.pull("products")
    assert len(names(again)) == 3
    shop.office.requests.clear()
    shop.till().pull("products")
    assert len(names(again)) == 7
    assert shop.office.requests.count("GET /sync/products") == 1


def test_a_snapshot_removes_what_the_office_does_not_know(shop: Shop, till: SimulatedTill) -> None:
    stream = shop.office.streams["products"]
    stream.epoch = "e2"  # restored from a backup
    del stream.objects[("product", "p3")]
    (applied,) = till.synchronize()
    assert applied.snapshot
    assert names(till) == {"Żurek z jajkiem", "Œufs à la coque"}


def test_a_cursor_that_is_invalid_is_forgotten(shop: Shop, till: SimulatedTill) -> None:
    db = sqlite3.connect(till.folder / "till.sqlite3")
    db.execute("UPDATE stream SET cursor = 'nonsense' WHERE name = 'products'")
    db.commit()
    db.close()
    assert till.pull("products").snapshot


def test_a_damaged_local_object_forces_exactly_one_snapshot(shop: Shop, till: SimulatedTill) -> None:
    db = sqlite3.connect(till.folder / "till.sqlite3")
    db.execute("UPDATE object SET data = replace(data, '1890', '1') WHERE id = 'p1'")
    db.commit()
    db.close()
    shop.office.requests.clear()
    assert till.pull("products").snapshot
    assert shop.office.requests.count("GET /sync/products") == 2
    product = till.find_product("Żurek z jajkiem")
    assert product is not None
    assert product.price == 1890
    assert not till.pull("products").snapshot


def test_an_office_that_counts_wrongly_is_not_believed(
    shop: Shop, till: SimulatedTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = shop.office.streams["products"]
    stream.put("product", "p1", make_product("p1", "Zupa", 1))
    monkeypatch.setattr(type(stream), "digest", lambda _: (5, "0" * 16))
    with pytest.raises(ContractBroken, match="replica_differs"):
        till.pull("products")
    assert "Żurek z jajkiem" in names(till)


def test_a_product_that_cannot_be_sold_is_reported(shop: Shop, till: SimulatedTill) -> None:
    shop.office.streams["products"].put("product", "p9", {"id": "p9", "name": "Bez ceny"})
    till.synchronize()
    assert shop.office.acks[-1][1]["failed"] == [{"id": "p9", "reason": "product_without_name_or_price"}]
    assert "Bez ceny" not in names(till)


def test_an_order_is_closed_with_its_id(shop: Shop, till: SimulatedTill) -> None:
    shop.office.orders.append({"stream": "users", "reason": "forced", "order_id": "o1"})
    shop.office.orders.append({"stream": "transactions", "reason": "forced", "order_id": "o2"})
    till.synchronize()
    assert shop.office.orders == []


def test_a_lost_acknowledgement_is_said_again(shop: Shop, till: SimulatedTill) -> None:
    shop.office.orders.append({"stream": "users", "reason": "forced", "order_id": "o1"})
    till.poll()
    before = len(shop.office.acks)
    again = shop.till(patience_s=0)
    original = again.network.handle_request

    def cut_acks(request: object) -> object:
        if str(request.url).endswith("/ack"):  # type: ignore[attr-defined]
            again.cut_next_request()
        return original(request)  # type: ignore[arg-type]

    again.network.handle_request = cut_acks  # type: ignore[method-assign, assignment]
    with pytest.raises(OfficeUnreachable):
        again.pull("users")
    shop.till().synchronize()
    assert [body.get("order_id") for _, body in shop.office.acks[before:]] == ["o1"]


def test_what_a_window_has_for_later_is_left_for_later(shop: Shop, till: SimulatedTill) -> None:
    later = {
        "stream": "users",
        "reason": "window",
        "order_id": "o1",
        "not_before": "2999-01-01T00:00:00.000Z",
    }
    shop.office.orders.append(later)
    assert till.synchronize() == []
    later["not_before"] = "2020-01-01T00:00:00.000Z"
    assert [applied.stream for applied in till.synchronize()] == ["users"]
