"""Test prints through the running box: paper comes out, or the back office says in words why not."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from comptoir_store_server.virtual_printer import VirtualPrinter

from cli.simulated_till import SimulatedTill
from models import Peripheral
from tests.contract.box import Box
from tests.contract.conftest import MakePrinter, Shop
from tests.office import csrf_of, free_port, wait_until


@pytest.fixture
def back_office(shop: Shop) -> Iterator[httpx.Client]:
    """The owner at the back office."""
    with shop.office.sign_in(shop.owner) as back_office:
        yield back_office


@pytest.fixture
def running_box(paired_box: Box) -> Box:
    """The box, paired and running."""
    paired_box.run()
    return paired_box


def press_test_print(back_office: httpx.Client, printer: Peripheral) -> None:
    page = back_office.get(card_of(printer))
    done = back_office.post(f"{card_of(printer)}/test", data={"csrf_token": csrf_of(page.text)})
    assert done.status_code == 200


def card_of(printer: Peripheral) -> str:
    return f"/peripherals/{printer.public_id}"


def wait_for_words(back_office: httpx.Client, printer: Peripheral, *words: str) -> None:
    """The printer's own page comes to say all of these."""

    def says() -> bool:
        page = back_office.get(card_of(printer)).text
        return all(word in page for word in words)

    wait_until(says, f"the card says {words}", seconds=40, every=0.3)


@contextlib.contextmanager
def web_server() -> Iterator[int]:
    """Something else at that address: a page of the router, say."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_test_print_comes_out_and_is_reported(
    shop: Shop, running_box: Box, printer: MakePrinter, back_office: httpx.Client
) -> None:
    paper = printer()
    ours = shop.add_printer(paper.port, "Przy ladzie")
    press_test_print(back_office, ours)
    page = paper.wait_for_paper(1, timeout=20)
    assert not page.faults
    assert "Zażółć gęślą jaźń" in page.text
    assert "Przy ladzie" in page.text
    wait_for_words(back_office, ours, "Test print", "Printed", "Online")


def test_paper_that_runs_out_is_said_and_printing_goes_on_after_the_new_roll(
    shop: Shop, running_box: Box, printer: MakePrinter, back_office: httpx.Client
) -> None:
    paper = printer()
    paper.set_state(paper="out")
    ours = shop.add_printer(paper.port, "Bez papieru")
    press_test_print(back_office, ours)
    wait_for_words(back_office, ours, "Waiting for the printer", "Out of paper", "Put in a new roll")
    assert paper.papers == []
    paper.set_state(paper="ok")
    assert "jaźń" in paper.wait_for_paper(1, timeout=40).text
    wait_for_words(back_office, ours, "Printed")
    assert len(paper.papers) == 1


def test_an_open_cover_is_said(
    shop: Shop, running_box: Box, printer: MakePrinter, back_office: httpx.Client
) -> None:
    paper = printer()
    paper.set_state(cover_open=True)
    ours = shop.add_printer(paper.port, "Otwarta")
    press_test_print(back_office, ours)
    wait_for_words(back_office, ours, "Cover open", "Close it: printing goes on by itself.")


def test_an_address_that_refuses_is_said(shop: Shop, running_box: Box, back_office: httpx.Client) -> None:
    ours = shop.add_printer(free_port(), "Zły port")
    press_test_print(back_office, ours)
    wait_for_words(back_office, ours, "Waiting for the printer", "nothing listens on this port")


def test_a_web_server_is_no_printer(shop: Shop, running_box: Box, back_office: httpx.Client) -> None:
    with web_server() as port:
        ours = shop.add_printer(port, "Router")
        press_test_print(back_office, ours)
        wait_for_words(back_office, ours, "Something answers at this address, but it is no such printer.")


def test_something_that_takes_everything_and_never_answers_is_said(
    shop: Shop, running_box: Box, back_office: httpx.Client
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ours = shop.add_printer(silent.getsockname()[1], "Niemowa")
        press_test_print(back_office, ours)
        wait_for_words(back_office, ours, "Waiting for the printer", "takes data but never answers")


def test_a_receipt_goes_from_the_till_to_the_paper_and_the_till_learns_it(
    shop: Shop, running_box: Box, printer: MakePrinter, active_till: SimulatedTill
) -> None:
    paper = printer()
    shop.add_printer(paper.port, "Przy ladzie")
    with shop.office.make() as make:
        make.product("Żurek z jajkiem", 1850, owner=make.session.merge(shop.owner, load=False))
    active_till.pull("products")
    receipt = active_till.sell([("Żurek z jajkiem", 2)])
    active_till.lose_next_answer()
    job = active_till.print_receipt(receipt)
    assert active_till.print_receipt(receipt) == job
    page = paper.wait_for_paper(1, timeout=20)
    assert receipt.number in page.text
    assert "37,00 zł" in page.text
    wait_until(lambda: active_till.job_status(job)["status"] == "printed", "the till hears of it")
    assert printed_once(paper, receipt.number)


def printed_once(printer: VirtualPrinter, text: str) -> bool:
    return [text in paper.text for paper in printer.papers].count(True) == 1
