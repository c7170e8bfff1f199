"""Delivery: what each kind of printer answers, and what we may believe of it."""

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import (
    Confirm,
    Delivered,
    Stopped,
    Target,
    Watch,
    deliver,
    look_at,
)
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.reasons import Reason
from fake_printer import FakePrinter

PATIENCE = Patience(connect=0.5, status=0.3, completion=0.6, ask_again=0.1, stall=1.0)
JOB = b"\x1b@" + b"".join(b"line %d\n" % number for number in range(20)) + b"\x1dV\x00"
MakePrinter = Callable[..., FakePrinter]


class Diary:
    """What a delivery told while it ran."""

    def __init__(self) -> None:
        self.started = 0
        self.pauses: list[Reason | None] = []
        self.stopping = threading.Event()
        self.paused = threading.Event()

    def watch(self) -> Watch:
        return Watch(self._start, self._pause, self.stopping.is_set)

    def _start(self) -> None:
        self.started += 1

    def _pause(self, reason: Reason | None) -> None:
        self.pauses.append(reason)
        self.paused.set()


def at(port: int, confirm: Confirm | None = None, *, blind: bool = False) -> Target:
    return Target(Connection(host="127.0.0.1", port=port), confirm, blind)


def print_job(target: Target, diary: Diary | None = None) -> Delivered:
    return deliver(target, JOB, PATIENCE, (diary or Diary()).watch())


def refusal(target: Target) -> Reason:
    diary = Diary()
    with pytest.raises(Unavailable) as refused:
        print_job(target, diary)
    assert diary.started == 0, "nothing may leave before the printer was found ready"
    return refused.value.reason


def test_a_good_printer_confirms_by_process_id(printer: MakePrinter) -> None:
    good = printer()
    assert print_job(at(good.port)) == Delivered(Confirm.PROCESS_ID)
    assert good.paper.endswith(JOB)


def test_a_printer_without_process_ids_is_learned_to_answer_in_turn(printer: MakePrinter) -> None:
    older = printer(knows_process_id=False)
    assert print_job(at(older.port)) == Delivered(Confirm.GS_R)
    assert print_job(at(older.port, Confirm.GS_R)) == Delivered(Confirm.GS_R)
    assert older.cuts == 2


def test_a_printer_that_only_answers_status_is_believed_by_its_status(printer: MakePrinter) -> None:
    simple = printer(knows_process_id=False, knows_sensor=False)
    assert print_job(at(simple.port)) == Delivered(Confirm.STATUS_ONLY)
    assert print_job(at(simple.port, Confirm.STATUS_ONLY)) == Delivered(Confirm.STATUS_ONLY)
    assert simple.cuts == 2


def test_no_paper_before_printing_sends_nothing(printer: MakePrinter) -> None:
    empty = printer(lines_left=0)
    assert refusal(at(empty.port)) == Reason.PAPER_OUT
    assert empty.paper == b""


def test_open_cover_sends_nothing(printer: MakePrinter) -> None:
    assert refusal(at(printer(is_cover_open=True).port)) == Reason.COVER_OPEN


def test_a_mute_printer_is_refused_unless_the_shop_accepts_it(printer: MakePrinter) -> None:
    mute = printer(answers_status=False, knows_process_id=False, knows_sensor=False)
    assert refusal(at(mute.port)) == Reason.NO_STATUS
    assert print_job(at(mute.port, blind=True)) == Delivered(Confirm.BLIND)


def test_a_printer_that_used_to_answer_and_is_silent_is_busy(printer: MakePrinter) -> None:
    held = printer()
    with socket.create_connection(("127.0.0.1", held.port)):
        assert refusal(at(held.port, Confirm.PROCESS_ID)) == Reason.BUSY


def test_paper_that_ends_in_mid_job_is_waited_for_and_nothing_is_sent_twice(printer: MakePrinter) -> None:
    short = printer(lines_left=9)
    diary, done = Diary(), []
    thread = threading.Thread(target=lambda: done.append(print_job(at(short.port), diary)))
    thread.start()
    assert diary.paused.wait(5)
    assert diary.pauses == [Reason.PAPER_OUT]
    assert not done
    short.refill()
    thread.join(5)
    assert done == [Delivered(Confirm.PROCESS_ID)]
    assert short.paper.count(b"line ") == 20
    assert short.calls == 1


