"""One at a time at a terminal, also across the programs of this box, and free again when one of them dies."""

import errno
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Whoever waits for a line looks again after this, in seconds.
BREATH = 0.05


class Taken(Exception):
    """Somebody else is at this terminal."""


@contextmanager
def hold_payment(address: str) -> Iterator[None]:
    """Be the one payment at this terminal, from its first thought to its outcome. Raises Taken."""
    with _bound("payment", address):
        yield


@contextmanager
def hold_line(address: str, wait: float = 0.0) -> Iterator[None]:
    """Be the one who calls the terminal, after waiting a little for who only looks. Raises Taken."""
    until = time.monotonic() + wait
    while True:
        try:
            holder = _bind("line", address)
            break
        except Taken:
            if time.monotonic() >= until:
                raise
            time.sleep(BREATH)
    try:
        yield
    finally:
        holder.close()


@contextmanager
def _bound(what: str, address: str) -> Iterator[None]:
    holder = _bind(what, address)
    try:
        yield
    finally:
        holder.close()


def _bind(what: str, address: str) -> socket.socket:
    """A name in the kernel that only one can have, and that no crash leaves behind."""
    place = os.path.realpath(address) if address.startswith("/") else address
    name = hashlib.sha256(place.encode()).hexdigest()[:32]
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind(f"\0comptoir-terminal-{what}-{name}")
    except OSError as error:
        holder.close()
        if error.errno == errno.EADDRINUSE:
            raise Taken from error
        raise
    return holder
