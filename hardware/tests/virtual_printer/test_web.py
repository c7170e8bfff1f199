"""The printer's page shows the papers and takes orders."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import httpx
import pytest

from comptoir_store_server.virtual_printer import VirtualPrinter
from comptoir_store_server.virtual_printer.events import FaultCode
from comptoir_store_server.virtual_printer.words import LANGUAGES, best_language, words_in

Browser = httpx.Client
Send = Callable[[VirtualPrinter, bytes], None]
CUT = b"\x1dVB\x00"


@pytest.fixture
def page(printer: VirtualPrinter) -> Iterator[Browser]:
    """A browser at the printer's page."""
    with httpx.Client(base_url=f"http://127.0.0.1:{printer.web_port}") as client:
        yield client


def test_papers_newest_first(printer: VirtualPrinter, page: Browser, cut_after: Send) -> None:
    cut_after(printer, b"first\n" + CUT + b"\x1bt\x12<\xbdurek>\n")
    printer.wait_for_paper(2)
    papers = page.get("/papers.json").json()["papers"]
    assert [(paper["number"], paper["lines"]) for paper in papers] == [(2, ["<Żurek>"]), (1, ["first"])]
    one = page.get("/papers/2.json").json()
    assert one["code_pages"] == ["CP852"]
    assert one["items"][0]["runs"][0]["text"] == "<Żurek>"
    picture = page.get("/papers/2.png")
    assert (picture.headers["content-type"], picture.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    html = page.get("/").text
    assert html.index("/papers/2.png?at=") < html.index("/papers/1.png?at=")
    assert "&lt;Żurek&gt;" in html
    assert "<Żurek>" not in html


@pytest.mark.parametrize(
    "path", ["/papers/9.png", "/papers/9.json", "/papers/x.png", "/../words.py", "/page.py"]
)
def test_what_is_not_there_is_a_404(page: Browser, path: str) -> None:
    assert page.get(path).status_code == 404


def test_state_by_json(printer: VirtualPrinter, page: Browser) -> None:
    answer = page.post("/state", json={"paper": "out", "mute": True})
    assert (answer.status_code, answer.json()["paper"], answer.json()["ready"]) == (200, "out", False)
    assert page.get("/state.json").json() == printer.state.to_json()


def test_state_by_a_scripts_form_changes_only_what_it_names(printer: VirtualPrinter, page: Browser) -> None:
    printer.set_state(mute=True)
    assert page.post("/state", data={"cover_open": "on"}).status_code == 303
    assert (printer.state.cover_open, printer.state.mute) == (True, True)


def test_state_by_the_pages_form_unticks_boxes(printer: VirtualPrinter, page: Browser) -> None:
    printer.set_state(mute=True)
    form = {"form": "1", "paper": "low", "lines_left": "", "power": "on"}
    assert page.post("/state", data=form).headers["location"] == "/"
    assert (printer.state.mute, printer.state.paper.value, printer.state.power) == (False, "low", True)
    page.post("/state", data={**form, "lines_left": "5"})
    assert printer.state.lines_left == 5


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"paper": "blue"}', "application/json"),
        (b"[1]", "application/json"),
        (b"{", "application/json"),
        (b'{"lines_left": [1]}', "application/json"),
        (b"paper=%ff", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_a_bad_order_is_refused(printer: VirtualPrinter, page: Browser, body: bytes, kind: str) -> None:
    before = printer.state
    answer = page.post("/state", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_state")
    assert printer.state == before


def test_too_much_is_refused(page: Browser) -> None:
    assert page.post("/state", content=b"x" * 20000).status_code == 413


def test_another_sites_page_cannot_switch_the_printer(printer: VirtualPrinter, page: Browser) -> None:
    answer = page.post("/state", data={"paper": "out"}, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, printer.state.paper.value) == (403, "ok")
    own = {"Origin": f"http://127.0.0.1:{printer.web_port}"}
    assert page.post("/state", data={"paper": "out"}, headers=own).status_code == 303


def test_tearing_off(printer: VirtualPrinter, page: Browser) -> None:
    with socket.create_connection(("127.0.0.1", printer.port), timeout=5) as connection:
        connection.sendall(b"sticks out\n" + CUT + b"still here\n")
    printer.wait_for_paper()
    while "still here" not in page.get("/").text:
        time.sleep(0.01)
    assert page.post("/tear").status_code == 303
    assert [paper.text for paper in printer.papers] == ["sticks out", "still here"]


def test_the_page_is_sent_only_what_is_new(printer: VirtualPrinter, page: Browser, cut_after: Send) -> None:
    cut_after(printer, b"x\n")
    printer.wait_for_paper()
    news = page.get("/news.json?newest=0").json()
    assert (news["newest"], "paper-1" in news["papers"]) == (1, True)
    assert page.get("/news.json?newest=1").json()["papers"] == ""


class Checker(HTMLParser):
    """Collects what a page must not have, and what it must."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.headings: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        names = dict(attrs)
        self.inline += [name for name in names if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(tag)
        if tag == "h1":
            self.headings.append(tag)
        if tag == "html":
            self.language = names["lang"] or ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound_in_each_language(page: Browser, language: str) -> None:
    answer = page.get("/", headers={"Accept-Language": f"{language};q=0.9, de"})
    checker = Checker()
    checker.feed(answer.text)
    assert (checker.inline, checker.headings, checker.language) == ([], ["h1"], language)
    assert words_in(language)["empty"] in answer.text.replace("&#x27;", "'")
    assert answer.headers["referrer-policy"] == "same-origin"  # else forms come without their origin
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing(language: str) -> None:
    assert {f"fault_{code.value}" for code in FaultCode} <= words_in(language).keys()
    assert all(word.strip() for word in words_in(language).values())


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("de, ru;q=0.7, fr;q=0.8", "fr"),
        ("fr;q=0, ru;q=0.1", "ru"),
        ("", "en"),
        ("*;q=x", "en"),
    ],
)
def test_the_readers_language(wish: str, language: str) -> None:
    assert best_language(wish) == language


def test_assets_are_served_with_their_kind(page: Browser) -> None:
    assert page.get("/page.css").headers["content-type"].startswith("text/css")
    assert page.get("/page.js").headers["content-type"].startswith("text/javascript")
    assert not re.search(r"https?://", page.get("/page.js").text + page.get("/page.css").text)


def test_answers_are_json(page: Browser) -> None:
    assert json.loads(page.get("/nowhere").text) == {"error": "not_found"}
