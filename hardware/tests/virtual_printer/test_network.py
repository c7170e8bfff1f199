"""Over a real socket the printer behaves as printers in shops do."""

import socket
import time
from collections.abc import Callable

import pytest

from comptoir_store_server.virtual_printer import PaperSupply, VirtualPrinter
from comptoir_store_server.virtual_printer.events import FaultCode

CUT = b"\x1dVB\x00"


def connect(printer: VirtualPrinter) -> socket.socket:
    """A till's connection."""
    connection = socket.create_connection(("127.0.0.1", printer.port), timeout=5)
    connection.settimeout(5)
    return connection


def ask(connection: socket.socket, question: bytes, length: int = 1) -> bytes:
    """An answer of known length."""
    connection.sendall(question)
    return take(connection, length)


def take(connection: socket.socket, length: int) -> bytes:
    """Exactly so many bytes."""
    answer = b""
    while len(answer) < length:
        part = connection.recv(length - len(answer))
        assert part, f"the printer hung up after {answer!r}"
        answer += part
    return answer


def hears_nothing(connection: socket.socket, seconds: float = 0.15) -> bool:
    """Whether the printer stays silent for a while."""
    connection.settimeout(seconds)
    try:
        connection.recv(1)
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)
    return False


def soon(condition: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def send(printer: VirtualPrinter, job: bytes) -> None:
    """A whole job on a connection of its own."""
    with connect(printer) as connection:
        connection.sendall(job)


def test_a_job_becomes_paper(printer: VirtualPrinter) -> None:
    send(printer, b"\x1b@\x1c.\x1bt\x12\xbdurek\n" + CUT)
    paper = printer.wait_for_paper()
    assert (paper.number, paper.text, paper.cut, paper.faults) == (1, "Żurek", "partial", ())
    assert paper.byte_count == 17


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ({}, ["12", "12", "12", "12"]),
        ({"paper": "low"}, ["12", "12", "12", "1e"]),
        ({"paper": "out"}, ["1a", "32", "12", "7e"]),
        ({"cover_open": True}, ["1a", "16", "12", "12"]),
        ({"offline": True}, ["1a", "12", "12", "12"]),
        ({"cutter_jammed": True}, ["1a", "52", "1a", "12"]),
        ({"drawer_open": True}, ["16", "12", "12", "12"]),
    ],
)
def test_status_bytes_tell_what_is_wrong(
    printer: VirtualPrinter, state: dict[str, object], answers: list[str]
) -> None:
    printer.set_state(**state)
    with connect(printer) as connection:
        assert [ask(connection, b"\x10\x04" + bytes([n])).hex() for n in (1, 2, 3, 4)] == answers


def test_status_is_answered_at_once_while_the_printer_is_stopped(printer: VirtualPrinter) -> None:
    printer.set_state(paper="out")
    with connect(printer) as connection:
        connection.sendall(b"Total\n\x1dr\x01")
        assert ask(connection, b"\x10\x04\x04").hex() == "7e"
        assert hears_nothing(connection)
        printer.set_state(paper="ok")
        assert take(connection, 1) == b"\x00"


