"""A network that breaks on request, between the till and the real one."""

import time
from collections.abc import Callable

import httpx


class BreakableTransport(httpx.BaseTransport):
    """Passes everything through to `inner`, except what a test or a bad day breaks."""

    def __init__(self, inner: httpx.BaseTransport, sleep: Callable[[float], None] = time.sleep) -> None:
        self._inner = inner
        self._sleep = sleep
        self.is_offline = False
        self._lost_answers = 0
        self._cut_requests = 0
        self._cut_answer_after: int | None = None
        self._delay = 0.0

    def lose_next_answer(self, times: int = 1) -> None:
        """The office gets the next request and acts on it, but its answer never arrives."""
        self._lost_answers += times

    def cut_next_request(self, times: int = 1) -> None:
        """The next request never reaches the office."""
        self._cut_requests += times

    def cut_next_answer(self, after_bytes: int) -> None:
        """The next answer breaks off after so many bytes of its body."""
        self._cut_answer_after = after_bytes

    def delay_next_answer(self, seconds: float) -> None:
        """The next answer comes late; later than the till's time-out means lost."""
        self._delay = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request through whatever is broken."""
        if self.is_offline:
            raise httpx.ConnectError("the cable is out", request=request)
        if self._cut_requests:
            self._cut_requests -= 1
            raise httpx.ConnectError("cut before it left", request=request)
        response = self._inner.handle_request(request)
        return self._answer(request, response)

    def _answer(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        self._wait(request, response)
        if self._lost_answers:
            self._lost_answers -= 1
            # Read to the end first: the office has processed the request, only we never learn it.
            response.read()
            raise httpx.ReadTimeout("the answer was lost", request=request)
        after, self._cut_answer_after = self._cut_answer_after, None
        if after is not None and after < len(response.read()):
            raise httpx.ReadError(f"the answer broke off after {after} bytes", request=request)
        return response

    def _wait(self, request: httpx.Request, response: httpx.Response) -> None:
        delay, self._delay = self._delay, 0.0
        if not delay:
            return
        patience = float(request.extensions.get("timeout", {}).get("read") or delay)
        self._sleep(min(delay, patience))
        if delay > patience:
            response.read()
            raise httpx.ReadTimeout("the answer came too late", request=request)

    def close(self) -> None:
        """Close the real network."""
        self._inner.close()
