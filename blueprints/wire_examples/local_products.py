"""A till names the goods that somebody made on the till itself."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

GOODS = {
    "products": [
        {
            "local_id": world.LOCAL_GOOD,
            "name": "Kompot z rabarbaru",
            "price": 700,
            "barcodes": ["5901234123464"],
            "group": "Napoje",
        },
        {"local_id": world.OTHER_LOCAL_GOOD, "name": "Chleb domowy", "price": 450, "barcodes": []},
    ]
}

EXCHANGES = (Exchange("local_products", "PUT", "/local-products", 204, world.TILL_SECRET, body=GOODS),)