def test_stopping_while_waiting_for_paper_does_not_pretend(printer: MakePrinter) -> None:
    short, diary = printer(lines_left=2), Diary()

    def stop_at_pause() -> None:
        assert diary.paused.wait(5)
        diary.stopping.set()

    stop = threading.Thread(target=stop_at_pause)
    stop.start()
    with pytest.raises(Stopped):
        print_job(at(short.port), diary)
    stop.join()


def test_a_line_cut_in_mid_job_is_uncertain(printer: MakePrinter) -> None:
    broken = printer(hangs_up_after=40)
    assert print_job(at(broken.port)) == Delivered(None, Reason.CONNECTION_LOST)


@pytest.mark.parametrize("known", [Confirm.PROCESS_ID, Confirm.GS_R])
def test_a_known_printer_that_never_confirms_is_uncertain(printer: MakePrinter, known: Confirm) -> None:
    forgetful = printer(knows_process_id=False, knows_sensor=False)
    answer = print_job(at(forgetful.port, known))
    assert answer == Delivered(None, Reason.NO_CONFIRMATION, is_stranger=True)
    assert forgetful.cuts == 1


def test_an_older_printer_in_the_place_of_a_newer_one_is_believed_in_its_own_way(
    printer: MakePrinter,
) -> None:
    older = printer(knows_process_id=False)
    assert print_job(at(older.port, Confirm.PROCESS_ID)) == Delivered(Confirm.GS_R)
    assert older.cuts == 1


def test_a_printer_that_lost_the_question_is_no_other_one_and_proves_nothing(printer: MakePrinter) -> None:
    lossy = printer(loses_process_ids=1)
    assert print_job(at(lossy.port, Confirm.PROCESS_ID)) == Delivered(None, Reason.NO_CONFIRMATION)
    assert print_job(at(lossy.port, Confirm.PROCESS_ID)) == Delivered(Confirm.PROCESS_ID)


def test_a_printer_that_lost_the_sensor_question_proves_nothing_either(printer: MakePrinter) -> None:
    lossy = printer(knows_process_id=False, loses_sensor_questions=1)
    assert print_job(at(lossy.port, Confirm.GS_R)) == Delivered(None, Reason.NO_CONFIRMATION)


def test_a_printer_that_said_nothing_once_and_answers_now_is_asked(printer: MakePrinter) -> None:
    talkative = printer()
    assert print_job(at(talkative.port, Confirm.BLIND)) == Delivered(Confirm.PROCESS_ID)


def test_where_silence_is_accepted_a_printer_that_used_to_answer_prints_all_the_same(
    printer: MakePrinter,
) -> None:
    mute = printer(answers_status=False, knows_process_id=False, knows_sensor=False)
    assert refusal(at(mute.port, Confirm.PROCESS_ID)) == Reason.BUSY
    assert print_job(at(mute.port, Confirm.PROCESS_ID, blind=True)) == Delivered(Confirm.BLIND)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert refusal(at(port)) == Reason.REFUSED


def test_an_address_that_swallows_calls() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        assert refusal(at(full.getsockname()[1])) == Reason.TIMEOUT
        for each in waiting:
            each.close()


def test_a_name_that_does_not_exist() -> None:
    assert refusal(Target(Connection(host="printer.invalid"), None, False)) == Reason.UNREACHABLE


@pytest.mark.parametrize("blind", [False, True])
def test_a_web_server_is_no_printer_even_when_blind_printing_is_allowed(blind: bool) -> None:
    class Quiet(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Quiet) as web:
        thread = threading.Thread(target=web.serve_forever, args=(0.05,))
        thread.start()
        assert refusal(at(web.server_address[1], blind=blind)) == Reason.NOT_A_PRINTER
        web.shutdown()
        thread.join()


def test_asking_a_mute_printer_leaves_no_mark_on_paper(printer: MakePrinter) -> None:
    mute = printer(answers_status=False)
    with pytest.raises(Unavailable):
        print_job(at(mute.port))
    assert mute.paper.replace(b"\x1b3\n\x1b2", b"") == b""


def test_a_look_tells_low_paper(printer: MakePrinter) -> None:
    assert look_at(at(printer(is_paper_low=True).port), PATIENCE) == Condition(None, paper_low=True)
