"""Who is let in, and what everybody else is told."""

import json
import socket

import httpx
import pytest

from comptoir_store_server.lan.limits import Allowance, Buckets, Crowd
from comptoir_store_server.lan.names import is_called, own_names
from lan_shop import ORIGIN, Counter, code, new_id, order


def test_anybody_may_ask_whether_a_store_server_is_here(counter: Counter) -> None:
    answer = counter.till(None).http.get("/ping")
    assert answer.status_code == 200
    assert answer.json()["service"] == "comptoir-store-server"
    assert answer.headers["Date"]
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/status", "/jobs/1", "/scales/s1/weight", "/anything"])
def test_nothing_else_is_told_without_a_key(counter: Counter, path: str) -> None:
    stranger = counter.till(None).http
    assert code(stranger.get(path)) == (401, "token_missing")
    assert code(stranger.get(path, headers={"Authorization": "Basic eDp5"})) == (401, "token_missing")
    assert code(stranger.get(path, headers={"Authorization": "Bearer guessed"})) == (401, "token_unknown")


def test_a_key_that_the_office_took_back_opens_nothing_more(counter: Counter) -> None:
    till = counter.till()
    assert till.http.get("/status").status_code == 200
    counter.told = type(counter.told)(revision="2", store={}, peripherals={})
    assert code(till.http.get("/status")) == (401, "token_unknown")


def test_who_guesses_keys_is_slowed_down_and_keeps_nobody_else_out(counter: Counter) -> None:
    stranger = counter.till("guessed").http
    told = [code(stranger.get("/status")) for _ in range(30)]
    assert told[0] == (401, "token_unknown")
    assert told[-1] == (429, "slow_down")
    assert int(stranger.get("/status").headers["Retry-After"]) >= 1
    assert counter.till().http.get("/status").status_code == 200


def test_pages_of_the_office_s_origins_may_speak_to_it(counter: Counter) -> None:
    till = counter.till().http
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}
    before = till.options(f"/jobs/{new_id()}", headers=asked)
    assert before.status_code == 204
    assert before.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "PUT" in before.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Private-Network" not in before.headers
    answer = till.get("/status", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Vary"] == "Origin"
    refused = till.get("/nowhere", headers={"Origin": ORIGIN})
    assert refused.headers["Access-Control-Allow-Origin"] == ORIGIN, "its page may read why"


def test_a_page_of_the_internet_is_told_that_it_may_speak_into_this_network(counter: Counter) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Private-Network": "true"}
    answer = counter.till().http.options("/ping", headers=asked)
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", ORIGIN + ".evil.example", ORIGIN.upper(), ORIGIN + ":8443"]
)
def test_pages_of_other_origins_may_not(counter: Counter, origin: str) -> None:
    till = counter.till().http
    for answer in (
        till.get("/ping", headers={"Origin": origin}),
        till.put(f"/jobs/{new_id()}", headers={"Origin": origin}, json=order("no")),
        till.options("/ping", headers={"Origin": origin}),
    ):
        assert code(answer) == (403, "wrong_origin")
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert counter.spool.waiting_count() == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8631", "localhost.evil.example", "a@localhost"]
)
def test_a_name_that_was_led_here_is_none_of_ours(counter: Counter, host: str) -> None:
    assert code(counter.till().http.get("/ping", headers={"Host": host})) == (421, "wrong_host")


def test_the_box_is_called_by_its_addresses_and_names() -> None:
    names = own_names(["printing.shop.example"])
    mine = ["127.0.0.1:8631", "192.168.1.20", "[fe80::1]:8631", "localhost", "LOCALHOST:8631", "localhost."]
    assert all(is_called(each, names) for each in [*mine, "printing.shop.example:8631", socket.gethostname()])
    assert not any(is_called(each, names) for each in ["", "[", "shop.example", "192.168.1.20.evil.example"])


def test_what_is_not_there_and_what_cannot_be_done_with_it(counter: Counter) -> None:
    till = counter.till().http
    assert code(till.get("/nowhere")) == (404, "no_such_path")
    assert code(till.get("/jobs/a/b")) == (404, "no_such_path")
    refused = till.delete(f"/jobs/{new_id()}")
    assert code(refused) == (405, "method_not_allowed")
    assert refused.headers["Allow"] == "GET, PUT"


def test_bodies_that_are_too_large(counter: Counter) -> None:
    till = counter.till().http
    large = json.dumps(order("x" * 5_000_000)).encode()
    kind = {"Content-Type": "application/json"}
    assert code(till.put(f"/jobs/{new_id()}", content=large, headers=kind)) == (413, "too_large")
    answer = till.put(f"/jobs/{new_id()}", content=iter([large]), headers=kind)
    assert code(answer) == (413, "too_large")
    assert counter.till().http.get("/status").status_code == 200, "and goes on"


def test_what_is_no_http_is_told_so_in_the_same_words(counter: Counter) -> None:
    url = httpx.URL(counter.base)
    with socket.create_connection((url.host, url.port or 0), timeout=10) as line:
        line.sendall(b"\x16\x03\x01 what is this\r\n\r\n")
        heard = b"".join(iter(lambda: line.recv(4096), b""))
    assert heard.startswith(b"HTTP/1.1 400")
    assert b'"code": "bad_request"' in heard


def test_an_allowance_fills_again() -> None:
    clock = [0.0]
    buckets = Buckets(Allowance(2, 0.5), lambda: clock[0])
    assert [buckets.take("till") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert buckets.take("other") == 0.0
    clock[0] = 2.0
    assert [buckets.take("till") for _ in range(2)] == [0.0, 2.0]


def test_many_callers_do_not_fill_the_memory() -> None:
    buckets = Buckets(Allowance(2, 0.001), lambda: 0.0)
    for number in range(5000):
        buckets.take(str(number))
    assert len(buckets._known) <= 1024


def test_one_address_does_not_take_all_the_lines() -> None:
    crowd = Crowd(in_all=3, from_one=2)
    assert [crowd.enter("a"), crowd.enter("a"), crowd.enter("a")] == [True, True, False]
    assert [crowd.enter("b"), crowd.enter("c")] == [True, False]
    crowd.leave("a")
    assert crowd.enter("c")
