"""What goes wrong at one printer, each thing until the shop has heard of it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

from comptoir_store_server.virtual_printer import VirtualPrinter
from comptoir_store_server.virtual_printer.status import PaperSupply

#: Longest time that somebody lets a fault be, in seconds.
LONGEST = 3.0
#: Whether the office was told one of these states of the printer.
Hears = Callable[..., bool]
Fault = Callable[[VirtualPrinter, Hears], None]


def wait_until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether it came to hold in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= until:
            return False
        time.sleep(0.01)
    return True


def run_out_of_paper(printer: VirtualPrinter, hears: Hears) -> None:
    """The roll ends two lines further on, in the middle of a job."""
    printer.set_state(lines_left=2)
    wait_until(lambda: printer.state.paper is PaperSupply.OUT, LONGEST)
    wait_until(lambda: hears("paper_out"), LONGEST)
    printer.set_state(paper="ok", lines_left=None)


def open_the_cover(printer: VirtualPrinter, hears: Hears) -> None:
    """Somebody looks inside."""
    printer.set_state(cover_open=True)
    wait_until(lambda: hears("cover_open"), LONGEST)
    printer.set_state(cover_open=False)


def fall_silent(printer: VirtualPrinter, hears: Hears) -> None:
    """It prints but answers nothing."""
    printer.set_state(mute=True)
    wait_until(lambda: hears("mute", "busy", "offline", "unreachable"), LONGEST)
    printer.set_state(mute=False)


def lose_power(printer: VirtualPrinter, hears: Hears) -> None:
    """The connection breaks, the memory is empty."""
    printer.set_state(power=False)
    wait_until(lambda: hears("unreachable", "offline"), LONGEST)
    printer.set_state(power=True)


def hold_by_another(printer: VirtualPrinter, hears: Hears) -> None:
    """Another program has the only connection."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", printer.port), timeout=1):
        wait_until(lambda: hears("mute", "busy", "offline", "unreachable"), LONGEST)


EVERY: tuple[Fault, ...] = (run_out_of_paper, lose_power, open_the_cover, fall_silent, hold_by_another)


class BadLuck:
    """Lets every fault happen to one printer, spread over its jobs; no two printers in the same order."""

    def __init__(self, printer: VirtualPrinter, jobs: int, first: int, hears: Hears) -> None:
        self.happened: list[str] = []
        self._printer = printer
        self._jobs = jobs
        self._order = EVERY[first:] + EVERY[:first]
        self._hears = hears
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"bad luck {first}", daemon=True)

    def start(self) -> None:
        """From now on."""
        self._thread.start()

    def stop(self) -> None:
        """No further fault."""
        self._over.set()
        self._thread.join(4 * LONGEST)

    def _run(self) -> None:
        for threshold, fault in self._plan():
            while len(self._printer.papers) < threshold:
                if self._over.wait(0.01):
                    return
            fault(self._printer, self._hears)
            self.happened.append(fault.__name__)

    def _plan(self) -> Iterator[tuple[int, Fault]]:
        step = self._jobs / (len(EVERY) + 1)
        return ((int(step * (number + 0.5)), fault) for number, fault in enumerate(self._order))
