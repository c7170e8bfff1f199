"""`GET /app/update`: is there a newer version for this till (PROTOCOL §6)?"""

import re
from datetime import datetime

from flask import Blueprint, Response, request
from msgspec import UNSET
from sqlalchemy import Connection

from blueprints.api.bodies import json_response, no_content
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.app_update import AppUpdate
from domain.app_releases import Offer, find_version
from domain.names import Stream
from models.scope import Actor, enter_account
from services.app_releases.app_downloads import read_signed_file
from services.app_releases.app_states import (
    file_address,
    find_update,
    knows_platform,
    note_platform,
)
from services.delivery.poll import read_orders
from services.tills.tills import CallingTill

endpoint = Blueprint("app_update", __name__)
PLATFORM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@endpoint.get("/app/update")
def get_update() -> Response:
    """200 with the version on offer, or 204: nothing newer for this till."""
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now)
        platform, version = _asked()
        is_known = knows_platform(connection, till, platform, version)
        found = _find(connection, till, platform, version, now)
    if not is_known:
        with office().writing() as session:
            enter_account(session, till.account_id, Actor("device", till.name))
            note_platform(session, till, platform, version)
    return no_content() if found is None else json_response(found)


def _find(
    connection: Connection, till: CallingTill, platform: str, version: str, now: datetime
) -> AppUpdate | None:
    is_ordered = till.has_orders and Stream.APP in read_orders(connection, till.device_id, now)
    offer = find_update(connection, till, platform, version, is_ordered=is_ordered)
    return None if offer is None else _update(connection, till, offer)


def _update(connection: Connection, till: CallingTill, offer: Offer) -> AppUpdate:
    file = read_signed_file(connection, till, offer)
    return AppUpdate(
        version=offer.release.version,
        size=file.size,
        sha256=offer.release.sha256,
        signature=file.signature,
        url=file_address(offer.release.sha256),
        notes=file.notes,
        rolls_back=offer.rolls_back or UNSET,
    )


def _asked() -> tuple[str, str]:
    platform, version = request.args.get("platform", "").lower(), request.args.get("version", "")
    errors = []
    if PLATFORM.fullmatch(platform) is None:
        errors.append({"field": "platform", "message": "A platform such as android-arm64"})
    if find_version(version) is None:
        errors.append({"field": "version", "message": "The version that runs, such as 1.4.0"})
    if errors:
        raise Problem("invalid", errors=errors)
    return platform, version
