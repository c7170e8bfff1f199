"""A box in the shop pairs, polls, reads its configuration and says how it is."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange
from blueprints.wire_examples.pull import CONFIGURATION, digest_of, page_of, upsert

PAIRING = {
    "code": world.BOX_CODE,
    "install_id": world.BOX_INSTALL,
    "token_sha256": world.sha256(world.BOX_SECRET),
    "name": "back-room-pi",
    "version": "0.1.0",
    "platform": "linux-aarch64",
}
PLACE = {
    "id": world.STORE,
    "name": "Kraków",
    "timezone": "Europe/Warsaw",
    "language": "pl",
    "currency": "PLN",
}
PAIRED = {"store_server": {"id": world.BOX, "name": "Zaplecze"}, "store": PLACE}
POLL = {
    "server_time": "2025-11-20T09:30:00.000Z",
    "state": "active",
    "poll_after_s": 2,
    "heads": {"configuration": world.REVISION},
    "due": [{"stream": "configuration", "reason": "first"}],
}
BOX_CONFIGURATION = {
    "revision": world.REVISION,
    "store": {**CONFIGURATION["store"], "country": "PL", "currency": "PLN", "logo": []},
    "peripherals": [
        {
            "id": world.PRINTER,
            "name": "Epson",
            "kind": "receipt_printer",
            "connection": {"type": "network", "host": "127.0.0.1", "port": 9100},
            "profile": "default",
            "paper_width": 80,
            "language": None,
            "code_pages": {},
            "as_image": False,
            "keyboard_layout": None,
            "confirm": None,
            "stand_ins": [],
        }
    ],
    "routes": [
        {
            "device_id": world.DEVICE,
            "role": "receipt_printer",
            "peripheral_id": world.PRINTER,
            "options": {},
        }
    ],
    "devices": [
        {"id": world.DEVICE, "name": "Kasa 1", "key_sha256": world.sha256(world.LAN_KEY)},
        {"id": world.OTHER_DEVICE, "name": "Kasa 2", "key_sha256": world.sha256(world.OTHER_LAN_KEY)},
    ],
    "lan": {"origins": []},
    "page_code": {
        "algo": "pbkdf2-sha256",
        "iterations": 20000,
        "salt": world.sha256("salt")[:32],
        "hash": world.sha256("code"),
    },
    "payment_decisions": [],
}
HEALTH = {
    "version": "0.1.0",
    "uptime_s": 3600,
    "clock": "2025-11-20T09:31:00.000Z",
    "disk_free": 12884901888,
    "queue": {"waiting": 0},
    "peripherals": [
        {
            "id": world.PRINTER,
            "state": "online",
            "since": "2025-11-20T08:00:00.000Z",
            "last_success_at": "2025-11-20T09:30:06.000Z",
            "confirm": "status",
        }
    ],
    "config_revision": world.REVISION,
    "lan": {
        "port": 8631,
        "addresses": ["192.168.1.20"],
        "tls": True,
        "certificate_sha256": world.CERTIFICATE,
    },
}
NEAR = {
    "id": world.BOX,
    "name": "Zaplecze",
    "urls": ["https://192.168.1.20:8631/v1"],
    "certificate_sha256": world.CERTIFICATE,
    "key": world.OTHER_LAN_KEY,
}
OTHER_CONFIGURATION = CONFIGURATION | {
    "device": {
        "id": world.OTHER_DEVICE,
        "name": "Kasa 2",
        "page": f"/this-device/{world.OTHER_DEVICE}",
        "generation": 1,
        "number_prefix": "2-1-",
    },
    "usage_mode": dict.fromkeys(CONFIGURATION["usage_mode"]),
    "store_servers": [NEAR],
}
REACHED = [upsert("configuration", OTHER_CONFIGURATION, world.OTHER_DEVICE)]
DISCOVERIES = {
    "found": [
        {
            "key": "network 192.168.1.61:9100",
            "kind_guess": "receipt_printer",
            "connection": {"type": "network", "host": "192.168.1.61", "port": 9100},
            "make": "EPSON",
            "model": "TM-T20III",
            "mac": "a4:d7:3c:11:22:33",
        },
        {
            "key": "serial usb-Datalogic_Magellan-if00",
            "kind_guess": "scale",
            "connection": {
                "type": "serial",
                "path": "/dev/serial/by-id/usb-Datalogic_Magellan-if00",
                "baud": 9600,
            },
            "serial": "S17B00421",
        },
    ]
}
PAYMENTS = {
    "payments": [
        {
            "id": world.PAYMENT,
            "outcome": "unknown",
            "amount": 2350,
            "currency": "PLN",
            "asked_at": "2025-11-20T09:31:12.000Z",
            "peripheral_id": world.TERMINAL,
            "terminal": "Card terminal",
            "device_id": world.DEVICE,
            "receipt_number": "1-1-000042",
            "reason": "line_lost",
        },
        {
            "id": world.OTHER_PAYMENT,
            "outcome": "paid",
            "amount": 1200,
            "currency": "PLN",
            "asked_at": "2025-11-19T18:02:40.000Z",
            "peripheral_id": world.TERMINAL,
            "slip_number": 118,
            "trace": 4711,
            "settled_at": "2025-11-20T09:00:03.000Z",
            "settled_by": "Alicja",
            "settled_in": "office",
        },
    ],
    "forgotten": [],
}
ETAG = {"ETag": f'"{world.REVISION}"'}

EXCHANGES = (
    Exchange("pair", "POST", "/store-servers/pairings", 201, body=PAIRING, answer=PAIRED),
    Exchange(
        "box_poll",
        "GET",
        "/store-server/poll",
        200,
        world.BOX_SECRET,
        answer=POLL,
        answer_headers={"ETag": world.BOX_POLL_ETAG, "Poll-After": "2"},
    ),
    Exchange(
        "box_configuration",
        "GET",
        "/store-server/configuration",
        200,
        world.BOX_SECRET,
        answer=BOX_CONFIGURATION,
        answer_headers=ETAG,
    ),
    Exchange(
        "box_configuration_unchanged",
        "GET",
        "/store-server/configuration",
        304,
        world.BOX_SECRET,
        headers={"If-None-Match": f'"{world.REVISION}"'},
        answer_headers=ETAG,
    ),
    Exchange("health", "PUT", "/store-server/health", 204, world.BOX_SECRET, body=HEALTH),
    Exchange(
        "pull_store_server",
        "GET",
        "/sync/configuration",
        200,
        world.OTHER_TILL_SECRET,
        answer=page_of(
            "configuration", REACHED, world.OTHER_CONFIGURATION_CURSOR, count=1, digest=digest_of(REACHED)
        ),
    ),
    Exchange("discoveries", "PUT", "/store-server/discoveries", 204, world.BOX_SECRET, body=DISCOVERIES),
    Exchange("payments", "POST", "/store-server/payments", 204, world.BOX_SECRET, body=PAYMENTS),
)
