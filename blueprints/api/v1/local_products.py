"""`PUT /local-products`: all goods that exist only on this till (PROTOCOL §4)."""

from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.local_products import LocalProducts
from domain.local_products import LocalGood, check_ids, read_good
from domain.refusal import Refusal
from models.scope import Actor, enter_account
from services.local_products.local_products import report_local_products

endpoint = Blueprint("local_products", __name__)
SAYINGS = {
    "required": "Expected a name that can be read",
    "too_long": "Expected a shorter text",
    "listed_twice": "Expected each `local_id` once",
}


@endpoint.put("/local-products")
def put_local_products() -> Response:
    """The list replaces the one before; the same list again changes nothing."""
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now)
    goods = _read(read_body(LocalProducts))
    with office().writing() as session:
        enter_account(session, till.account_id, Actor("device", till.name))
        report_local_products(session, till.generation_id, goods, now)
    return no_content()


def _read(message: LocalProducts) -> list[LocalGood]:
    """Raises Problem invalid that names the field."""
    try:
        goods = [
            read_good(
                LocalGood(one.local_id, one.name, one.price, tuple(one.barcodes), one.group or ""),
                f"products[{at}]",
            )
            for at, one in enumerate(message.products)
        ]
        check_ids(goods)
    except Refusal as refusal:
        error = {"field": refusal.field, "message": SAYINGS[refusal.code]}
        raise Problem("invalid", errors=[error]) from refusal
    return goods
