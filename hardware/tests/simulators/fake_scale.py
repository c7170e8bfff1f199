"""A scale with something on it, written from the makers' tables and not from our drivers."""

from dataclasses import dataclass

from cable import NetworkEnd, SerialEnd, Thing


@dataclass
class Plate:
    """What lies on the scale and how it behaves; tests change it at any time."""

    grams: int = 485
    #: so many more answers before it comes to rest
    sways: int = 0
    overloaded: bool = False
    #: said before each answer
    noise: bytes = b""
    #: so many answers with a wrong check byte or without an end
    spoilt: int = 0
    mute: bool = False
    wants_checksums: bool = False
    max_grams: int = 15_000

    @property
    def is_over(self) -> bool:
        """Whether it shows dashes."""
        return self.overloaded or self.grams > self.max_grams

    def sway(self) -> bool:
        """Whether it still moves at this question."""
        if not self.sways:
            return False
        self.sways -= 1
        return True


class FakeScale:
    """Answers one of the three protocols on a serial line or over TCP."""

    def __init__(self, protocol: str, plate: Plate | None = None, *, tcp: bool = False) -> None:
        self.plate = plate or Plate()
        self.end: SerialEnd | NetworkEnd = NetworkEnd() if tcp else SerialEnd()
        self.questions = 0
        self._unread = b""
        self._answer = {"toledo_8217": self._toledo, "cas": self._cas, "dialog06": self._dialog}[protocol]
        self._why = "00"
        self._thing = Thing(self.end, self._hear)

    def connection(self, protocol: str) -> dict[str, object]:
        """As the office would tell it."""
        if isinstance(self.end, NetworkEnd):
            return {"type": "network", "host": "127.0.0.1", "port": self.end.port, "protocol": protocol}
        return {"type": "serial", "path": self.end.path, "baud": 9600, "protocol": protocol}

    def close(self) -> None:
        """Unplug it."""
        self._thing.unplug()

    def _hear(self, heard: bytes) -> None:
        self._unread += heard
        if self.plate.mute:
            self._unread = b""
            return
        while self._unread:
            taken, answer = self._answer(self._unread)
            if not taken:
                return
            self._unread = self._unread[taken:]
            self._say(answer)

    def _say(self, answer: bytes) -> None:
        if not answer:
            return
        if self.plate.spoilt and len(answer) > 1:
            self.plate.spoilt -= 1
            answer = answer[:3] + b"?!" + answer[5:-1]
        self.end.say(self.plate.noise + answer)

    def _toledo(self, heard: bytes) -> tuple[int, bytes]:
        if heard[:1] != b"W":
            return 1, b""
        self.questions += 1
        status = 0x60
        if self.plate.sway():
            status |= 0x01
        elif self.plate.is_over:
            status |= 0x02
        elif self.plate.grams < 0:
            status |= 0x04
        else:
            return 1, b"\x02%02d.%03d\r" % divmod(self.plate.grams, 1000)
        return 1, b"\x02?" + bytes([status]) + b"\r"

    def _cas(self, heard: bytes) -> tuple[int, bytes]:
        if heard[:1] == b"\x05":
            return 1, b"\x06"
        if heard[:1] != b"\x11":
            return 1, b""
        self.questions += 1
        state = b"U" if self.plate.sway() else b"S"
        sign = b"F" if self.plate.is_over else b"-" if self.plate.grams < 0 else b" "
        body = state + sign + b"%02d.%03d" % divmod(abs(self.plate.grams), 1000) + b"kg"
        check = 0
        for byte in body:
            check ^= byte
        return 1, b"\x01\x02" + body + bytes([check]) + b"\x03\x04"

    def _dialog(self, heard: bytes) -> tuple[int, bytes]:
        if heard.startswith(b"\x04\x05"):
            self.questions += 1
            return 2, self._result()
        if heard.startswith(b"\x04\x02"):
            if b"\x03" not in heard:
                return 0, b""
            length = heard.index(b"\x03") + 1
            return length, self._take(heard[2:length])
        return (0, b"") if heard in (b"\x04", b"\x04\x02") else (1, b"")

    def _take(self, record: bytes) -> bytes:
        if record.startswith(b"08"):
            return b"\x0209\x1b" + self._why.encode() + b"\x03"
        if self.plate.wants_checksums:
            return b"\x0211\x1b247\x03"
        return b"\x06" if record.startswith(b"01\x1b") else b"\x15"

    def _result(self) -> bytes:
        if self.plate.sway():
            self._why = "20"
        elif self.plate.is_over:
            self._why = "32"
        elif self.plate.grams < 0:
            self._why = "31"
        else:
            self._why = "00"
            return b"\x0202\x1b3\x1b%05d\x1b000001\x1b%06d\x03" % (self.plate.grams, self.plate.grams // 1000)
        return b"\x15"
