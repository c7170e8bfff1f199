"""The lists of the box's page: printers, print jobs, drawers; found, filtered, in four languages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comptoir_store_server.configuration import read_configuration
from comptoir_store_server.health import HealthBoard, PrinterState
from comptoir_store_server.jobs import JobState
from comptoir_store_server.lan.pages import words
from comptoir_store_server.lan.pages.book import PAGE, STATE_GROUPS
from comptoir_store_server.lan.pages.names import ADVICE, JOB_STATES, REASONS, STATES, TRIAL_STATES
from comptoir_store_server.reasons import Reason
from journal_shop import Browser, Page, shop
from lan_shop import Counter, new_id, order

Open = Callable[..., Browser]
HEADINGS = {
    "fr": ("Journal d’impression", "Ouvertures du tiroir", "Se connecter"),
    "pl": ("Dziennik drukowania", "Otwarcia szuflady", "Zaloguj się"),
    "ru": ("Журнал печати", "Открытия ящика", "Войти"),
    "en": ("Print journal", "Drawer openings", "Sign in"),
}
RECEIPT = {"number": "1/204", "currency": "PLN", "device": {"name": "Kasa 1"}, "lines": [], "total": 0}
DRAWER = {
    "id": "dr",
    "name": "Szuflada",
    "kind": "cash_drawer",
    "connection": {"type": "printer", "printer_id": "p1", "pin": 2},
}


def receipt(number: str = "1/204", **more: object) -> dict[str, object]:
    """A till wants a receipt on paper."""
    document = {"kind": "receipt", "receipt": {**RECEIPT, "number": number}, **more}
    return {"role": "receipt_printer", "document": document}


def take(counter: Counter, body: object, device_id: str = "d1") -> str:
    """A till's order, taken."""
    job_id = new_id()
    assert counter.till(device_id).print(job_id, body).status_code == 201
    return job_id


def move(counter: Counter, job_id: str, state: JobState, reason: Reason | None = None) -> None:
    """What became of it."""
    now = datetime.now(UTC)
    if state != JobState.BLOCKED:
        assert counter.spool.claim(job_id, now)
    if state != JobState.SENDING:
        assert counter.spool.move(job_id, state, reason.value if reason else None, now)


