"""Who is let in to the box's own page, and how everybody else is kept out."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.lan.pages.sessions import IDLE, Sessions
from comptoir_store_server.lan.settings import LanSettings, Mode
from comptoir_store_server.page_code import PageCode, read_page_code
from fake_office import FakeOffice
from journal_shop import CODE, Browser, page_code, shop
from lan_shop import Box, Counter, code, new_id

Open = Callable[..., Browser]
PATHS = ["/", "/drawers", "/jobs/1", "/jobs/1/papers/1-0.png", "/jobs/1/papers/1.pdf", "/jobs/1/cancel", "/x"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_before_the_code_is_typed(counter: Counter, open_browser: Open, path: str) -> None:
    stranger = open_browser(counter.base)
    for answer in (stranger.http.get(path), stranger.http.post(path), stranger.http.delete(path)):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
        assert answer.content == b""
    page = stranger.open(path)
    assert page.title == "Sign in"
    assert "Pod Żubrem" not in page.html


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), CODE.replace("-", " "), f"  {CODE.replace('-', '')}  "]
)
def test_the_code_lets_in_however_it_is_typed(counter: Counter, open_browser: Open, typed: str) -> None:
    browser = open_browser(counter.base)
    assert browser.sign_in(typed).title == "Print journal"
    assert browser.open("/sign-in").title == "Print journal"


@pytest.mark.parametrize("typed", ["", "7K4M-Q2XD-9ACF", "ж" * 40, "x" * 200, "' OR 1=1"])
def test_another_code_does_not(counter: Counter, open_browser: Open, typed: str) -> None:
    browser = open_browser(counter.base)
    page = browser.sign_in(typed)
    assert page.status == 422
    assert ("This is not the code" in page.text) != (typed == "")
    assert "comptoir" not in browser.http.cookies
    assert browser.open("/").title == "Sign in"


def test_who_guesses_is_slowed_down_and_keeps_nobody_else_out(counter: Counter, open_browser: Open) -> None:
    guesser = open_browser(counter.base)
    statuses = [guesser.sign_in("AAAA-AAAA-AAAA").status for _ in range(8)]
    assert statuses[:6] == [422] * 6
    assert statuses[6:] == [429] * 2
    assert guesser.sign_in().status == 429, "not even the right one, for a while"
    assert int(guesser.page.answer.headers["Retry-After"]) >= 1
    assert counter.till().http.get("/status").status_code == 200
    elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
    assert open_browser(counter.base, transport=elsewhere).sign_in().title == "Print journal"


def test_guessing_from_everywhere_is_slowed_down_too(counter: Counter, open_browser: Open) -> None:
    statuses = []
    for number in range(11):
        address = httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}")
        guesser = open_browser(counter.base, transport=address)
        statuses += [guesser.sign_in("AAAA-AAAA-AAAA").status for _ in range(6)]
    assert statuses[:50] == [422] * 50
    assert 429 in statuses[60:]


def test_a_form_of_somebody_else_is_not_taken(counter: Counter, reader: Browser) -> None:
    job_id = new_id()
    counter.till().print(job_id, {"role": "receipt_printer", "document": {"kind": "text", "text": ["a"]}})
    path = f"/jobs/{job_id}/cancel"
    reader.open(path)
    good = {"csrf": reader.page.csrf}
    elsewhere = {"Origin": "https://evil.example"}
    assert reader.http.post(path, data={"csrf": "guessed"}).status_code == 403
    assert reader.http.post(path, data={"x": "y"}).status_code == 403
    assert reader.http.post(path, data=good, headers=elsewhere).status_code == 403
    assert reader.http.post(path, data=good, headers={"Origin": "null"}).status_code == 403
    assert reader.http.post(path, data=good, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert reader.http.post(path, json=good).status_code == 415
    assert reader.http.post(path, data={"csrf": "x" * 9000}).status_code == 413
    assert counter.spool.waiting_count() == 1
    assert reader.send(path).text.count("It was cancelled") == 1
    assert counter.spool.waiting_count() == 0


def test_a_sign_in_form_of_somebody_else_is_not_taken(counter: Counter, open_browser: Open) -> None:
    browser = open_browser(counter.base)
    assert browser.http.post("/sign-in", data={"code": CODE}).status_code == 403
    browser.open("/sign-in")
    assert browser.http.post("/sign-in", data={"code": CODE, "csrf": "guessed"}).status_code == 403
    assert browser.send("/sign-in", {"code": CODE}, headers={"Origin": "https://evil.example"}).status == 403
    assert browser.open("/").title == "Sign in"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8631", "localhost.evil.example"])
def test_a_name_that_was_led_here_is_none_of_ours(counter: Counter, reader: Browser, host: str) -> None:
    for path in ("/", "/sign-in", "/pages.css"):
        answer = reader.http.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert "Pod Żubrem" not in answer.text


def test_what_cannot_be_done_is_refused(reader: Browser) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = reader.http.request(method, "/drawers")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert reader.http.post("/", data={}).status_code == 405
    assert reader.http.get("/sign-out").status_code == 405
    assert reader.http.get("/nowhere").status_code == 404
    head = reader.http.head("/drawers")
    assert (head.status_code, head.content) == (200, b"")


def test_every_answer_is_kept_by_nobody_and_framed_by_nobody(counter: Counter, reader: Browser) -> None:
    for path in ("/", "/drawers", "/nowhere", "/pages.css", "/sign-in"):
        headers = reader.http.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    html = reader.open("/").html
    assert "<script" not in html
    assert "style=" not in html
    assert "http://" not in html.replace(counter.base, "")


def test_a_cookie_is_for_this_box_alone(counter: Counter, open_browser: Open) -> None:
    browser = open_browser(counter.base)
    browser.open("/sign-in")
    answer = browser.http.post("/sign-in", data={"csrf": browser.page.csrf, "code": CODE})
    cookie = next(each for each in answer.headers.get_list("Set-Cookie") if each.startswith("comptoir="))
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_over_tls_no_other_host_can_set_it(
    folder: DataFolder, office: FakeOffice, box: Box, open_browser: Open, wait_for: Callable[..., None]
) -> None:
    office.books.configuration = shop(9)
    encrypted = Box(folder, LanSettings(Mode.HTTPS, "127.0.0.1", 0))
    encrypted.start()
    try:
        browser = open_browser(encrypted.base, verify=False)
        wait_for(lambda: 'name="code"' in browser.open("/sign-in").html, "the code from the office")
        assert browser.sign_in().title == "Print journal"
        assert "__Host-comptoir" in browser.http.cookies
        assert "comptoir" not in browser.http.cookies
    finally:
        encrypted.stop()


def test_who_signs_out_is_out_and_so_is_a_copy_of_the_cookie(
    counter: Counter, reader: Browser, open_browser: Open
) -> None:
    kept = dict(reader.http.cookies)
    reader.open("/")
    assert reader.send("/sign-out").title == "Sign in"
    thief = open_browser(counter.base)
    thief.http.cookies.update(kept)
    assert thief.open("/").title == "Sign in"


def test_a_new_code_ends_all_sessions(counter: Counter, reader: Browser, open_browser: Open) -> None:
    other = "AAAA-CCCC-DDDD"
    counter.told = read_configuration(shop(9, page_code=page_code(other)))
    assert reader.open("/").title == "Sign in"
    assert reader.sign_in(CODE).status == 422
    assert reader.sign_in(other).title == "Print journal"


def test_a_code_that_stays_keeps_everybody_in(counter: Counter, reader: Browser) -> None:
    counter.told = replace(read_configuration(shop(9)), revision="another")
    assert reader.open("/").title == "Print journal"


@pytest.mark.parametrize("told", [None, {}, {"algo": "md5"}, page_code() | {"iterations": 10**9}, "x"])
def test_without_a_code_nobody_is_let_in(counter: Counter, open_browser: Open, told: object) -> None:
    counter.told = read_configuration(shop(9, page_code=told))
    browser = open_browser(counter.base)
    assert "Nobody can sign in yet" in browser.open("/").text
    browser.http.get("/sign-in")
    csrf = browser.http.cookies["comptoir-form"]
    answer = browser.http.post("/sign-in", data={"csrf": csrf, "code": ""})
    assert "Nobody can sign in yet" in answer.text


def test_whoever_was_away_for_half_a_day_signs_in_again() -> None:
    clock = [0.0]
    kept = read_page_code(page_code())
    assert kept is not None
    sessions = Sessions(lambda: clock[0])
    token = sessions.begin(kept)
    clock[0] = IDLE - 1
    assert sessions.find(token, kept) is not None
    clock[0] = IDLE * 2 - 2
    assert sessions.find(token, kept) is not None, "counted from the last time"
    clock[0] = IDLE * 3
    assert sessions.find(token, kept) is None


def test_many_browsers_do_not_fill_the_memory() -> None:
    clock = [0.0]
    kept = PageCode(1, "salt", "0" * 64)
    sessions = Sessions(lambda: clock[0], most=3)
    tokens = []
    for number in range(5):
        clock[0] = float(number)
        tokens.append(sessions.begin(kept))
    assert [sessions.find(each, kept) is not None for each in tokens] == [False, False, True, True, True]


def test_tills_are_answered_as_before(counter: Counter, reader: Browser) -> None:
    assert code(httpx.get(f"{counter.base}/v1/nowhere", trust_env=False)) == (401, "token_missing")
    assert code(reader.http.get("/v1/status")) == (401, "token_missing")
    assert reader.http.get("/v1/ping").json()["service"] == "comptoir-store-server"