def test_a_status_request_cut_in_two_by_the_network_is_answered_once(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        for byte in b"\x10\x04\x01":
            connection.sendall(bytes([byte]))
            time.sleep(0.03)
        assert take(connection, 1) == b"\x12"
        assert hears_nothing(connection)


def test_status_inside_an_image_is_answered_too_and_the_image_stays_whole(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        assert ask(connection, b"\x1dv0\x00\x02\x00\x02\x00\x10\x04\x01\xff") == b"\x12"
        connection.sendall(CUT)
        paper = printer.wait_for_paper()
    assert paper.pictures[0].picture.rows == b"\x10\x04\x01\xff"
    assert [fault.code for fault in paper.faults] == [FaultCode.REAL_TIME_IN_IMAGE]


def test_the_process_id_comes_back_once_everything_is_on_paper(printer: VirtualPrinter) -> None:
    printer.set_state(lines_left=2)
    with connect(printer) as connection:
        connection.sendall(b"1\n2\n3\n4\n" + CUT + b"\x1d(H\x06\x000012AB")
        assert hears_nothing(connection)
        assert printer.waiting_lines == ["1", "2"]
        assert printer.state.paper is PaperSupply.OUT
        assert ask(connection, b"\x10\x04\x01") == b"\x1a"
        printer.set_state(paper="ok")
        assert take(connection, 7) == b"\x37\x2212AB\x00"
    assert printer.wait_for_paper().lines == ["1", "2", "3", "4"]
    assert len(printer.papers) == 1


def test_an_older_model_does_not_know_process_ids() -> None:
    with VirtualPrinter(answers_process_id=False) as printer, connect(printer) as connection:
        connection.sendall(b"x\n\x1d(H\x06\x000012AB")
        assert hears_nothing(connection)
        assert ask(connection, b"\x1dr\x01") == b"\x00"


@pytest.mark.parametrize("trouble", [{"cover_open": True}, {"offline": True}, {"cutter_jammed": True}])
def test_any_trouble_stops_the_printing_and_its_end_resumes_it(
    printer: VirtualPrinter, trouble: dict[str, object]
) -> None:
    printer.set_state(**trouble)
    send(printer, b"Total\n" + CUT)
    with pytest.raises(TimeoutError):
        printer.wait_for_paper(timeout=0.1)
    printer.set_state(**dict.fromkeys(trouble, False))
    assert printer.wait_for_paper().text == "Total"


def test_recovering_from_a_jam_can_throw_the_buffer_away(printer: VirtualPrinter) -> None:
    printer.set_state(cutter_jammed=True)
    with connect(printer) as connection:
        connection.sendall(b"lost\n" * 200)
        assert hears_nothing(connection)
        connection.sendall(b"\x10\x05\x02")
        assert ask(connection, b"\x10\x04\x03") == b"\x12"
        connection.sendall(b"kept\n" + CUT)
        assert printer.wait_for_paper().lines[-1] == "kept"
        assert len(printer.papers[0].lines) < 60


def test_a_mute_printer_prints_but_answers_nothing(printer: VirtualPrinter) -> None:
    printer.set_state(mute=True)
    with connect(printer) as connection:
        connection.sendall(b"\x10\x04\x01\x1dr\x01x\n" + CUT + b"\x1d(H\x06\x000012AB")
        assert printer.wait_for_paper().text == "x"
        assert hears_nothing(connection)


def test_one_till_at_a_time(printer: VirtualPrinter) -> None:
    with connect(printer) as first, connect(printer) as second:
        assert ask(first, b"\x10\x04\x01") == b"\x12"
        second.sendall(b"second\n" + CUT + b"\x10\x04\x01")
        assert hears_nothing(second)
        assert printer.papers == []
        first.close()
        assert take(second, 1) == b"\x12"
    assert printer.wait_for_paper().text == "second"


def test_the_printer_keeps_its_settings_from_one_connection_to_the_next(printer: VirtualPrinter) -> None:
    send(printer, b"\x1bt\x12\x1bE\x01one\n" + CUT)
    send(printer, b"\xbd\n" + CUT)
    run = printer.wait_for_paper(2).text_lines[0].runs[0]
    assert (run.text, run.style.bold) == ("Ż", True)


def test_a_job_that_broke_off_in_an_image_swallows_the_next_receipt(printer: VirtualPrinter) -> None:
    send(printer, b"logo\n\x1dv0\x00\x48\x00\x10\x00" + b"\xff" * 20)
    soon(lambda: bool(printer.faults))
    assert {fault.code for fault in printer.faults} == {FaultCode.HALF_COMMAND, FaultCode.NOT_CUT}
    send(printer, b"\x1b@receipt two\n" + CUT)
    with pytest.raises(TimeoutError):
        printer.wait_for_paper(timeout=0.2)
    send(printer, bytes(72 * 16 - 20 - 18) + b"\x1b@receipt three\n" + CUT)
    assert printer.wait_for_paper().lines == ["logo", "receipt three"]


def test_power_off_refuses_forgets_and_comes_back(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        connection.sendall(b"\x1bE\x01half a rec")
        assert ask(connection, b"\x10\x04\x01") == b"\x12"
        printer.set_state(power=False)
        assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connect(printer)
    printer.set_state(power=True)
    send(printer, b"new\n" + CUT)
    paper = printer.wait_for_paper()
    assert paper.text == "new"
    assert not paper.text_lines[0].runs[0].style.bold


def test_the_drawer_opens_in_its_turn_or_at_once(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        assert ask(connection, b"\x1bp\x00\x19\xfa\x1dr\x02") == b"\x01"
        printer.set_state(drawer_open=False)
        printer.set_state(offline=True)
        assert ask(connection, b"waits\n\x10\x14\x01\x01\x02\x10\x04\x01") == b"\x1e"
    assert [pulse.pin for _, pulse in printer.pulses] == [2, 5]


def test_a_kick_without_ink_leaves_nothing_on_the_next_paper(printer: VirtualPrinter) -> None:
    send(printer, b"\x1b@\x1bp\x00\x19\xfa")
    send(printer, b"x\n" + CUT)
    assert printer.wait_for_paper().pulses == ()
    assert len(printer.pulses) == 1


def test_automatic_status_tells_of_changes(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        assert ask(connection, b"\x1da\x0f", 4).hex() == "10000000"
        printer.set_state(paper="low")
        assert take(connection, 4).hex() == "10000300"
        printer.set_state(cover_open=True)
        assert take(connection, 4).hex() == "38000300"


def test_it_says_who_it_is(printer: VirtualPrinter) -> None:
    with connect(printer) as connection:
        assert ask(connection, b"\x1dI\x43", 12) == b"_VIRTUAL 80\x00"


def test_speed_is_limited_when_asked() -> None:
    with VirtualPrinter(lines_per_second=50) as printer:
        started = time.monotonic()
        send(printer, b"x\n" * 10 + CUT)
        printer.wait_for_paper()
        assert time.monotonic() - started >= 0.2


def test_a_small_buffer_holds_the_sender_back() -> None:
    with VirtualPrinter(buffer_bytes=4096) as printer:
        printer.set_state(paper="out")
        with connect(printer) as connection:
            connection.settimeout(0.3)
            with pytest.raises(TimeoutError):
                connection.sendall(b"x" * 47 + b"\n" * 20_000_000)
        printer.set_state(power=False)


def test_paper_is_torn_off_by_hand(printer: VirtualPrinter) -> None:
    assert printer.tear() is None
    send(printer, b"no cut\n")
    soon(lambda: FaultCode.NOT_CUT in {fault.code for fault in printer.faults})
    paper = printer.tear()
    assert paper is not None
    assert (paper.text, paper.cut, [fault.code for fault in paper.faults]) == (
        "no cut",
        "torn",
        [FaultCode.NOT_CUT],
    )


def test_a_busy_port_is_an_error_at_once(printer: VirtualPrinter) -> None:
    with pytest.raises(OSError, match="in use"):
        VirtualPrinter(port=printer.port)


@pytest.mark.parametrize(
    "change", [{"paper": "blue"}, {"colour": "red"}, {"mute": "maybe"}, {"lines_left": -1}]
)
def test_what_cannot_be_is_refused(printer: VirtualPrinter, change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        printer.set_state(**change)
    assert printer.state.is_ready
