"""The till's post: every request in its own name, and what a refusal means for its standing."""

from typing import Any

from cli.simulated_till.activations import STANDING_OF, Activation, get_activation, note_standing
from cli.simulated_till.backoff import Lane
from cli.simulated_till.line import Answer, OfficeLine, make_request
from cli.simulated_till.memory import Memory
from cli.simulated_till.problems import Refused


class Post:
    """Sends in the name of the newest activation; three lanes that fail apart from each other."""

    def __init__(self, line: OfficeLine, memory: Memory, make_lane: "LaneMaker") -> None:
        self.line = line
        self._memory = memory
        self.entrance = make_lane()
        self.streams = make_lane()
        self.journal = make_lane()

    def send_unnamed(self, path: str, body: dict[str, Any]) -> Answer:
        """A request before the till has a name (activation, login). A person waits: no pause carries over."""
        self.entrance.succeed()
        return self.line.ask(make_request("POST", path, body), self.entrance)

    def send(
        self, method: str, path: str, body: Any = None, lane: Lane | None = None, **headers: str
    ) -> Answer:
        """A request in the till's own name."""
        activation = get_activation(self._memory)
        return self.send_as(activation, method, path, body, lane, **headers)

    def fetch(self, path: str, first: int, fingerprint: str) -> bytes:
        """A part of a file, from this byte on; as much as the office hands over at a time."""
        return self.send("GET", path, Range=f"bytes={first}-", If_Range=fingerprint).raw

    def send_as(
        self,
        activation: Activation,
        method: str,
        path: str,
        body: Any = None,
        lane: Lane | None = None,
        **headers: str,
    ) -> Answer:
        """A request in the name of this activation; older ones only deposit."""
        request = make_request(method, path, body, activation.secret, **headers)
        try:
            return self.line.ask(request, lane or self.streams)
        except Refused as refusal:
            self._take_note(activation, refusal)
            raise

    def _take_note(self, activation: Activation, refusal: Refused) -> None:
        standing = STANDING_OF.get(refusal.code)
        if standing is not None and activation.standing != "replaced":
            note_standing(self._memory, activation, standing)


class LaneMaker:
    """Makes lanes that share one source of chance and one stopwatch."""

    def __init__(self, random: Any, monotonic: Any) -> None:
        self._random = random
        self._monotonic = monotonic

    def __call__(self) -> Lane:
        """A fresh lane."""
        return Lane(self._random, self._monotonic)
