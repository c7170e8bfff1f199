"""The route by which a till names its own goods (PROTOCOL §4)."""

from blueprints.api.openapi.operation import Answer, Caller, Operation
from blueprints.api.v1.messages.local_products import LocalProducts

OPERATIONS: dict[str, Operation] = {
    "local_products.put_local_products": Operation(
        "Name all goods that exist only on this till",
        "The till's own goods",
        Caller.TILL,
        (Answer(204, "The back office shows them, and the owner may adopt them"),),
        LocalProducts,
    ),
}
