"""A till’s own goods against the real office: told, previewed, replaced by a pull, or adopted before (D9, D10, X4)."""

import pytest
from sqlalchemy import select

from cli.simulated_till import SimulatedTill
from domain.adoption import Way
from models import LocalProduct
from models.scope import EVERY_ACCOUNT, enter_account
from services.local_products.adoption import Choice, adopt_local_products
from tests.contract.conftest import Shop, device_of
from tests.contract.wire import code_of, wire_of
from tests.make import now


def listed(shop: Shop) -> dict[str, bool]:
    """What the office has of the shop's till, and whether it is gone from there."""
    with shop.office.session() as session:
        rows = session.scalars(select(LocalProduct).where(LocalProduct.account_id == shop.owner.account_id))
        return {row.name: row.gone_at is not None for row in rows}


def test_d10_a_pull_replaces_them_and_the_bin_has_them(shop: Shop, selling_till: SimulatedTill) -> None:
    selling_till.make_good("Kompot", 700, group="Napoje")
    assert listed(shop) == {"Kompot": False}
    assert selling_till.describe_state()["local_products"] == 1
    selling_till.pull("products")
    assert selling_till.own_goods == []
    assert listed(shop) == {"Kompot": True}


def test_x4_an_adopted_one_comes_back_as_a_product(shop: Shop, selling_till: SimulatedTill) -> None:
    good = selling_till.make_good("Kompot", 700, group="Napoje")
    with shop.office.session() as session:
        enter_account(session, shop.owner.account_id)
        adopt_local_products(session, Choice(), Way.LINK, now())
        session.commit()
        enter_account(session, EVERY_ACCOUNT)
    selling_till.pull("products")
    with wire_of(shop.office, selling_till) as wire:
        changes = wire.get("/sync/products").json()["changes"]
    adopted = [change["data"] for change in changes if change["data"].get("adopted_from")]
    assert [(one["name"], one["adopted_from"]) for one in adopted] == [("Kompot", good["local_id"])]
    assert selling_till.sell([("Kompot", 2)])


@pytest.mark.parametrize("goods", [[{"local_id": "1"}], {}, None, [7]])
def test_a_list_that_is_none_is_named(shop: Shop, active_till: SimulatedTill, goods: object) -> None:
    with wire_of(shop.office, active_till) as wire:
        answer = wire.put("/local-products", json={"products": goods})
        assert code_of(answer) == (422, "invalid")
        assert answer.json()["errors"][0]["field"].startswith("products")


def test_a_till_that_is_replaced_names_nothing_any_more(shop: Shop, active_till: SimulatedTill) -> None:
    with shop.office.session() as session:
        device = session.merge(device_of(shop))
        device.status = "inactive"
        session.commit()
    with wire_of(shop.office, active_till) as wire:
        assert code_of(wire.put("/local-products", json={"products": []})) == (403, "device_inactive")
