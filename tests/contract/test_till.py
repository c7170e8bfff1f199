"""A till's whole life at the real office, over a network that loses answers."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cli.simulated_till import OfficeUnreachable, Refused, SimulatedTill, TillStopped
from domain.names import DeviceStatus, StoreStatus
from models import Device, JournalEntry, OneTimeCode, Product, Receipt, Store
from services.codes import revoke_codes
from services.devices import deactivate_device, delete_device, drain_device
from tests.contract.conftest import Shop
from tests.contract.wire import code_of, open_wire, wire_of
from tests.make import PASSWORD, now

MENU = (("Żurek z jajkiem", 1850), ("Œufs à la coque", 650), ("Борщ с пампушками", 32000))
WRONG = ("2222-2222", "3333-3333", "4444-4444", "6666-6666", "7777-7777")


@pytest.fixture
def open_shop(shop: Shop) -> Shop:
    """The shop with three dishes and somebody behind the counter."""
    with shop.office.make() as make:
        owner = make.session.merge(shop.owner, load=False)
        for name, price in MENU:
            make.product(name, price, owner=owner)
        make.employee(make.session.merge(shop.store, load=False), "Zofia")
    return shop


@pytest.fixture
def selling_till(open_shop: Shop, active_till: SimulatedTill) -> SimulatedTill:
    """An active till with the menu in its memory."""
    return active_till


@pytest.fixture
def second_till(shop: Shop, tmp_path: Path) -> Iterator[SimulatedTill]:
    """Another tablet."""
    with SimulatedTill(shop.office.url, tmp_path / "second", patience_s=5) as till:
        yield till


def device_of(shop: Shop) -> Device:
    with shop.office.session() as session:
        return session.get_one(Device, shop.device.id)


def numbers_in_the_office(shop: Shop) -> list[str]:
    with shop.office.session() as session:
        mine = select(Receipt.number).where(Receipt.account_id == shop.owner.account_id)
        return list(session.scalars(mine.order_by(Receipt.id)))


def refusal_of(till: SimulatedTill, code: str) -> tuple[int, str]:
    """What a till is told that shows this code."""
    with pytest.raises(Refused) as refused:
        till.activate(code)
    return refused.value.status, refused.value.code


# Becoming a POS.


def test_a_till_activates_and_pulls_all_that_the_shop_has(open_shop: Shop, till: SimulatedTill) -> None:
    activation = till.activate(open_shop.office.code_for(open_shop.device))
    assert activation.device["name"] == "Kasa 1"
    assert activation.store["currency"] == "PLN"
    pulled = {applied.stream for applied in till.synchronize()}
    assert pulled == {"configuration", "users", "products"}, "digests are checked at each pull"
    assert {(product.name, product.price) for product in till.products()} == set(MENU)
    assert [employee["name"] for employee in till.employees()] == ["Zofia"]
    assert till.configuration()["store"]["name"] == "Kraków"
    assert device_of(open_shop).status == DeviceStatus.ACTIVATED
    again = till.poll()
    assert (again.state, again.due) == ("active", [])
    assert not till.poll().changed, "nothing new: 304"


def test_a_lost_answer_to_the_activation_costs_nothing(shop: Shop, till: SimulatedTill) -> None:
    code = shop.office.code_for(shop.device)
    till.lose_next_answer(2)
    assert till.activate(code).device["generation"] == 1
    assert device_of(shop).generation == 1
    assert till.poll().state == "active"


def test_a_till_activates_by_the_owners_login(open_shop: Shop, till: SimulatedTill) -> None:
    (choice,) = till.log_in(open_shop.owner.email, PASSWORD)
    assert (choice.name, choice.store, choice.available) == ("Kasa 1", "Kraków", True)
    till.lose_next_answer()
    till.choose(choice.id)
    till.synchronize()
    assert len(till.products()) == len(MENU)
    (taken,) = till.log_in(open_shop.owner.email, PASSWORD)
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


# Selling.


def test_lost_answers_make_no_second_receipt(open_shop: Shop, selling_till: SimulatedTill) -> None:
    sold = [selling_till.sell([(name, 1)]).number for name, _price in MENU]
    selling_till.lose_next_answer(2)
    deposit = selling_till.upload()
    assert (deposit.duplicate, deposit.stored, deposit.ack_through) == (3, 0, 3)
    assert numbers_in_the_office(open_shop) == sold


def test_a_till_sells_on_without_network_and_sends_all_when_it_is_back(
    open_shop: Shop, selling_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    sold = [selling_till.sell([(MENU[0][0], "0.5")]).number for _ in range(5)]
    with pytest.raises(OfficeUnreachable):
        selling_till.upload()
    assert len(selling_till.unsent()) == 5
    selling_till.come_back()
    selling_till.synchronize()
    assert selling_till.unsent() == []
    assert numbers_in_the_office(open_shop) == sold


def test_a_new_price_reaches_the_till_as_a_small_change(open_shop: Shop, selling_till: SimulatedTill) -> None:
    with open_shop.office.session() as session:
        mine = select(Product).where(
            Product.account_id == open_shop.owner.account_id, Product.name == MENU[0][0]
        )
        session.scalars(mine).one().price = 1999
        session.commit()
    applied = selling_till.pull("products")
    assert (applied.snapshot, applied.upserts, applied.deletes) == (False, 1, 0)
    assert selling_till.sell([(MENU[0][0], 1)]).total == 1999


def test_a_pull_that_breaks_off_is_continued(open_shop: Shop, till: SimulatedTill) -> None:
    till.page_limit = 2
    till.activate(open_shop.office.code_for(open_shop.device))
    till.cut_next_answer(40)
    till.synchronize()
    assert {(product.name, product.price) for product in till.products()} == set(MENU)
    till.lose_next_answer()
    again = till.pull("products")
    assert (again.upserts, again.deletes) == (0, 0)


# The end of a till.


def test_a_new_secret_takes_over_even_when_the_answer_is_lost(
    open_shop: Shop, selling_till: SimulatedTill
) -> None:
    assert selling_till.activation is not None
    old = selling_till.activation.secret
    selling_till.lose_next_answer()
    selling_till.rotate_secret()
    assert selling_till.activation.secret != old
    assert selling_till.poll().state == "active"
    with open_wire(open_shop.office, old) as wire:
        assert code_of(wire.get("/poll")) == (401, "token_unknown")


def test_a_draining_till_hands_over_and_is_done(open_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    selling_till.report_state()
    end(open_shop, drain_device)
    assert selling_till.poll().state == "draining"
    with pytest.raises(TillStopped):
        selling_till.sell([(MENU[0][0], 1)])
    selling_till.upload()
    assert device_of(open_shop).status == DeviceStatus.INACTIVE, "by itself, with the last line"
    assert numbers_in_the_office(open_shop) == [receipt.number]


def test_a_till_signs_off_by_itself(open_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    with wire_of(open_shop.office, selling_till) as wire:
        refused = wire.post("/deactivation", json={"unsent": 1, "discard": False})
        assert code_of(refused) == (409, "unsent_data")
    selling_till.sign_off()
    assert device_of(open_shop).status == DeviceStatus.INACTIVE
    assert numbers_in_the_office(open_shop) == [receipt.number]


def test_a_deactivated_till_may_only_deposit(open_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    end(open_shop, deactivate_device)
    with pytest.raises(Refused) as refused:
        selling_till.poll()
    assert (refused.value.status, refused.value.code) == (403, "device_inactive")
    assert selling_till.standing == "inactive"
    deposit = selling_till.upload()
    assert (deposit.stored, deposit.flags) == (1, {1: ["late"]})
    assert numbers_in_the_office(open_shop) == [receipt.number]


def test_a_deleted_till_may_only_deposit(open_shop: Shop, selling_till: SimulatedTill) -> None:
    receipt = selling_till.sell([(MENU[0][0], 1)])
    end(open_shop, delete_device)
    with pytest.raises(Refused) as refused:
        selling_till.poll()
    assert (refused.value.status, refused.value.code) == (410, "device_deleted")
    assert selling_till.upload().flags == {1: ["late"]}
    assert numbers_in_the_office(open_shop) == [receipt.number]


def test_the_tablet_before_hands_in_late_what_it_still_held(
    open_shop: Shop, selling_till: SimulatedTill, second_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    late = selling_till.sell([(MENU[0][0], 1)])
    end(open_shop, deactivate_device)
    second_till.activate(open_shop.office.code_for(open_shop.device))
    second_till.synchronize()
    fresh = second_till.sell([(MENU[0][0], 1)])
    assert second_till.upload().stored == 1
    selling_till.come_back()
    assert selling_till.upload().flags == {1: ["late"]}
    assert late.number != fresh.number
    assert numbers_in_the_office(open_shop) == [fresh.number, late.number]
    with open_shop.office.session() as session:
        entries = select(JournalEntry).where(JournalEntry.account_id == open_shop.owner.account_id)
        assert {entry.n for entry in session.scalars(entries)} == {1}, "each generation counts from one"


def test_the_same_tablet_activated_again_deposits_for_both_generations(
    open_shop: Shop, selling_till: SimulatedTill
) -> None:
    selling_till.go_offline()
    before = selling_till.sell([(MENU[0][0], 1)])
    selling_till.come_back()
    end(open_shop, deactivate_device)
    selling_till.activate(open_shop.office.code_for(open_shop.device))
    selling_till.synchronize()
    after = selling_till.sell([(MENU[1][0], 1)])
    selling_till.upload()
    assert numbers_in_the_office(open_shop) == [before.number, after.number]


def end(shop: Shop, deed: Callable[[Session, Device, datetime], None]) -> None:
    """Drain, deactivate or delete the POS, as its page does."""
    with shop.office.session() as session:
        deed(session, session.get_one(Device, shop.device.id), now())
        session.commit()


# What is no request.


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
