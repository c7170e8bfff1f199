"""The line to the office: requests with retries, proof that it is the office, its clock."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from cli.simulated_till.backoff import Lane
from cli.simulated_till.problems import MustWait, NotTheOffice, OfficeUnreachable, Refused
from cli.simulated_till.times import Clock, read_time

MOST_TRIES = 8
#: a gateway in between that cannot reach the office; the office itself never answers so
GATEWAY_TROUBLE = (502, 504)


@dataclass(frozen=True)
class Answer:
    """What the office said; `body` is None for 204 and 304, `raw` the exact bytes."""

    status: int
    headers: httpx.Headers
    raw: bytes
    body: Any


@dataclass(frozen=True)
class Request:
    """What is asked; a retry sends exactly the same again."""

    method: str
    path: str
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def make_request(
    method: str, path: str, body: Any = None, secret: str | None = None, **headers: str
) -> Request:
    """A request with its JSON body and the till's secret; `If_None_Match="…"` becomes that header."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if secret is not None:
        sent["Authorization"] = f"Bearer {secret}"
    if body is None:
        return Request(method, path, None, sent)
    sent["Content-Type"] = "application/json"
    return Request(method, path, json.dumps(body, ensure_ascii=False).encode(), sent)


class OfficeLine:
    """HTTP to one office, with back-off and a measure of how far the till's clock is off."""

    def __init__(
        self, client: httpx.Client, clock: Clock, patience_s: float, sleep: Callable[[float], None]
    ) -> None:
        self._client = client
        self._clock = clock
        self.patience_s = patience_s
        self.sleep = sleep
        #: the till's clock minus the office's, in milliseconds; None until measured
        self.drift_ms: int | None = None

    def ask(self, request: Request, lane: Lane) -> Answer:
        """Ask until the office answers or patience ends; raises `Refused` at a problem document."""
        closed = lane.still_closed()
        if closed > self.patience_s:
            raise MustWait("waiting", closed)
        if closed:
            self.sleep(closed)
        return self._ask_again_and_again(request, lane)

    def _ask_again_and_again(self, request: Request, lane: Lane) -> Answer:
        waited = 0.0
        for attempt in range(1, MOST_TRIES + 1):
            try:
                answer = self._ask_once(request)
            except (OfficeUnreachable, Refused) as problem:
                wait = self._wait_after(problem, lane)
                waited += wait
                if attempt == MOST_TRIES or waited > self.patience_s:
                    raise self._give_up(problem) from problem
                self.sleep(wait)
            else:
                lane.succeed()
                return answer
        raise AssertionError("unreachable")

    def _wait_after(self, problem: OfficeUnreachable | Refused, lane: Lane) -> float:
        """Seconds until the next try; any other refusal is final and raised as it is."""
        if isinstance(problem, OfficeUnreachable):
            if 400 <= problem.facts.get("status", 0) < 500:  # a proxy's refusal: asking again helps nobody
                raise problem
            return lane.fail()
        if problem.status == 503 or (problem.status, problem.code) == (429, "slow_down"):
            return lane.fail(float(problem.facts["retry_after"]))
        lane.succeed()
        raise problem

    @staticmethod
    def _give_up(problem: OfficeUnreachable | Refused) -> OfficeUnreachable:
        if isinstance(problem, OfficeUnreachable):
            return problem
        return MustWait(problem.code, float(problem.facts["retry_after"]))

    def _ask_once(self, request: Request) -> Answer:
        before = self._clock()
        try:
            response = self._client.request(
                request.method, request.path, content=request.content, headers=request.headers
            )
        except httpx.HTTPError as error:
            raise OfficeUnreachable("network", f"{type(error).__name__} {error}") from error
        answer = read_answer(response)
        self._measure_clock(before, self._clock(), answer)
        return answer

    def _measure_clock(self, before: datetime, after: datetime, answer: Answer) -> None:
        middle = before + (after - before) / 2
        office = office_time(answer)
        if office is not None:
            self.drift_ms = round((middle - office).total_seconds() * 1000)


def office_time(answer: Answer) -> datetime | None:
    """The office's clock: `server_time` to the millisecond, else `Date` at mid-second."""
    if isinstance(answer.body, dict) and isinstance(answer.body.get("server_time"), str):
        return read_time(answer.body["server_time"])
    if "Date" not in answer.headers:
        return None
    date = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
    return date.replace(microsecond=500_000)


def read_answer(response: httpx.Response) -> Answer:
    """Accept what can only come from the office, raise its refusals, and see through everything else."""
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    status = response.status_code
    if kind == "application/problem+json":
        raise _refusal(response)
    if status in (204, 304):
        if "X-Request-Id" not in response.headers:
            raise NotTheOffice("not_the_office", f"{status} without X-Request-Id")
        return Answer(status, response.headers, b"", None)
    if status == 206 and kind == "application/octet-stream":
        return Answer(status, response.headers, response.content, None)
    if status in (200, 201) and kind == "application/json":
        return Answer(status, response.headers, response.content, _parse(response))
    if status in GATEWAY_TROUBLE:
        raise OfficeUnreachable("gateway", f"a gateway answered {status}")
    raise NotTheOffice("not_the_office", f"{status} {kind or 'without content type'}", status=status)


def _parse(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError as error:
        raise NotTheOffice("not_the_office", "said JSON, was none") from error


def _refusal(response: httpx.Response) -> Refused:
    document = _parse(response)
    if not isinstance(document, dict) or not isinstance(document.get("code"), str):
        raise NotTheOffice("not_the_office", "a problem without a code")
    facts = {key: value for key, value in document.items() if key not in ("type", "title", "status", "code")}
    if response.status_code in (429, 503):
        facts["retry_after"] = _seconds(response.headers.get("Retry-After", ""))
    return Refused(response.status_code, document["code"], str(document.get("title", "")), **facts)


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 1.0
