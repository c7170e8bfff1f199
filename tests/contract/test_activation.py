"""A tablet becomes a POS at the real office: by code, by the owner's login, or not at all."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from cli.simulated_till import Refused, SimulatedTill
from domain.names import DeviceStatus, StoreStatus
from models import Device, OneTimeCode, Store
from services.activation.codes import revoke_codes
from tests.contract.conftest import MENU, Shop, device_of
from tests.contract.wire import code_of, open_wire
from tests.make import PASSWORD, now

WRONG = ("2222-2222", "3333-3333", "4444-4444", "6666-6666", "7777-7777")


def refusal_of(till: SimulatedTill, code: str) -> tuple[int, str]:
    """What a till is told that shows this code."""
    with pytest.raises(Refused) as refused:
        till.activate(code)
    return refused.value.status, refused.value.code


def test_a_till_activates_and_pulls_all_that_the_shop_has(stocked_shop: Shop, till: SimulatedTill) -> None:
    activation = till.activate(stocked_shop.office.code_for(stocked_shop.device))
    assert activation.device["name"] == "Kasa 1"
    assert activation.store["currency"] == "PLN"
    pulled = {applied.stream for applied in till.synchronize()}
    assert pulled == {"configuration", "users", "products"}, "digests are checked at each pull"
    assert {(product.name, product.price) for product in till.products()} == set(MENU)
    assert [employee["name"] for employee in till.employees()] == ["Zofia"]
    assert till.configuration()["store"]["name"] == "Kraków"
    assert device_of(stocked_shop).status == DeviceStatus.ACTIVATED
    again = till.poll()
    assert (again.state, again.due) == ("active", [])
    assert not till.poll().changed, "nothing new: 304"


def test_a_lost_answer_to_the_activation_costs_nothing(shop: Shop, till: SimulatedTill) -> None:
    code = shop.office.code_for(shop.device)
    till.lose_next_answer(2)
    assert till.activate(code).device["generation"] == 1
    assert device_of(shop).generation == 1
    assert till.poll().state == "active"


def test_a_till_activates_by_the_owners_login(stocked_shop: Shop, till: SimulatedTill) -> None:
    (choice,) = till.log_in(stocked_shop.owner.email, PASSWORD)
    assert (choice.name, choice.store, choice.available) == ("Kasa 1", "Kraków", True)
    till.lose_next_answer()
    till.choose(choice.id)
    till.synchronize()
    assert len(till.products()) == len(MENU)
    (taken,) = till.log_in(stocked_shop.owner.email, PASSWORD)
    assert not taken.available


def test_wrong_passwords_sound_the_same_for_known_and_unknown_people(shop: Shop, till: SimulatedTill) -> None:
    for email in (shop.owner.email, "nobody@example.com"):
        with pytest.raises(Refused) as refused:
            till.log_in(email, "not the password")
        assert (refused.value.status, refused.value.code) == (401, "bad_credentials")


def test_each_bad_code_has_its_own_answer(
    shop: Shop, till: SimulatedTill, second_till: SimulatedTill
) -> None:
    assert refusal_of(till, "2222-2222") == (404, "code_unknown")
    expired = shop.office.code_for(shop.device)
    with shop.office.session() as session:
        mine = update(OneTimeCode).where(OneTimeCode.device_id == shop.device.id)
        session.execute(mine.values(expires_at=now() - timedelta(seconds=1)))
        session.commit()
    assert refusal_of(till, expired) == (410, "code_expired")
    revoked = shop.office.code_for(shop.device)
    with shop.office.session() as session:
        revoke_codes(session, session.get_one(Device, shop.device.id), now())
        session.commit()
    assert refusal_of(till, revoked) == (404, "code_unknown")
    code = shop.office.code_for(shop.device)
    till.activate(code)
    assert refusal_of(second_till, code) == (409, "code_used")
    assert refusal_of(second_till, shop.office.code_for(shop.device)) == (409, "device_taken")


def test_a_till_of_a_closed_store_is_not_activated(shop: Shop, till: SimulatedTill) -> None:
    code = shop.office.code_for(shop.device)
    with shop.office.session() as session:
        session.get_one(Store, shop.store.id).status = StoreStatus.INACTIVE
        session.commit()
    assert refusal_of(till, code) == (409, "store_inactive")


def test_five_guesses_and_the_sixth_must_wait(shop: Shop) -> None:
    body = {
        "install_id": str(uuid4()),
        "token_sha256": hashlib.sha256(b"secret").hexdigest(),
        "hardware": {"brand": "Hand", "model": "made"},
        "os": {"name": "none", "version": "1"},
        "app": {"name": "none", "version": "1"},
    }
    with open_wire(shop.office, None) as wire:
        for code in WRONG:
            assert code_of(wire.post("/activations", json=body | {"code": code})) == (404, "code_unknown")
        right = body | {"code": shop.office.code_for(shop.device)}
        refused = wire.post("/activations", json=right)
        assert code_of(refused) == (429, "too_many_tries")
        assert 0 < int(refused.headers["Retry-After"]) <= 600
        shop.office.forget_tries()  # as when ten minutes have passed
        assert wire.post("/activations", json=right).status_code == 201
