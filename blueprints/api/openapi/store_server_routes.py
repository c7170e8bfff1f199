"""The routes of the store server, and the contract itself (PROTOCOL §8)."""

from blueprints.api.openapi.operation import Answer, Caller, Operation
from blueprints.api.openapi.parts import IF_NONE_MATCH, LOGO_SHA256
from blueprints.api.openapi.till_routes import CODES
from blueprints.api.v1.messages.discoveries import Discoveries
from blueprints.api.v1.messages.payments import PaymentsTold
from blueprints.api.v1.messages.store_server import (
    Health,
    JobResults,
    JobResultsTaken,
    Lease,
    LeaseRequest,
    Paired,
    Pairing,
    StoreServerPoll,
)
from blueprints.api.v1.messages.store_server_configuration import StoreServerConfiguration

STORE_SERVER = "Store server"
CONTRACT = "Contract"
PICTURE = {"type": "string", "format": "binary"}

OPERATIONS: dict[str, Operation] = {
    "pairings.post_pairing": Operation(
        "Pair a box in the shop as its store server",
        STORE_SERVER,
        Caller.NOBODY,
        (
            Answer(201, "The box is the store server now", Paired),
            Answer(200, "The same box said the same again within 15 minutes", Paired),
        ),
        Pairing,
        CODES,
    ),
    "store_server_poll.get_poll": Operation(
        "Ask whether jobs or a new configuration wait",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (
            Answer(200, "What is due", StoreServerPoll, ("ETag", "Poll-After")),
            Answer(304, "Nothing new waits", headers=("ETag", "Poll-After")),
        ),
        parameters=(IF_NONE_MATCH,),
    ),
    "store_server_configuration.get_configuration": Operation(
        "Fetch the configuration of the store server",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (
            Answer(200, "The whole configuration", StoreServerConfiguration, ("ETag",)),
            Answer(304, "It is still the same", headers=("ETag",)),
        ),
        parameters=(IF_NONE_MATCH,),
    ),
    "store_server_logo.get_logo": Operation(
        "Fetch the logo of the store",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (
            Answer(
                200, "A PNG in black and white, as wide as it is printed", PICTURE, ("ETag",), "image/png"
            ),
            Answer(304, "The box has it already", headers=("ETag",)),
        ),
        parameters=(LOGO_SHA256, IF_NONE_MATCH),
    ),
    "store_server_jobs.post_lease": Operation(
        "Take the oldest waiting print jobs",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (Answer(200, "Jobs, each leased for half a minute", Lease),),
        LeaseRequest,
    ),
    "store_server_jobs.post_results": Operation(
        "Report what became of print jobs",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (Answer(200, "Taken; repeating is harmless", JobResultsTaken),),
        JobResults,
    ),
    "store_server_health.put_health": Operation(
        "Report how the box and its peripherals are",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (Answer(204, "The back office shows it"),),
        Health,
    ),
    "store_server_discoveries.put_discoveries": Operation(
        "Name what was found in the shop",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (Answer(204, "The back office offers what is new, and follows what has another address"),),
        Discoveries,
    ),
    "store_server_payments.post_payments": Operation(
        "Tell of card payments that nobody knows of",
        STORE_SERVER,
        Caller.STORE_SERVER,
        (Answer(204, "The back office asks people to look; what they say comes with the configuration"),),
        PaymentsTold,
    ),
    "openapi.get_document": Operation(
        "Read this contract",
        CONTRACT,
        Caller.NOBODY,
        (
            Answer(200, "OpenAPI 3.1", {"type": "object"}, ("ETag",)),
            Answer(304, "It is still the same", headers=("ETag",)),
        ),
        parameters=(IF_NONE_MATCH,),
    ),
}
