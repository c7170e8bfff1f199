"""Files of strangers are opened by a program of its own, which has little time, little memory and no disk."""

import os
import resource
import subprocess
import sys
import tempfile
import threading

from comptoir_store_server.reasons import Reason

#: A stranger's page may be as dear as this, in bytes of memory and seconds of reckoning.
MEMORY = 448 * 1024 * 1024
RECKONING = 40
#: Longer than the smallest box needs for what it may reckon.
PATIENCE = 120.0
#: Exit status of a program that says why it cannot, in place of an answer.
CANNOT = 3
LONGEST_REASON = 40


class Unreadable(Exception):
    """A file of which nothing can be made; the reason says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def ask_apart(
    module: str, words: list[str], file: bytes, longest_answer: int, patience: float | None = None
) -> bytes:
    """What `module`, started as a program, answers to a file; raises Unreadable.

    Whatever the file does to that program: it ends in time, answers no more than it may, and hurts nobody.
    """
    told = [sys.executable, "-P", "-m", module, *words]
    try:
        with tempfile.TemporaryFile() as given:
            given.write(file)
            given.seek(0)
            program = subprocess.Popen(  # noqa: S603 - our own program
                told, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_surroundings()
            )
            status, answer = _listen(program, longest_answer, PATIENCE if patience is None else patience)
    except OSError as problem:  # no room for a second program, or for the file
        raise Unreadable(Reason.PDF_TOO_LARGE) from problem
    if status == CANNOT:
        raise Unreadable(_read_reason(answer))
    if status != 0 or len(answer) > longest_answer:
        raise Unreadable(Reason.PDF_TOO_LARGE)
    return answer


def _surroundings() -> dict[str, str]:
    """Where Python is; nothing of what else this program was told."""
    return {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ
    }


def _listen(program: "subprocess.Popen[bytes]", longest: int, patience: float) -> tuple[int, bytes]:
    clock = threading.Timer(patience, program.kill)
    clock.start()
    try:
        assert program.stdout is not None
        with program.stdout as line:
            answer = line.read(longest + 1)
        return program.wait(), answer
    finally:
        clock.cancel()
        program.kill()
        program.wait()


def _read_reason(told: bytes) -> Reason:
    try:
        return Reason(told[:LONGEST_REASON].decode("ascii"))
    except ValueError:
        return Reason.PDF_DAMAGED


def confine(reckoning: int = RECKONING) -> None:
    """Called by such a program before it reads the file: from here on it can do no harm."""
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, reckoning)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    os.nice(5)


def _limit(what: int, most: int) -> None:
    """Where the system allows even less, that stays."""
    allowed = resource.getrlimit(what)[1]
    most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (most, most))


def refuse(reason: Reason) -> None:
    """Say why nothing comes, and end."""
    sys.stdout.buffer.write(reason.value.encode())
    sys.stdout.buffer.flush()
    os._exit(CANNOT)
