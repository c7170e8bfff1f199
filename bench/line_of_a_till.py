"""A till's connection: one question after the other, and nothing that costs much."""

import http.client


class Till:
    """A till with its secret."""

    def __init__(self, port: int, token: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path: str, status: int = 200) -> bytes:
        """What the office answers."""
        return self._ask("GET", path, None, status)

    def post(self, path: str, body: bytes, status: int = 200) -> bytes:
        """What the office answers to a body."""
        return self._ask("POST", path, body, status)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _ask(self, verb: str, path: str, body: bytes | None, status: int) -> bytes:
        self._line.request(verb, path, body, self._headers)
        answer = self._line.getresponse()
        content = answer.read()
        assert answer.status == status, f"{verb} {path}: {answer.status} {content[:300]!r}"
        return content
