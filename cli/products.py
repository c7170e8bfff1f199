"""`flask products import|list`: the catalogue for scripts."""

from pathlib import Path

import click
from sqlalchemy import func, select

from blueprints.refusals import sentence_for
from cli.edge import answer, as_json, deed, find_account
from domain.refusal import Refusal
from models import Product
from services.catalogue.product_import import import_products


@click.group("products")
def commands() -> None:
    """What the shop sells."""


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", default=None, help="Id or name; needed when there are several.")
@as_json
def import_(file: Path, account: str | None, as_json: bool) -> None:
    """Import a CSV or Excel file with the columns name, category, price, barcode (header also in FR, PL, RU)."""
    with deed() as (session, now):
        found = find_account(session, account)
        plan = import_products(session, file.read_bytes(), found.language, now)
        facts: dict[str, object] = {
            "id": found.public_id,
            "new": plan.new,
            "changed": plan.changed,
            "unchanged": plan.unchanged,
            "encoding": plan.encoding,
            "bad": [{"line": bad.number, "code": bad.code, "column": bad.column} for bad in plan.bad],
        }
        sentences = [
            f"line {bad.number}: {sentence_for(Refusal(bad.code, bad.column, **bad.facts))}"
            for bad in plan.bad
        ]
    counts = f"{plan.new} new, {plan.changed} changed, {plan.unchanged} as before, {len(plan.bad)} not usable"
    answer(facts, "\n".join([counts, *sentences]), json_wanted=as_json)


@commands.command("list")
@click.option("--account", default=None)
def list_(account: str | None) -> None:
    """How many products an account has, and the first of them."""
    with deed() as (session, _now):
        find_account(session, account)
        on_sale = Product.deleted_at.is_(None)
        click.echo(f"{session.scalar(select(func.count()).select_from(Product).where(on_sale))} products")
        for product in session.scalars(select(Product).where(on_sale).order_by(Product.name).limit(50)):
            click.echo(f"{product.public_id}  {product.price:>9}  {product.name}")
