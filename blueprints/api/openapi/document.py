"""The whole document: every declared route with its path, as the API app itself knows it."""

import re
from collections import defaultdict
from typing import Any

from flask.sansio.app import App
from werkzeug.routing import Rule

from blueprints.api.openapi import (
    app_routes,
    local_products_routes,
    store_server_routes,
    sync_routes,
    till_routes,
)
from blueprints.api.openapi.operation import Caller, Operation, Schema
from blueprints.api.openapi.parts import HEADERS
from blueprints.api.openapi.responses import responses_of
from blueprints.api.openapi.schemas import message_schemas, reference
from blueprints.api.problems import PROBLEMS
from blueprints.wire_examples import EXCHANGES, Exchange

BASE = "/api/v1"
OPERATIONS: dict[str, Operation] = {
    **till_routes.OPERATIONS,
    **sync_routes.OPERATIONS,
    **local_products_routes.OPERATIONS,
    **app_routes.OPERATIONS,
    **store_server_routes.OPERATIONS,
}
DESCRIPTION = (
    "What tills and store servers of any make speak with the back office. Times are RFC 3339 UTC with "
    "milliseconds, money is integer minor units, quantities are decimal strings, ids are opaque. Unknown fields "
    "are ignored; adding fields is not a new version. The page /developers tells the story with examples."
)


def build_document(api: App) -> dict[str, Any]:
    """The contract of this API app. Raises KeyError for a route that is declared and does not exist."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Comptoir sync API", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": BASE}],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in OPERATIONS.values())],
        "paths": _paths(api),
        "components": {
            "schemas": message_schemas(OPERATIONS),
            "headers": HEADERS,
            "securitySchemes": {
                Caller.TILL.value: _scheme("The secret of an activated till"),
                Caller.STORE_SERVER.value: _scheme("The secret of a paired store server"),
            },
        },
        "x-problems": {
            code: {"status": status, "title": title} for code, (status, title) in PROBLEMS.items()
        },
    }


def _paths(api: App) -> dict[str, Schema]:
    rules = {rule.endpoint: rule for rule in api.url_map.iter_rules()}
    examples = _examples_by_endpoint(api)
    paths: dict[str, Schema] = defaultdict(dict)
    for endpoint, operation in OPERATIONS.items():
        rule = rules[endpoint]
        text = api.view_functions[endpoint].__doc__ or ""
        path, method = path_of(rule, operation), method_of(rule)
        paths[path][method] = _operation(endpoint, operation, text, examples[endpoint])
    return dict(paths)


def path_of(rule: Rule, operation: Operation) -> str:
    """The path as the contract writes it; the code may call what stands in it otherwise."""
    names = [parameter.name for parameter in operation.parameters if parameter.where == "path"]
    filled = iter(names)
    return re.sub(r"<[^>]+>", lambda _found: "{" + next(filled) + "}", rule.rule.removeprefix(BASE))


def method_of(rule: Rule) -> str:
    """The one method of a route, in small letters."""
    (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return method.lower()


def _examples_by_endpoint(api: App) -> dict[str, list[Exchange]]:
    adapter = api.url_map.bind("")
    found: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in EXCHANGES:
        path = BASE + exchange.path.partition("?")[0]
        endpoint, _ = adapter.match(path, method=exchange.method)
        found[endpoint].append(exchange)
    return found


def _operation(endpoint: str, operation: Operation, text: str, examples: list[Exchange]) -> Schema:
    shown: Schema = {
        "operationId": endpoint.replace(".", "_"),
        "summary": operation.summary,
        "description": " ".join(text.split()),
        "tags": [operation.tag],
        "security": [] if operation.caller == Caller.NOBODY else [{operation.caller.value: []}],
        "parameters": [parameter.schema_object for parameter in operation.parameters],
        "responses": responses_of(operation, examples),
    }
    if operation.body is not None:
        shown["requestBody"] = _request_body(operation.body, examples)
    return shown


def _request_body(body: type, examples: list[Exchange]) -> Schema:
    content: Schema = {"schema": reference(body)}
    named = {
        example.name: {"value": example.body}
        for example in examples
        if example.body is not None and example.status < 300
    }
    if named:
        content["examples"] = named
    return {"required": True, "content": {"application/json": content}}


def _scheme(description: str) -> Schema:
    return {"type": "http", "scheme": "bearer", "description": description}
