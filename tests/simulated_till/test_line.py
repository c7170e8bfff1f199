"""How patiently the till asks, and when it stops."""

import pytest

from cli.simulated_till import MustWait, NotTheOffice, OfficeUnreachable, Refused, SimulatedTill
from tests.simulated_till.conftest import Shop
from tests.simulated_till.fake_office import Problem


@pytest.mark.parametrize(("status", "code"), [(503, "busy"), (429, "slow_down")])
def test_a_busy_office_is_asked_again_but_never_too_early(
    shop: Shop, till: SimulatedTill, status: int, code: str
) -> None:
    shop.office.answers = [Problem(status, code, retry_after=3)]
    till.poll()
    assert shop.watch.naps
    assert sum(shop.watch.naps) >= 3


def test_a_pause_longer_than_patience_is_kept(shop: Shop, till: SimulatedTill) -> None:
    shop.office.answers = [Problem(503, "busy", retry_after=300)]
    with pytest.raises(MustWait) as caught:
        till.poll()
    assert caught.value.retry_after == 300
    shop.office.requests.clear()
    with pytest.raises(MustWait):
        till.poll()
    assert shop.office.requests == []
    till.sell([("Żurek z jajkiem", 1)])
    assert till.upload().stored == 1  # the journal has a lane of its own
    shop.watch.sleep(300)
    till.poll()


def test_too_many_codes_is_a_verdict_and_not_waited_for(shop: Shop) -> None:
    shop.office.answers = [Problem(429, "too_many_tries", retry_after=600)]
    with pytest.raises(Refused) as caught:
        shop.till().activate("AAAAAAAA")
    assert (caught.value.code, caught.value.facts["retry_after"]) == ("too_many_tries", 600)
    assert shop.watch.naps == []


def test_another_refusal_is_never_repeated(shop: Shop, till: SimulatedTill) -> None:
    shop.office.answers = [Problem(422, "invalid", errors=[{"field": "clock", "message": "no"}])]
    shop.office.requests.clear()
    with pytest.raises(Refused) as caught:
        till.report_state()
    assert caught.value.facts["errors"][0]["field"] == "clock"
    assert shop.office.requests == ["PUT /state"]


def test_a_proxy_that_forbids_is_not_the_office(shop: Shop, till: SimulatedTill) -> None:
    shop.office.answers = [(403, "text/html", b"blocked")]
    shop.office.requests.clear()
    with pytest.raises(NotTheOffice):
        till.poll()
    assert shop.office.requests == ["GET /poll"]
    assert till.standing == "active"


def test_patience_ends(shop: Shop, till: SimulatedTill) -> None:
    till.cut_next_request(times=100)
    with pytest.raises(OfficeUnreachable):
        till.poll()
    assert len(shop.watch.naps) <= 7


def test_an_answer_that_comes_too_late_is_lost(shop: Shop, till: SimulatedTill) -> None:
    till.sell([("Żurek z jajkiem", 1)])
    till.delay_next_answer(60)
    assert till.upload().duplicate == 1


def test_an_unknown_secret_does_not_stop_the_sale(shop: Shop, till: SimulatedTill) -> None:
    shop.office.generation.token = "0" * 64
    with pytest.raises(Refused, match="token_unknown"):
        till.poll()
    assert till.standing == "unknown_token"
    till.sell([("Żurek z jajkiem", 1)])
    assert len(till.unsent()) == 1
