"""The schemas of all messages, from their types; where a type says less than the contract, the contract's word."""

from typing import Any

import msgspec

from blueprints import journal_messages
from blueprints.api.openapi.operation import Operation, Schema
from blueprints.api.problems import PROBLEMS
from blueprints.api.v1.messages import print_documents, published
from blueprints.api.v1.messages.problem import Problem

REFERENCE = "#/components/schemas/{name}"
PUBLISHED = (
    published.Configuration,
    published.PublishedEmployee,
    published.PublishedCategory,
    published.PublishedUnit,
    published.PublishedTax,
    published.PublishedProduct,
)
BODIES = (
    journal_messages.ReceiptBody,
    journal_messages.ShiftOpenBody,
    journal_messages.CashMovementBody,
    journal_messages.ShiftCloseBody,
    journal_messages.DayReportBody,
)
ALSO = (*PUBLISHED, *BODIES, print_documents.PrintDocument, Problem)
#: fields whose type is open in the code, because a wrong one is kept and not refused
NARROWED: dict[tuple[str, str], tuple[type, ...]] = {
    ("Change", "data"): PUBLISHED,
    ("UploadEntry", "body"): BODIES,
    ("PrintJobRequest", "document"): (print_documents.PrintDocument,),
}


def message_schemas(operations: dict[str, Operation]) -> dict[str, Schema]:
    """Every message of these routes and what it is made of, by name."""
    types = {type_ for operation in operations.values() for type_ in _types_of(operation)} | set(ALSO)
    ordered = sorted(types, key=lambda type_: type_.__name__)
    _, components = msgspec.json.schema_components(ordered, ref_template=REFERENCE)
    schemas = dict(sorted(components.items()))
    for (name, field), narrower in NARROWED.items():
        schemas[name]["properties"][field] = _one_of(narrower)
    schemas["Problem"]["properties"]["code"]["enum"] = sorted(PROBLEMS)
    return schemas


def reference(message: type | Schema) -> Schema:
    """A message as a part of the document refers to it."""
    if isinstance(message, dict):
        return message
    return {"$ref": REFERENCE.format(name=message.__name__)}


def _one_of(types: tuple[type, ...]) -> Schema:
    schemas: list[Any] = [reference(type_) for type_ in types]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _types_of(operation: Operation) -> list[type]:
    found = [answer.message for answer in operation.answers if isinstance(answer.message, type)]
    return found if operation.body is None else [*found, operation.body]
