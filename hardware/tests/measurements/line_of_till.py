"""A till's line to the store server, kept open as tills keep it, with as little between as can be."""

import json
import socket
import ssl
import time
import uuid
from typing import Any


class LineOfTill:
    """Orders papers one after the other."""

    def __init__(self, port: int, key: str, context: ssl.SSLContext | None) -> None:
        line = socket.create_connection(("127.0.0.1", port), timeout=60)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line = context.wrap_socket(line, server_hostname="localhost") if context else line
        self._head = f"Host: localhost:{port}\r\nAuthorization: Bearer {key}\r\n"

    def order(self, document: dict[str, Any]) -> tuple[float, float]:
        """Order it from the receipt printer; when it was asked and when the yes had come."""
        body = json.dumps({"role": "receipt_printer", "document": document}).encode()
        head = f"PUT /v1/jobs/{uuid.uuid4()} HTTP/1.1\r\n{self._head}Content-Type: application/json\r\n"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        asked = time.perf_counter()
        self._line.sendall(request)
        answer = self._answer()
        assert answer.startswith(b"HTTP/1.1 201"), answer
        return asked, time.perf_counter()

    def _answer(self) -> bytes:
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += self._line.recv(65536)
        head, _, body = heard.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._line.recv(65536)
        return head

    def close(self) -> None:
        """Hang up."""
        self._line.close()
