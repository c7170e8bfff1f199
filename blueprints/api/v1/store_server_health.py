"""`PUT /store-server/health`: how the box and its peripherals are (PROTOCOL §8)."""

import msgspec
from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.till_times import utc
from blueprints.api.v1.messages.store_server import Health, ListensAt, PeripheralHealth
from domain.lan_urls import lan_urls
from services.store_servers.store_server_health import PeripheralReport, record_health

endpoint = Blueprint("store_server_health", __name__)


@endpoint.put("/store-server/health")
def put_health() -> Response:
    """204; kept as the last word on the box until the next report."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    message = read_body(Health)
    reports = [_report(peripheral) for peripheral in message.peripherals]
    with office().writing() as session:
        server = calling_store_server(session, now)
        health, urls = msgspec.to_builtins(message), _urls(message.lan)
        record_health(
            session, server, health, reports, now, urls=urls, certificate_sha256=_certificate(message.lan)
        )
    return no_content()


def _urls(lan: ListensAt | None) -> list[str]:
    return lan_urls(lan.addresses, lan.port, tls=lan.tls) if lan else []


def _certificate(lan: ListensAt | None) -> str | None:
    """Nobody asks for one where nothing is encrypted."""
    return lan.certificate_sha256 if lan and lan.tls else None


def _report(health: PeripheralHealth) -> PeripheralReport:
    return PeripheralReport(
        public_id=health.id,
        state=health.state,
        since=utc(health.since, "peripherals.since"),
        last_success_at=utc(health.last_success_at, "peripherals.last_success_at"),
        confirm=health.confirm,
        reason=health.reason,
        contact=health.contact,
    )
