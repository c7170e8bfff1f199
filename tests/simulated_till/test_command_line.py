"""The till from the command line, as scripts and the demo use it."""

import json
import random
import time
from collections.abc import Callable

import pytest

from cli.simulated_till import SimulatedTill
from cli.simulated_till.command_line import main, read_item
from cli.simulated_till.demo_day import DemoDay, Plan
from cli.simulated_till.scanning import Scan, Scanning
from tests.simulated_till.conftest import CODE, Shop

Said = Callable[[], list[dict[str, object]]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What the command printed, line by line."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def do(shop: Shop, *words: str) -> int:
    """Run one command on the shop's till."""
    return main(
        [*words, "--office", shop.url, "--folder", str(shop.folder / "till"), "--json", "--patience", "1"]
    )


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Żurek×2", ("Żurek", "2")),
        ("Ser * 0,485", ("Ser", "0.485")),
        ("5901234123457", ("5901234123457", "1")),
        ("Box 2×3×4", ("Box 2×3", "4")),
    ],
)
def test_an_item_is_a_name_and_a_quantity(text: str, item: tuple[str, str]) -> None:
    assert read_item(text) == item


def test_a_shop_s_day_by_commands(shop: Shop, said: Said) -> None:
    assert [do(shop, "activate", "--code", CODE), do(shop, "sync")] == [0, 0]
    assert do(shop, "sell", "Żurek z jajkiem×2", "Борщ с пампушками", "--print") == 0
    assert do(shop, "offline") == 0
    assert do(shop, "sell", "3017620422003") == 0
    assert do(shop, "refund", "1-1-000001") == 0
    assert do(shop, "online") == 0
    assert do(shop, "day-close") == 0
    assert do(shop, "status") == 0
    lines = said()
    assert [line["total"] for line in lines if line["event"] == "sale"] == [6185, 350]
    assert (lines[-1]["unsent"], lines[-1]["receipts"], lines[-1]["id"]) == (0, 3, "d1")
    assert sorted(shop.office.generation.entries) == [1, 2, 3, 4]
    assert len(shop.office.jobs) == 1


def test_a_login_chooses_the_pos_by_name(shop: Shop, said: Said) -> None:
    words = ("activate", "--email", "zofia@example.com", "--password", "correct horse", "--device", "Kasa 1")
    assert do(shop, *words) == 0
    assert said()[-1]["id"] == "d1"


def test_a_refusal_ends_with_1_and_its_code(shop: Shop, said: Said) -> None:
    assert do(shop, "activate", "--code", "AAAA-AAAA") == 1
    assert said()[-1]["code"] == "code_unknown"
    assert do(shop, "sell", "Żurek") == 1


def test_run_activates_once_sells_prints_and_leaves_nothing_unsent(shop: Shop, said: Said) -> None:
    words = ("--code", CODE, "--sell-every", "0.2", "--run-for", "2", "--print", "--offline-chance", "0")
    assert do(shop, *words) == 0
    first = len(shop.office.generation.entries)
    assert do(shop, *words) == 0
    assert 0 < first < len(shop.office.generation.entries)
    assert len(shop.office.generations) == 1
    assert shop.office.jobs
    assert str(said()[-1]["text"]).endswith("0 lines unsent")


def test_a_day_with_a_broken_network_sells_on_and_deposits_at_the_end(
    shop: Shop, till: SimulatedTill
) -> None:
    told: list[str] = []
    plan = Plan(sell_every=0.1, run_for=2.5, offline_chance=1.0, offline_for=(0.5, 0.6))
    DemoDay(till, plan, lambda event, *_, **__: told.append(event), random.Random(7)).run()
    assert "offline" in told
    assert "online" in told[told.index("offline") :]
    assert till.unsent() == []
    assert len(shop.office.generation.entries) == len(till.journal()) > 2


def test_a_day_at_a_deactivated_pos_sells_nothing(shop: Shop, till: SimulatedTill) -> None:
    shop.office.status = "inactive"
    told: list[str] = []
    plan = Plan(sell_every=0.1, run_for=1.0)
    DemoDay(till, plan, lambda _, text, **__: told.append(text), random.Random(7)).run()
    assert any("deactivated in the back office" in text for text in told)
    assert till.receipts() == []


def test_what_is_scanned_is_named(shop: Shop, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [do(shop, "activate", "--code", CODE), do(shop, "sync")] == [0, 0]
    assert do(shop, "scan") == 1
    assert said()[-1]["code"] == "no_scanner"
    waiting = [[Scan("e-1", "3017620422003"), Scan("e-2", "4006381333931")]]

    def listen(_scanning: Scanning, wait_s: float) -> list[Scan]:
        if not waiting:
            time.sleep(wait_s)
        return waiting.pop() if waiting else []

    monkeypatch.setattr(Scanning, "listen", listen)
    assert do(shop, "scan", "--run-for", "0.5") == 0
    told = [(line["code"], line["product"] is not None) for line in said() if line["event"] == "scan"]
    assert told == [("3017620422003", True), ("4006381333931", False)]
