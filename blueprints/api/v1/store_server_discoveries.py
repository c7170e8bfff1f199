"""`PUT /store-server/discoveries`: what the box found in its shop (PROTOCOL §8)."""

from collections.abc import Iterator

import msgspec
from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.v1.messages.discoveries import FoundThing, RawDiscoveries
from domain.discoveries import Found, read_found
from services.store_servers.discovery_reports import record_discoveries

endpoint = Blueprint("store_server_discoveries", __name__)


@endpoint.put("/store-server/discoveries")
def put_discoveries() -> Response:
    """204; peripherals that have another address now are followed. What nobody understands is passed over."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    found = list(_understood(read_body(RawDiscoveries).found))
    with office().writing() as session:
        server = calling_store_server(session, now)
        record_discoveries(session, server, found, now)
    return no_content()


def _understood(things: list[msgspec.Raw]) -> Iterator[Found]:
    for raw in things:
        try:
            thing = msgspec.json.decode(raw, type=FoundThing)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        found = read_found(
            thing.key,
            thing.kind_guess,
            thing.connection,
            make=thing.make,
            model=thing.model,
            serial=thing.serial,
            mac=thing.mac,
        )
        if found is not None:
            yield found
