"""A till sells and pulls over a network that loses answers."""

import pytest
from sqlalchemy import select

from cli.simulated_till import OfficeUnreachable, SimulatedTill
from models import Product
from tests.contract.conftest import MENU, Shop, numbers_in_the_office


def test_lost_answers_make_no_second_receipt(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    sold = [selling_till.sell([(name, 1)]).number for name, _price in MENU]
    selling_till.lose_next_answer(2)
    deposit = selling_till.upload()
    assert (deposit.duplicate, deposit.stored, deposit.ack_through) == (3, 0, 3)
    assert numbers_in_the_office(stocked_shop) == sold


def test_a_till_sells_on_without_network_and_sends_all_when_it_is_back(
    stocked_shop: Shop, selling_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    sold = [selling_till.sell([(MENU[0][0], "0.5")]).number for _ in range(5)]
    with pytest.raises(OfficeUnreachable):
        selling_till.upload()
    assert len(selling_till.unsent()) == 5
    selling_till.come_back()
    selling_till.synchronize()
    assert selling_till.unsent() == []
    assert numbers_in_the_office(stocked_shop) == sold


def test_a_new_price_reaches_the_till_as_a_small_change(
    stocked_shop: Shop, selling_till: SimulatedTill
) -> None:
    with stocked_shop.office.session() as session:
        mine = select(Product).where(
            Product.account_id == stocked_shop.owner.account_id, Product.name == MENU[0][0]
        )
        session.scalars(mine).one().price = 1999
        session.commit()
    applied = selling_till.pull("products")
    assert (applied.snapshot, applied.upserts, applied.deletes) == (False, 1, 0)
    assert selling_till.sell([(MENU[0][0], 1)]).total == 1999


def test_a_pull_that_breaks_off_is_continued(stocked_shop: Shop, till: SimulatedTill) -> None:
    till.page_limit = 2
    till.activate(stocked_shop.office.code_for(stocked_shop.device))
    till.cut_next_answer(40)
    till.synchronize()
    assert {(product.name, product.price) for product in till.products()} == set(MENU)
    till.lose_next_answer()
    again = till.pull("products")
    assert (again.upserts, again.deletes) == (0, 0)
