"""Weighing on scales that answer, sway, are overloaded, spoil an answer, or are unplugged."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from comptoir_store_server.connections import read_connection
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.scale import Scale
from fake_scale import FakeScale, Plate

PROTOCOLS = ["toledo_8217", "cas", "dialog06"]
MakeScale = Callable[..., tuple[FakeScale, Scale]]


def our_side(connection: dict[str, object]) -> Scale:
    read = read_connection("scale", connection)
    assert read is not None
    return Scale(read, connect=1.0, answer=0.3)


@pytest.fixture
def scale() -> Iterator[MakeScale]:
    """Makes a scale and our end of its line."""
    made: list[tuple[FakeScale, Scale]] = []

    def make(protocol: str, *, tcp: bool = False, **plate: object) -> tuple[FakeScale, Scale]:
        fake = FakeScale(protocol, Plate(**plate), tcp=tcp)  # type: ignore[arg-type]
        made.append((fake, our_side(fake.connection(protocol))))
        return made[-1]

    yield make
    for fake, ours in made:
        ours.close()
        fake.close()


def refusal(ours: Scale, wait_s: float = 0.0) -> Reason:
    with pytest.raises(Unavailable) as refused:
        ours.weigh(wait_s)
    return refused.value.reason


@pytest.mark.parametrize("tcp", [False, True], ids=["serial", "tcp"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_bag_of_cherries(scale: MakeScale, protocol: str, tcp: bool) -> None:
    fake, ours = scale(protocol, tcp=tcp, grams=485)
    told = {"weight": "0.485", "unit": "kg", "stable": True, "certified": False}
    assert ours.weigh().result() == told
    fake.plate.grams = 1250
    assert ours.weigh().result() == told | {"weight": "1.250"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_swaying_bag_is_waited_for(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, sways=3)
    assert ours.weigh(5.0).result()["weight"] == "0.485"


@pytest.mark.parametrize("protocol", ["toledo_8217", "dialog06"])
def test_what_never_rests_has_no_weight(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, sways=10**6)
    reading = ours.weigh(0.5)
    assert (reading.weight, reading.reason) == (None, Reason.UNSTABLE)


def test_cas_tells_a_weight_even_while_it_moves(scale: MakeScale) -> None:
    _, ours = scale("cas", sways=10**6)
    assert ours.weigh(0.3).result() == {"weight": "0.485", "unit": "kg", "stable": False, "certified": False}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_overloaded_scale_says_so(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, grams=16_000)
    assert ours.weigh(1.0).reason == Reason.OVERLOADED


@pytest.mark.parametrize("protocol", ["toledo_8217", "dialog06"])
def test_a_lifted_plate_is_below_zero(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, grams=-20)
    assert ours.weigh(1.0).reason == Reason.BELOW_ZERO


def test_cas_tells_a_lifted_plate_as_a_negative_weight(scale: MakeScale) -> None:
    _, ours = scale("cas", grams=-20)
    assert ours.weigh().result()["weight"] == "-0.020"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_one_spoilt_answer_is_asked_for_again(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, spoilt=1)
    assert ours.weigh().result()["weight"] == "0.485"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_noise_on_the_line_does_not_become_a_weight(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, noise=b"\x0099.9 \xff")
    assert ours.weigh().result()["weight"] == "0.485"


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_mute_scale(scale: MakeScale, protocol: str) -> None:
    _, ours = scale(protocol, mute=True)
    assert refusal(ours) == Reason.NO_STATUS


def test_a_check_bit_that_the_line_leaves_to_us(scale: MakeScale) -> None:
    fake, ours = scale("toledo_8217", mute=True)
    answer = bytes(byte | 0x80 * (byte.bit_count() % 2) for byte in b"\x0200.485\r")
    assert answer != b"\x0200.485\r"
    threading.Timer(0.1, lambda: fake.end.say(answer)).start()
    assert ours.weigh().result()["weight"] == "0.485"


def test_a_late_answer_is_not_taken_for_the_next_one(scale: MakeScale) -> None:
    fake, ours = scale("toledo_8217")
    ours.weigh()
    fake.end.say(b"\x0209.999\r")
    fake.plate.grams = 20
    assert ours.weigh().result()["weight"] == "0.020"


def test_a_scale_of_another_language() -> None:
    fake = FakeScale("cas")
    ours = our_side(fake.connection("toledo_8217"))
    assert refusal(ours) == Reason.NO_STATUS
    fake.close()


def test_a_scale_for_certified_tills_is_told_apart(scale: MakeScale) -> None:
    _, ours = scale("dialog06", wants_checksums=True)
    assert refusal(ours) == Reason.NOT_A_SCALE


def test_something_that_talks_without_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            for _ in range(2):
                with listener.accept()[0] as caller:
                    caller.recv(10)
                    caller.sendall(b"x" * 500)

        thread = threading.Thread(target=talk)
        thread.start()
        port = listener.getsockname()[1]
        ours = our_side({"type": "network", "host": "127.0.0.1", "port": port})
        assert refusal(ours) == Reason.NOT_A_SCALE
        thread.join(5)


def test_a_line_that_was_cut_is_opened_again(scale: MakeScale) -> None:
    fake, ours = scale("toledo_8217", tcp=True)
    ours.weigh()
    fake.end.cut()  # type: ignore[union-attr]
    assert ours.weigh().result()["weight"] == "0.485"
    assert fake.end.calls == 2  # type: ignore[union-attr]


def test_an_unplugged_scale(scale: MakeScale) -> None:
    fake, ours = scale("toledo_8217")
    ours.weigh()
    fake.close()
    assert refusal(ours) in (Reason.PATH_MISSING, Reason.UNREACHABLE)


def test_no_such_port_and_nobody_there() -> None:
    assert refusal(our_side({"type": "serial", "path": "/dev/ttyNOWHERE"})) == Reason.PATH_MISSING
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert refusal(our_side({"type": "network", "host": "127.0.0.1", "port": port})) == Reason.REFUSED


def test_a_port_that_another_program_holds(scale: MakeScale) -> None:
    fake, ours = scale("toledo_8217")
    ours.weigh()
    second = our_side(fake.connection("toledo_8217"))
    assert refusal(second) == Reason.BUSY