def whats(page: Page) -> list[str]:
    """What the rows are called, from the top."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page.html)


def test_the_newest_job_stands_on_top_with_all_that_is_asked_for(counter: Counter, reader: Browser) -> None:
    take(counter, order("Dzień dobry", copies=3))
    blocked = take(counter, receipt())
    move(counter, blocked, JobState.BLOCKED, Reason.PAPER_OUT)
    page = reader.open("/")
    assert whats(page) == ["Receipt 1/204", "Text"]
    assert "Waiting for the printer The paper has run out." in page.text
    assert "d1 Bar Receipt printer 1" in page.text, "till, printer, role, copies"
    assert re.search(r"Bar Receipt printer 3 Waiting", page.text)


def test_printers_say_in_words_how_they_are_and_since_when(
    counter: Counter, reader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Bar Not checked yet" in reader.open("/").text
    told = [{"id": "p1", "state": "paper_out", "since": "2026-11-21T10:05:00.000Z"}]
    monkeypatch.setattr(HealthBoard, "report", lambda board: told)
    text = reader.open("/").text
    assert "Bar Out of paper Receipt printer · since 21 Nov 2026 11:05" in text, "by the clock of the shop"
    assert "Put in a new roll" in text


def test_jobs_are_found_by_printer_till_state_and_number(counter: Counter, reader: Browser) -> None:
    kitchen = {**DRAWER, "id": "p2", "name": "Kuchnia", "kind": "receipt_printer"}
    kitchen["connection"] = {"type": "network", "host": "127.0.0.1", "port": 9}
    told = shop(9, kitchen)
    told["routes"].append({"device_id": "d2", "role": "pickup_printer", "peripheral_id": "p2"})
    counter.told = read_configuration(told)
    done = take(counter, receipt("1/204"))
    move(counter, done, JobState.PRINTED)
    move(counter, take(counter, receipt("1/205")), JobState.UNCERTAIN, Reason.INTERRUPTED)
    take(counter, {**receipt("2/7"), "role": "pickup_printer"}, "d2")
    found = {
        query: whats(reader.open(f"/?{query}"))
        for query in (
            "q=/20",
            "printer=p2",
            "till=d1",
            "state=printed",
            "state=uncertain",
            "state=waiting",
            "state=lost",
        )
    }
    assert found == {
        "q=/20": ["Receipt 1/205", "Receipt 1/204"],
        "printer=p2": ["Receipt 2/7"],
        "till=d1": ["Receipt 1/205", "Receipt 1/204"],
        "state=printed": ["Receipt 1/204"],
        "state=uncertain": ["Receipt 1/205"],
        "state=waiting": ["Receipt 2/7"],
        "state=lost": [],
    }
    assert "Nothing found" in reader.page.text
    assert whats(reader.open("/?q=1/204&till=d1&printer=p1&state=printed")) == ["Receipt 1/204"]
    assert whats(reader.open("/?q=%25&state=everything&before=x")) == []
    assert 'value="1/204"' in reader.open("/?q=1/204").html


def test_what_is_gone_can_still_be_chosen(counter: Counter, reader: Browser) -> None:
    take(counter, receipt("1/1"))
    move(counter, take(counter, receipt("2/1"), "d2"), JobState.PRINTED)
    counter.told = replace(counter.told, peripherals={}, tills=())
    html = reader.open("/?printer=p1&till=d2").html
    assert '<option value="p1" selected>A printer that is no longer here</option>' in html
    assert '<option value="d2" selected>A till that is no longer here</option>' in html
    assert whats(reader.page) == ["Receipt 2/1"]


def test_every_state_has_a_word() -> None:
    assert set(STATES) == {each.value for each in PrinterState} | {"not_seen"}
    assert set(JOB_STATES) == set(TRIAL_STATES) == set(ADVICE) == {each.value for each in JobState}
    assert {state for states in STATE_GROUPS.values() for state in states} == set(JOB_STATES)


def test_older_jobs_are_a_page_away(counter: Counter, reader: Browser) -> None:
    for number in range(PAGE + 3):
        take(counter, receipt(f"1/{number}"))
    first = reader.open("/?till=d1")
    assert len(whats(first)) == PAGE
    older = re.search(r'href="([^"]+)">Older<', first.html)
    assert older
    page = reader.open(older[1].replace("&amp;", "&"))
    assert whats(page) == ["Receipt 1/2", "Receipt 1/1", "Receipt 1/0"]
    assert ">Older<" not in page.html
    newest = re.search(r'href="([^"]+)">Newest<', page.html)
    assert newest
    assert whats(reader.open(newest[1].replace("&amp;", "&"))) == whats(first)


def test_every_opening_of_a_drawer_is_listed_with_its_reason(counter: Counter, reader: Browser) -> None:
    assert "No drawer was opened yet" in reader.open("/drawers").text
    told = shop(9, DRAWER)
    told["routes"].append({"device_id": "d1", "role": "cash_drawer", "peripheral_id": "dr"})
    counter.told = read_configuration(told)
    take(counter, receipt("1/1", open_drawer=True))
    take(counter, receipt("1/2"))
    take(counter, receipt("1/3", open_drawer=True, duplicate=True))
    alone = take(counter, {"role": "cash_drawer", "document": {"kind": "drawer"}})
    move(counter, alone, JobState.PRINTED)
    test = {"id": "t1", "role": "cash_drawer", "peripheral_id": "dr", "document": {"kind": "drawer"}}
    counter.spool.accept([test], 0.0, datetime.now(UTC))
    text = reader.open("/drawers").text
    assert text.count("It was tried out in the back office.") == 1
    assert "d1 The till opened it without a receipt. Szuflada Done" in text
    assert "d1 Together with: Receipt 1/1 Bar Waiting" in text
    assert "1/2" not in text, "opens none"
    assert "1/3" not in text, "a copy opens none"


def test_a_receipt_that_opened_the_drawer_stays_on_the_list_when_it_is_printed_again(
    counter: Counter, reader: Browser
) -> None:
    job_id = take(counter, receipt("1/1", open_drawer=True))
    move(counter, job_id, JobState.UNCERTAIN, Reason.INTERRUPTED)
    assert counter.spool.print_again(job_id, datetime.now(UTC))
    move(counter, job_id, JobState.PRINTED)
    assert "Together with: Receipt 1/1" in reader.open("/drawers").text


class Listening(dict[str, str]):
    """Notes which sentences a language does not have."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__(known)
        self.missing: set[str] = set()

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if key not in self:
            self.missing.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("language", ["fr", "pl", "ru", "en"])
