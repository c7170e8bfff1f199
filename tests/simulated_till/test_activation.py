"""How a till becomes a POS, whatever the network does."""

import hashlib
from collections.abc import Callable

import pytest

from cli.simulated_till import NotActivated, Refused, SimulatedTill
from tests.simulated_till.conftest import CODE, Shop


def test_a_till_becomes_the_pos_of_its_code(shop: Shop) -> None:
    till = shop.till()
    assert till.standing == "not_activated"
    activation = till.activate(CODE)
    assert (activation.device["name"], activation.number_prefix, till.standing) == ("Kasa 1", "1-1", "active")


def test_only_the_hash_of_the_secret_is_sent_and_it_is_256_bits(shop: Shop) -> None:
    activation = shop.till().activate(CODE)
    assert len(activation.secret) == 43
    assert shop.office.generation.token == hashlib.sha256(activation.secret.encode()).hexdigest()


def test_an_activation_whose_answer_is_lost_costs_nothing(shop: Shop) -> None:
    till = shop.till()
    till.lose_next_answer()
    till.activate(CODE)
    till.poll()
    assert shop.office.requests.count("POST /activations") == 2
    assert len(shop.office.generations) == 1


def test_a_power_cut_during_activation_costs_nothing(shop: Shop) -> None:
    first = shop.till(patience_s=0)
    first.lose_next_answer()
    with pytest.raises(Exception, match="network"):
        first.activate(CODE)
    again = shop.till()
    again.activate(CODE)
    assert again.poll().state == "active"
    assert len(shop.office.generations) == 1


@pytest.mark.parametrize(
    ("code", "status", "problem"), [("AAAA-AAAA", 404, "code_unknown"), (CODE, 409, "code_used")]
)
def test_a_refused_code_says_why_and_is_not_tried_again(
    shop: Shop, code: str, status: int, problem: str
) -> None:
    shop.till("other").activate(CODE)
    shop.office.requests.clear()
    with pytest.raises(Refused) as caught:
        shop.till().activate(code)
    assert (caught.value.status, caught.value.code) == (status, problem)
    assert shop.office.requests == ["POST /activations"]


def test_an_owner_logs_in_on_the_till_and_chooses_the_pos(shop: Shop) -> None:
    till = shop.till()
    with pytest.raises(Refused, match="bad_credentials"):
        till.log_in("zofia@example.com", "wrong")
    choices = till.log_in("zofia@example.com", "correct horse")
    assert [(c.name, c.available) for c in choices] == [("Kasa 1", True)]
    till.choose(choices[0].id)
    assert till.poll().state == "active"
    assert b"correct horse" not in (till.folder / "till.sqlite3").read_bytes()


def test_a_till_without_pos_can_do_nothing(shop: Shop) -> None:
    with pytest.raises(NotActivated):
        shop.till().poll()
    assert shop.office.requests == []


def test_the_secret_changes_even_when_the_answer_is_lost(shop: Shop, till: SimulatedTill) -> None:
    assert till.activation is not None
    old = till.activation.secret
    till.lose_next_answer()
    till.rotate_secret()
    till.poll()
    assert till.activation.secret != old
    assert shop.office.secrets_seen[-1] == till.activation.secret
    assert shop.office.generation.next_token is None


def test_a_new_activation_begins_a_new_journal_and_the_old_one_is_deposited_late(
    shop: Shop, till: SimulatedTill, new_code: Callable[[], str]
) -> None:
    till.go_offline()
    old = [till.sell([("Żurek z jajkiem", 1)]) for _ in range(2)]
    till.come_back()
    till.activate(new_code())
    new = till.sell([("Żurek z jajkiem", 1)])
    till.upload()
    assert [r.number for r in (*old, new)] == ["1-1-000001", "1-1-000002", "1-2-000001"]
    assert [r.n for r in (*old, new)] == [1, 2, 1]
    assert [len(g.entries) for g in shop.office.generations] == [2, 1]


def test_a_new_activation_pulls_everything_for_the_first_time(
    till: SimulatedTill, new_code: Callable[[], str]
) -> None:
    till.activate(new_code())
    assert till.cursor("products") is None
    assert len(till.products()) == 3  # what was there stays in use until the snapshot is complete
    assert {(applied.stream, applied.snapshot) for applied in till.synchronize()} == {
        ("configuration", True),
        ("users", True),
        ("products", True),
    }


def test_signing_off_waits_for_what_is_unsent_unless_it_is_given_up(shop: Shop, till: SimulatedTill) -> None:
    till.sell([("Żurek z jajkiem", 1)])
    shop.office.answers.append((200, "application/json", verdict_retry()))
    shop.office.answers.append((200, "application/json", verdict_retry()))
    with pytest.raises(Refused) as caught:
        till.sign_off()
    assert (caught.value.code, caught.value.facts["unsent"]) == ("unsent_data", 1)
    till.sign_off(discard=True)
    assert (till.standing, till.unsent()) == ("inactive", [])
    assert [entry.status for entry in till.journal()] == ["discarded"]


def verdict_retry() -> bytes:
    """An office that could not keep the line just now."""
    return b'{"results": [{"index": 0, "status": "retry"}], "ack_through": 0, "missing": []}'
