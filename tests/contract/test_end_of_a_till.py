"""New secrets, draining, signing off, deactivation, deletion: what a till may still do, and what it still hands in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.simulated_till import Refused, SimulatedTill, TillStopped
from domain.names import DeviceStatus
from models import Device, JournalEntry
from services.devices.devices import deactivate_device, delete_device, drain_device
from tests.contract.conftest import MENU, Shop, device_of, numbers_in_the_office
from tests.contract.wire import code_of, open_wire, wire_of
from tests.make import now


def test_a_new_secret_takes_over_even_when_the_answer_is_lost(
    stocked_shop: Shop, selling_till: SimulatedTill
) -> None:
    assert selling_till.activation is not None
    old = selling_till.activation.secret
    selling_till.lose_next_answer()
    selling_till.rotate_secret()
    assert selling_till.activation.secret != old
    assert selling_till.poll().state == "active"
    with open_wire(stocked_shop.office, old) as wire:
        assert code_of(wire.get("/poll")) == (401, "token_unknown")


def test_a_draining_till_hands_over_and_is_done(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    selling_till.report_state()
    end(stocked_shop, drain_device)
    assert selling_till.poll().state == "draining"
    with pytest.raises(TillStopped):
        selling_till.sell([(MENU[0][0], 1)])
    selling_till.upload()
    assert device_of(stocked_shop).status == DeviceStatus.INACTIVE, "by itself, with the last line"
    assert numbers_in_the_office(stocked_shop) == [receipt.number]


def test_a_till_signs_off_by_itself(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    with wire_of(stocked_shop.office, selling_till) as wire:
        refused = wire.post("/deactivation", json={"unsent": 1, "discard": False})
        assert code_of(refused) == (409, "unsent_data")
    selling_till.sign_off()
    assert device_of(stocked_shop).status == DeviceStatus.INACTIVE
    assert numbers_in_the_office(stocked_shop) == [receipt.number]


def test_a_deactivated_till_may_only_deposit(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    end(stocked_shop, deactivate_device)
    with pytest.raises(Refused) as refused:
        selling_till.poll()
    assert (refused.value.status, refused.value.code) == (403, "device_inactive")
    assert selling_till.standing == "inactive"
    deposit = selling_till.upload()
    assert (deposit.stored, deposit.flags) == (1, {1: ["late"]})
    assert numbers_in_the_office(stocked_shop) == [receipt.number]


def test_a_deleted_till_may_only_deposit(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    end(stocked_shop, delete_device)
    with pytest.raises(Refused) as refused:
        selling_till.poll()
    assert (refused.value.status, refused.value.code) == (410, "device_deleted")
    assert selling_till.upload().flags == {1: ["late"]}
    assert numbers_in_the_office(stocked_shop) == [receipt.number]


def test_the_tablet_before_hands_in_late_what_it_still_held(
    stocked_shop: Shop, selling_till: SimulatedTill, second_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    late = selling_till.sell([(MENU[0][0], 1)])
    end(stocked_shop, deactivate_device)
    second_till.activate(stocked_shop.office.code_for(stocked_shop.device))
    second_till.synchronize()
    fresh = second_till.sell([(MENU[0][0], 1)])
    assert second_till.upload().stored == 1
    selling_till.come_back()
    assert selling_till.upload().flags == {1: ["late"]}
    assert late.number != fresh.number
    assert numbers_in_the_office(stocked_shop) == [fresh.number, late.number]
    with stocked_shop.office.session() as session:
        entries = select(JournalEntry).where(JournalEntry.account_id == stocked_shop.owner.account_id)
        assert {entry.n for entry in session.scalars(entries)} == {1}, "each generation counts from one"


def test_the_same_tablet_activated_again_deposits_for_both_generations(
    stocked_shop: Shop, selling_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    before = selling_till.sell([(MENU[0][0], 1)])
    selling_till.come_back()
    end(stocked_shop, deactivate_device)
    selling_till.activate(stocked_shop.office.code_for(stocked_shop.device))
    selling_till.synchronize()
    after = selling_till.sell([(MENU[1][0], 1)])
    selling_till.upload()
    assert numbers_in_the_office(stocked_shop) == [before.number, after.number]


def end(shop: Shop, deed: Callable[[Session, Device, datetime], None]) -> None:
    """Drain, deactivate or delete the POS, as its page does."""
    with shop.office.session() as session:
        deed(session, session.get_one(Device, shop.device.id), now())
        session.commit()