def test_every_page_speaks_the_language_of_its_reader(
    counter: Counter, open_browser: Open, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Listening(words.sentences(language))
    monkeypatch.setattr(words, "sentences", lambda _: heard)
    counter.told = read_configuration(shop(9, DRAWER))
    browser = open_browser(counter.base, language)
    assert browser.open("/").title == HEADINGS[language][2]
    browser.sign_in("wrong")
    assert browser.sign_in().title == HEADINGS[language][0]
    for page in _all_pages(counter, browser):
        assert page.status in (200, 404, 405, 409), page.text
        assert f'<html lang="{language}">' in page.html
        assert page.html.count("<h1>") == 1
        assert "%(" not in page.html
    browser.open("/drawers")
    assert browser.page.title == HEADINGS[language][1]
    own = {"d1", "Bar", "Szuflada"}
    assert heard.missing - own == set() or language == "en"


def _all_pages(counter: Counter, reader: Browser) -> list[Page]:
    """One of each, in every state of a job."""
    waiting = take(counter, receipt())
    sending = take(counter, receipt("1/2"))
    move(counter, sending, JobState.SENDING)
    uncertain = take(counter, receipt("1/3", open_drawer=True))
    move(counter, uncertain, JobState.UNCERTAIN, Reason.CONNECTION_LOST)
    report = take(counter, {"role": "receipt_printer", "document": {"kind": "report", "report": {}}})
    move(counter, report, JobState.FAILED, Reason.UNSUPPORTED_DOCUMENT)
    drawer = take(counter, {"role": "receipt_printer", "document": {"kind": "drawer"}})
    printed = take(counter, receipt("1/4"))
    move(counter, printed, JobState.PRINTED)
    paths = ["/", "/?state=lost&q=none", "/drawers", "/nowhere"]
    for job_id in (waiting, sending, uncertain, report, drawer, printed):
        paths += [f"/jobs/{job_id}{deed}" for deed in ("", "/print-again", "/cancel", "/discard")]
    pages = [reader.open(path) for path in paths]
    reader.open(f"/jobs/{printed}/print-again")
    pages.append(reader.send(f"/jobs/{printed}/print-again"))
    reader.open(f"/jobs/{printed}/print-again")
    pages.append(reader.send(f"/jobs/{printed}/print-again"))
    return pages


@pytest.mark.parametrize("language", ["fr", "pl", "ru"])
def test_a_language_has_every_sentence_with_the_same_places(language: str) -> None:
    told, others = words.sentences(language), words.sentences("fr")
    assert set(told) == set(others)
    for english, sentence in told.items():
        assert sentence.strip()
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", sentence)), (
            english
        )


def test_every_reason_has_a_sentence_in_every_language() -> None:
    assert {reason for reason in Reason if reason not in REASONS} == set()
    for language in ("fr", "pl", "ru"):
        told = words.sentences(language)
        assert [sentence for sentence in REASONS.values() if sentence not in told] == []


def test_the_language_is_the_stores_until_another_is_chosen(counter: Counter, open_browser: Open) -> None:
    browser = open_browser(counter.base)
    browser.http.cookies.clear()
    assert browser.open("/").title == "Zaloguj się"
    assert browser.open("/sign-in?language=ru").title == "Войти"
    assert browser.open("/sign-in").title == "Войти"
    assert browser.open("/sign-in?language=tlh").title == "Войти"


def test_names_are_text_whatever_they_say(counter: Counter, reader: Browser) -> None:
    evil = '<script>alert("1")</script>'
    told = shop(9)
    told["peripherals"][0]["name"] = evil
    told["devices"][1]["name"] = evil
    told["store"] = {**told["store"], "name": evil}
    counter.told = read_configuration(told)
    job_id = take(counter, receipt(evil))
    move(counter, job_id, JobState.BLOCKED, Reason.REFUSED)
    for path in ("/", f"/?q={evil}", f"/jobs/{job_id}", f"/jobs/{job_id}/cancel", "/drawers"):
        html = reader.open(path).html
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_whoever_reads_waits_for_nobody_who_prints(counter: Counter, reader: Browser) -> None:
    job_id = take(counter, receipt())
    with counter.spool._lock:  # as if every printer wrote at once
        assert whats(reader.open("/")) == ["Receipt 1/204"]
        assert reader.open(f"/jobs/{job_id}").title == "Print job: Receipt 1/204"
        assert reader.open("/drawers").status == 200
