"""The cable side of the printer: a pseudo terminal that looks like /dev/usb/lp0 or a serial port."""

import contextlib
import os
import pty
import select
import threading
import tty
from pathlib import Path

from .connection import Answer, Receiver
from .real_time import RealTimeScanner


class Cable:
    """A link in the file system that leads to the printer while it is plugged in; one cable, one sender."""

    #: Nothing listens in the network.
    port = 0

    def __init__(self, link: Path, receiver: Receiver) -> None:
        self.link = link
        self._receiver = receiver
        self._switching = threading.Lock()
        self._plug: _Plug | None = self._make_plug()

    def _make_plug(self) -> "_Plug":
        plug = _Plug(self._receiver)
        beside = self.link.with_name(f"{self.link.name}.new")
        beside.unlink(missing_ok=True)
        beside.symlink_to(plug.path)
        beside.replace(self.link)
        return plug

    def start(self) -> None:
        """Take in what is sent."""
        assert self._plug
        self._plug.start()

    def set_open(self, is_open: bool) -> None:
        """Without power the device file goes away, as USB printers do; with it, it is there again."""
        with self._switching:
            if is_open and self._plug is None:
                self._plug = self._make_plug()
                self._plug.start()
            elif not is_open:
                self.stop()

    def stop(self) -> None:
        """Pull the cable."""
        plug, self._plug = self._plug, None
        if plug:
            self.link.unlink(missing_ok=True)
            plug.pull()


class _Plug:
    """One pseudo terminal, from plugging in to pulling out."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        # Our own hold on the sender's end keeps its settings, and the line, between two senders.
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        os.set_blocking(self._far, False)
        self.path = os.ttyname(self._near)
        self._heard_stop, self._say_stop = os.pipe()
        self._answer = Answer(self._say, lambda: None)
        self._thread = threading.Thread(target=self._listen, name="virtual-printer-cable", daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def pull(self) -> None:
        """The sender's next read or write fails."""
        os.write(self._say_stop, b"x")
        self._answer.close()
        if self._thread.ident and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        for descriptor in (self._far, self._near, self._heard_stop, self._say_stop):
            os.close(descriptor)

    def _say(self, data: bytes) -> None:
        # A sender that never reads must not hold up the printer: what does not fit is lost.
        os.write(self._far, data)

    def _listen(self) -> None:
        scanner = RealTimeScanner()
        while self._heard_stop not in select.select([self._far, self._heard_stop], [], [])[0]:
            data = b""
            with contextlib.suppress(OSError):
                data = os.read(self._far, 4096)
            for command in scanner.scan(data):
                self._receiver.obey(command, self._answer)
            if data and not self._receiver.receive(data, self._answer):
                break
        self._receiver.end_connection(self._answer)
