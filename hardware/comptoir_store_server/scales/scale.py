"""One scale of the shop: asks for its weight until it is at rest, or until there is no more time."""

import time

from comptoir_store_server.connections import Connection
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.cas import Cas
from comptoir_store_server.scales.dialog06 import Dialog06
from comptoir_store_server.scales.language import Language, Silence
from comptoir_store_server.scales.line import ScaleLine, open_scale_wire
from comptoir_store_server.scales.reading import NotAScale, Reading
from comptoir_store_server.scales.toledo_8217 import Toledo8217

LANGUAGES: dict[str, Language] = {"toledo_8217": Toledo8217(), "dialog06": Dialog06(), "cas": Cas()}
USUAL = "toledo_8217"
#: Between two questions, in seconds.
BREATH = 0.15


class Scale:
    """Keeps its line open; a broken one is opened again with the next question."""

    def __init__(self, connection: Connection, connect: float = 3.0, answer: float = 1.0) -> None:
        self._connection = connection
        self._language = LANGUAGES.get(connection.protocol, LANGUAGES[USUAL])
        self._connect, self._answer = connect, answer
        self._line: ScaleLine | None = None

    def close(self) -> None:
        """Let go of the line."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def weigh(self, wait_s: float = 0.0) -> Reading:
        """The weight at rest, or the last answer within ``wait_s``; raises Unavailable."""
        until = time.monotonic() + wait_s
        reading = self._ask_patiently()
        while not reading.is_final and time.monotonic() < until:
            time.sleep(BREATH)
            reading = self._ask_patiently()
        return reading

    def _ask_patiently(self) -> Reading:
        """One lost line or one spoilt answer is no verdict; the second is."""
        was_open = self._line is not None
        try:
            return self._ask()
        except Unavailable as problem:
            if not was_open and problem.reason != Reason.NOT_A_SCALE:
                raise
        return self._ask()

    def _ask(self) -> Reading:
        try:
            return self._language.weigh(self._open())
        except Silence as error:
            self.close()
            raise Unavailable(Reason.NO_STATUS) from error
        except NotAScale as error:
            self.close()
            raise Unavailable(Reason.NOT_A_SCALE) from error
        except LineLost as error:
            self.close()
            raise Unavailable(Reason.UNREACHABLE) from error

    def _open(self) -> ScaleLine:
        if self._line is None:
            wire = open_scale_wire(self._connection, self._language.framing, self._connect)
            self._line = ScaleLine(wire, self._language.framing, self._answer)
        return self._line
