"""The pages of the rules: the business, a store, a POS; what is asked before products are turned on or off."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from domain.names import Stream, UserRole
from domain.sync_rules import Mode, Rule
from models import LocalProduct, SyncRule, SyncWindow
from models.scope import enter_account
from services.sync_rules.rules_in_force import read_rules_of_devices
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import device_scope
from tests.make import Make, Till, now
from tests.pages.browsing import find_token
from tests.pages.house_checks import check_page, text_of

AS_IT_IS = {"products": "every:15", "users": "every:15", "configuration": "every:15"}
ABOVE = {"products": "above", "users": "above", "configuration": "above"}


@pytest.fixture
def till(make: Make, client: FlaskClient) -> Till:
    """A shop with a till; its owner looks."""
    owner = make.first_owner()
    till = make.till(make.device("Kasa 1", make.store("Kraków", owner)))
    make.sign_in(client, owner)
    return till


def pages(till: Till) -> dict[str, str]:
    return {
        "business": "/synchronization/rules",
        "store": f"/synchronization/rules/{till.device.store.public_id}",
        "device": f"/devices/{till.device.public_id}/synchronization",
    }


def save(client: FlaskClient, address: str, values: dict[str, str], **chosen: str) -> TestResponse:
    data = values | chosen | {"csrf_token": find_token(client, "/stores")}
    return client.post(address, data=data)


def said(answer: TestResponse) -> str:
    return text_of(check_page(answer.get_data(as_text=True), "en"))


def rule(make: Make, till: Till, stream: Stream) -> Rule:
    session = make.session
    session.rollback()
    return read_rules_of_devices(session.connection(), [till.device.id])[till.device.id][stream]


def keep_goods(make: Make, till: Till, *names: str) -> None:
    enter_account(make.session, till.device.account_id)
    for name in names:
        goods = LocalProduct(device=till.device, generation_id=till.generation.id, local_id=name, name=name)
        goods.price, goods.reported_at = 100, now()
        make.session.add(goods)
    make.session.commit()


@pytest.mark.parametrize("place", ["business", "store", "device"])
def test_every_choice_of_the_list_can_be_saved_in_every_place(
    client: FlaskClient, make: Make, till: Till, place: str
) -> None:
    address = pages(till)[place]
    values = AS_IT_IS if place == "business" else ABOVE
    for value, wanted in (
        ("day_report", Rule(Mode.DAY_REPORT)),
        *((f"every:{n}", Rule(Mode.EVERY, n)) for n in (5, 15, 30, 60, 180, 360, 720, 1440)),
        ("never", Rule(Mode.NEVER)),
    ):
        answer = save(client, address, values, users=value)
        assert (answer.status_code, answer.headers.get("Location")) == (303, address), value
        assert rule(make, till, Stream.USERS) == wanted
        assert f'value="{value}"' in client.get(address).get_data(as_text=True)
    assert rule(make, till, Stream.PRODUCTS) == Rule(Mode.EVERY, 15)


def test_receipts_go_at_once_and_nobody_can_change_it(client: FlaskClient, make: Make, till: Till) -> None:
    for place, address in pages(till).items():
        html = client.get(address).get_data(as_text=True)
        assert 'value="Immediately" aria-describedby="transactions-hint" disabled' in html
        assert "Set automatically, cannot be changed." in html
        values = AS_IT_IS if place == "business" else ABOVE
        assert save(client, address, values, transactions="never").status_code == 303
    assert rule(make, till, Stream.TRANSACTIONS) == Rule(Mode.IMMEDIATELY)


def test_a_place_says_where_its_rules_come_from_and_goes_back_to_them(
    client: FlaskClient, make: Make, till: Till
) -> None:
    at = pages(till)
    save(client, at["business"], AS_IT_IS, users="day_report")
    save(client, at["store"], ABOVE, users="every:60")
    assert "from the store Kraków" in said(client.get(at["device"]))
    save(client, at["device"], ABOVE, users="never")
    assert "chosen here" in said(client.get(at["device"]))
    assert "1 POS with its own rules" in said(client.get(at["business"]))

    save(client, at["device"], ABOVE)
    assert rule(make, till, Stream.USERS) == Rule(Mode.EVERY, 60)
    save(client, at["store"], ABOVE)
    assert "from the business" in said(client.get(at["device"]))
    assert rule(make, till, Stream.USERS) == Rule(Mode.DAY_REPORT)


def test_a_window_is_offered_where_it_opens(client: FlaskClient, make: Make, till: Till) -> None:
    session = make.session
    enter_account(session, till.device.account_id)
    nights = SyncWindow(name="Nights", store_id=till.device.store_id, days=[0], opens="02:00", closes="04:00")
    nights.created_at = now()
    session.add(nights)
    session.commit()
    at, value = pages(till), f"window:{nights.public_id}"

    assert value not in client.get(at["business"]).get_data(as_text=True)
    assert save(client, at["business"], AS_IT_IS, users=value).status_code == 422
    assert save(client, at["store"], ABOVE, users=value).status_code == 303
    assert rule(make, till, Stream.USERS).mode == Mode.WINDOW
    assert "In the window “Nights”" in said(client.get(at["device"]))


@pytest.mark.parametrize("place", ["business", "store", "device"])
def test_turning_products_off_spells_out_what_it_means_and_waits_for_a_yes(
    client: FlaskClient, make: Make, till: Till, place: str
) -> None:
    keep_goods(make, till, "Żurek", "Bigos")
    address = pages(till)[place]
    values = AS_IT_IS if place == "business" else ABOVE

    asked = save(client, address, values, products="never", users="every:30")

    assert asked.status_code == 200
    words = said(asked)
    assert "will not appear in the back office" in words
    assert "they will be deleted!" in words
    assert "2 products exist only on tills: Bigos, Żurek" in words
    assert "Confirm" in words
    assert rule(make, till, Stream.PRODUCTS) == Rule(Mode.EVERY, 15)
    assert rule(make, till, Stream.USERS) == Rule(Mode.EVERY, 15), "nothing is kept before the yes"
    yes = save(
        client, address, values, products="never", users="every:30", confirmed="local_products_hidden:2"
    )
    assert yes.status_code == 303
    assert rule(make, till, Stream.PRODUCTS) == Rule(Mode.NEVER)
    assert rule(make, till, Stream.USERS) == Rule(Mode.EVERY, 30)


def test_turning_products_on_again_names_the_deed_and_what_it_deletes(
    client: FlaskClient, make: Make, till: Till
) -> None:
    address = pages(till)["device"]
    save(client, address, ABOVE, products="never", confirmed="local_products_hidden:0")
    keep_goods(make, till, "Żurek")
    values = ABOVE | {"products": "every:15"}

    words = said(save(client, address, values))
    assert "will be exactly that of the back office" in words
    assert "will be deleted." in words
    assert "1 product exists only on a till: Żurek" in words
    assert "Synchronize products" in words
    keep_goods(make, till, "Bigos")
    again = save(client, address, values, confirmed="local_products_deleted:1")
    assert again.status_code == 200, "there are more than somebody said yes to"
    assert rule(make, till, Stream.PRODUCTS) == Rule(Mode.NEVER)
    assert save(client, address, values, confirmed="local_products_deleted:2").status_code == 303
    assert rule(make, till, Stream.PRODUCTS) == Rule(Mode.EVERY, 15)

    words = said(save(client, address, values, products="never"))
    assert "Switch synchronization off" in words


def test_a_choice_that_is_not_on_the_list_is_said_at_its_field(
    client: FlaskClient, make: Make, till: Till
) -> None:
    for address in pages(till).values():
        for nonsense in ("", "every:7", "every:", "window:nights", "immediately", "'; --"):
            answer = save(client, address, ABOVE, users=nonsense)
            assert answer.status_code == 422
            assert "Choose one of the list." in said(answer)
    assert make.session.scalars(select(SyncRule).execution_options(every_account=True)).all() == []


def test_a_viewer_reads_the_rules_and_changes_none(client: FlaskClient, make: Make, till: Till) -> None:
    make.sign_in(client, make.user(UserRole.VIEWER))
    token = find_token(client, "/stores")
    for address in pages(till).values():
        html = client.get(address).get_data(as_text=True)
        assert "disabled" in html
        assert ">Save<" not in html
        assert "Update now" not in html
        assert client.post(address, data=ABOVE | {"csrf_token": token}).status_code == 403


def test_the_history_says_it_in_words(client: FlaskClient, make: Make, till: Till) -> None:
    at = pages(till)
    save(client, at["device"], ABOVE, users="never")
    save(client, at["device"], ABOVE)
    save(client, at["business"], AS_IT_IS, users="every:60")

    words = said(client.get("/history"))

    assert "Synchronization of “Users (employees)”: Every 15 minutes → Never." in words
    assert "no rule of its own any more: Never → Every 15 minutes." in words
    assert "Synchronization of “Users (employees)”: Every 15 minutes → Every hour." in words


def test_update_now_asks_the_till_and_says_how_far_it_is(client: FlaskClient, make: Make, till: Till) -> None:
    address = pages(till)["device"]
    page = client.get(address).get_data(as_text=True)
    assert page.count("Update now") >= 4
    token = find_token(client, "/stores")
    order = {"csrf_token": token, "device": till.device.public_id, "stream": "products"}
    assert client.post("/synchronization/orders", data=order).status_code == 302

    assert "Waiting" in said(client.get(address))
    state = client.get(f"{address}/state").get_data(as_text=True)
    assert 'hx-trigger="every 3s"' in state
    poll = client.get("/api/v1/poll", headers=till.headers).json or {}
    forced = [due["stream"] for due in poll["due"] if due["reason"] == "forced"]
    assert forced == ["products"]


def test_a_long_list_asks_as_often_as_a_short_one(client: FlaskClient, make: Make, till: Till) -> None:
    enter_account(make.session, till.device.account_id)
    for number in range(2, 55):
        device = make.device(f"Kasa {number}", till.device.store)
        enter_account(make.session, till.device.account_id)
        set_rule(make.session, device_scope(make.session, device), Stream.USERS, Choice("never"), now())
    make.session.commit()
    store = pages(till)["store"]

    first, second = client.get(store), client.get(f"{store}?page=2")

    assert (first.get_data(as_text=True).count("own rule</span>"), "1 of 2" in said(first)) == (49, True)
    assert second.get_data(as_text=True).count("own rule</span>") == 4
    assert "53 POS with their own rules" in said(client.get("/synchronization/rules"))
