"""A real till changes its own sync settings and lives by them (guide D on the till's side)."""

import json
from typing import Any

import pytest

from cli.simulated_till import Refused, SimulatedTill
from cli.simulated_till.command_line import main
from tests.contract.conftest import Shop
from tests.contract.wire import code_of, wire_of

OWN = "Kwas domowy"


def test_a_till_switches_products_off_and_on_and_its_own_goods_go_only_after_a_yes(
    stocked_shop: Shop, selling_till: SimulatedTill
) -> None:
    selling_till.make_good(OWN, 900)
    with wire_of(stocked_shop.office, selling_till) as wire:
        settings = wire.get("/sync-settings").json()
        assert settings["transactions"] == {"mode": "immediately", "editable": False}
        never = settings | {"products": {"mode": "never"}, "confirmed": False}

        asked = wire.put("/sync-settings", json=never)
        assert code_of(asked) == (409, "confirmation_required")
        assert asked.json()["consequence"] == "local_products_hidden"
        assert (asked.json()["count"], asked.json()["examples"]) == (1, [OWN])
        confirmed = wire.put("/sync-settings", json=never | {"confirmed": True})
        assert confirmed.json() == settings | {"products": {"mode": "never"}}

        with pytest.raises(Refused, match="stream_off"):
            selling_till.pull("products")
        assert [good["name"] for good in selling_till.own_goods] == [OWN]
        selling_till.pull("configuration")
        assert selling_till.configuration()["sync"]["products"] == {"mode": "never"}

        asked = wire.put("/sync-settings", json=settings)
        assert (code_of(asked)[1], asked.json()["consequence"]) == (
            "confirmation_required",
            "local_products_deleted",
        )
        assert wire.put("/sync-settings", json=settings | {"confirmed": True}).json() == settings
        selling_till.pull("products")
        assert selling_till.own_goods == []


def test_the_same_wish_twice_is_one_wish(stocked_shop: Shop, selling_till: SimulatedTill) -> None:
    """The answer to the first was lost: the till says it again, unconfirmed, and nothing is asked."""
    with wire_of(stocked_shop.office, selling_till) as wire:
        wish = {"products": {"mode": "day_report"}, "users": {"mode": "every", "period_minutes": 1440}}
        first = wire.put("/sync-settings", json=wish)
        again = wire.put("/sync-settings", json=wish)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    selling_till.pull("configuration")
    cursor = selling_till.cursor("configuration")
    with wire_of(stocked_shop.office, selling_till) as wire:
        wire.put("/sync-settings", json=wish)
        assert wire.get("/poll").json()["heads"]["configuration"] == cursor


def test_whoever_stands_at_the_till_reads_and_changes_it_by_a_command_and_is_warned_first(
    stocked_shop: Shop, selling_till: SimulatedTill, capsys: pytest.CaptureFixture[str]
) -> None:
    selling_till.make_good(OWN, 900)
    where = ("--office", stocked_shop.office.url, "--folder", str(selling_till.folder), "--json")

    def do(*words: str) -> tuple[int, dict[str, Any]]:
        status = main(["settings", *words, *where])
        return status, json.loads(capsys.readouterr().out.splitlines()[-1])

    every = "products every 15 minutes, users every 15 minutes, configuration every 15 minutes"
    status, said = do()
    assert (status, said["text"]) == (0, f"{every}, transactions immediately")

    status, said = do("products=never")
    assert (status, said["code"]) == (1, "confirmation_required")
    assert "will not appear in the back office" in said["text"]
    assert f"That is 1: {OWN}." in said["text"]
    assert do()[1]["settings"]["products"] == {"mode": "every", "period_minutes": 15}

    status, said = do("products=never", "users=every:60", "--confirm")
    assert (status, said["settings"]["products"]) == (0, {"mode": "never"})
    assert said["settings"]["users"] == {"mode": "every", "period_minutes": 60}

    status, said = do("products=day_report")
    assert (status, "exactly those of the back office" in said["text"]) == (1, True)
    for nonsense in ("transactions=never", "products", "products=every:soon"):
        assert do(nonsense)[1]["code"] == "not_understood"
    assert do("products=every:7")[1]["code"] == "invalid"
    assert do()[1]["settings"]["products"] == {"mode": "never"}
