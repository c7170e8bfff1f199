"""Both ends of a cable: a pseudo terminal that looks like a serial port, or a TCP port in its place."""

import os
import pty
import select
import shutil
import socket
import tempfile
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class SerialEnd:
    """The far end of a serial line; ``path`` is the near one, which our side opens.

    The path is a link of its own, as below `/dev/serial/by-id`: the kernel gives the number of a pulled line
    to the next one, and whoever still looks for the old line must not find, and hold, somebody else's.
    """

    def __init__(self) -> None:
        self._far, self._near = pty.openpty()
        tty.setraw(self._far)
        tty.setraw(self._near)
        self._folder = Path(tempfile.mkdtemp(prefix="comptoir-line-"))
        link = self._folder / "line"
        link.symlink_to(os.ttyname(self._near))
        self.path = str(link)
        self._pulled = False

    def hear(self, timeout: float) -> bytes:
        """What the near side wrote."""
        if self._pulled or not select.select([self._far], [], [], timeout)[0]:
            return b""
        with suppress(OSError):
            return os.read(self._far, 4096)
        return b""

    def say(self, data: bytes) -> None:
        """Write to the near side."""
        os.write(self._far, data)

    def pull(self) -> None:
        """Pull the cable."""
        if not self._pulled:
            self._pulled = True
            shutil.rmtree(self._folder)
            os.close(self._far)
            os.close(self._near)

    close = pull


class NetworkEnd:
    """A box that makes a serial line out of a TCP connection; one caller at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._caller: socket.socket | None = None
        self._to_cut, self._cut = threading.Event(), threading.Event()
        self.calls = 0

    def cut(self) -> None:
        """Let the call break off; returns when it did."""
        self._cut.clear()
        self._to_cut.set()
        assert self._cut.wait(5)

    def hear(self, timeout: float) -> bytes:
        """What the caller wrote."""
        if self._to_cut.is_set():
            self._to_cut.clear()
            self.hang_up()
            self._cut.set()
        waiting = [self._listener, *([self._caller] if self._caller else [])]
        for ready in select.select(waiting, [], [], timeout)[0]:
            if ready is self._listener:
                self.hang_up()
                self._caller = self._listener.accept()[0]
                self.calls += 1
            else:
                return self._read()
        return b""

    def _read(self) -> bytes:
        assert self._caller is not None
        with suppress(OSError):
            heard = self._caller.recv(4096)
            if heard:
                return heard
        self.hang_up()
        return b""

    def say(self, data: bytes) -> None:
        """Write to the caller."""
        if self._caller:
            self._caller.sendall(data)

    def hang_up(self) -> None:
        """End the call."""
        if self._caller:
            self._caller.close()
            self._caller = None

    def close(self) -> None:
        """Switch it off."""
        self.hang_up()
        self._listener.close()


class Thing:
    """Something at the far end that listens in a thread of its own until it is unplugged."""

    def __init__(self, end: SerialEnd | NetworkEnd, on_bytes: Callable[[bytes], None]) -> None:
        self._end, self._on_bytes = end, on_bytes
        self._plugged = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._plugged:
            heard = self._end.hear(0.02)
            if heard:
                self._on_bytes(heard)

    def unplug(self) -> None:
        """End it."""
        self._plugged = False
        self._thread.join(5)
        self._end.close()
