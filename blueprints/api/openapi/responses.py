"""The answers of a route as the document shows them: successes with their headers, problems by status."""

from collections import defaultdict
from typing import Any

from blueprints.api.openapi.operation import Answer, Operation, Schema
from blueprints.api.openapi.schemas import reference
from blueprints.api.problems import PROBLEMS
from blueprints.wire_examples import Exchange

PROBLEM_JSON = "application/problem+json"


def responses_of(operation: Operation, examples: list[Exchange]) -> dict[str, Schema]:
    """All answers by status, as text; examples stand where they belong."""
    found = {str(answer.status): _success(answer) for answer in operation.answers}
    for status, codes in sorted(_by_status(operation.codes).items()):
        found[str(status)] = _problem(status, codes)
    for example in examples:
        _add_example(found[str(example.status)], example)
    return dict(sorted(found.items()))


def _success(answer: Answer) -> Schema:
    response: Schema = {"description": answer.meaning, "headers": _headers(*answer.headers)}
    if answer.message is not None:
        response["content"] = {answer.media_type: {"schema": reference(answer.message)}}
    return response


def _problem(status: int, codes: list[str]) -> Schema:
    """Problems of one status: which codes it may carry, with their English titles."""
    lines = [f"`{code}`: {PROBLEMS[code][1]}" for code in codes]
    narrowed = {"properties": {"code": {"enum": codes}, "status": {"const": status}}}
    headers = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}.get(status, [])
    return {
        "description": "  \n".join(lines),
        "headers": _headers(*headers),
        "content": {
            PROBLEM_JSON: {"schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}}
        },
    }


def _by_status(codes: tuple[str, ...]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        found[PROBLEMS[code][0]].append(code)
    return found


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def _add_example(response: Schema, example: Exchange) -> None:
    if example.answer is None:
        return
    for content in response["content"].values():
        content.setdefault("examples", {})[example.name] = {"value": example.answer}
