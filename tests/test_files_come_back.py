"""What the office writes into a file it reads from it again, letter for letter, as CSV and as Excel."""

import csv
import io
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.spreadsheets import csv_line, xlsx_file
from domain.employees import TillDeed
from domain.prices import write_price
from domain.refusal import Refusal
from domain.table_cells import join_several, split_several
from domain.table_file import read_table, words_of_columns
from domain.text import optional_text
from models import Employee, Product
from models.scope import enter_account
from services.catalogue.product_import import import_products, plan_import
from services.catalogue.products import ProductFields, create_product, remove_product
from services.catalogue.spreadsheet_files import as_csv
from services.employees.employee_import import plan_staff_import
from services.employees.employees import EmployeeFields, add_employee
from tests.make import Make, now

#: what spreadsheets run, what files are cut by, letters from right to left, and what is drawn in two halves
ODD = "=+-@'\"|\\,;:%0aŻ€ש\u202eا🍲👩‍🍳\u200f\ufeff\t\n_x"
LETTERS = st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
FORMATS = ("csv", "xlsx")


def names(longest: int) -> st.SearchStrategy[str]:
    """Names as they are kept: what a person may type, tidied up."""
    texts = st.text(LETTERS, min_size=1, max_size=longest).map(lambda text: optional_text(text, "name", 999))
    return texts.map(lambda text: text.replace("\n", " ").strip()[:longest].strip()).filter(bool)


PATIENT = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@settings(deadline=None)
@given(st.lists(st.text(LETTERS, max_size=12).map(str.strip), min_size=1, max_size=4))
@example(["=1", "'=1", "''=1", "-5"])
@example(["+48", "@home", "'-5x", "-5x"])
def test_every_cell_comes_back(cells: list[str]) -> None:
    columns = words_of_columns({f"column {at}": f"column {at}" for at in range(len(cells))} | {"end": "end"})
    header, row = [*columns], [*cells, "end"]
    kept = [optional_text(cell, "cell", 99) for cell in row]
    book = xlsx_file([header, kept], "cells").get_data()
    for file in (csv_line(header) + csv_line(kept)).encode(), as_csv(book):
        [(_number, read)] = read_table(file, columns, ()).rows
        assert read == kept


@settings(deadline=None)
@given(st.lists(names(12), max_size=5))
def test_several_names_in_one_cell_come_back(several: list[str]) -> None:
    assert split_several(join_several(several)) == several


barcodes = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), min_size=1, max_size=9
)
products = st.fixed_dictionaries(
    {
        "name": names(20),
        "category": names(12) | st.just(""),
        "sku": names(12) | st.just(""),
        "price": st.integers(0, 10**11),
        "barcodes": st.lists(barcodes, max_size=3),
        "made_to_order": st.booleans(),
        "at_store": st.none() | st.integers(0, 10**11),
    }
)


@PATIENT
@given(st.lists(products, min_size=1, max_size=6))
def test_the_catalogue_comes_back(
    client: FlaskClient, make: Make, session: Session, goods: list[dict[str, Any]]
) -> None:
    owner = open_shop(client, make)
    enter_account(session, owner.account_id)
    stores = make.session.info["odd stores"]
    for good in goods:
        sell(session, good, stores)
    session.commit()
    files = {name: client.get(f"/catalogue/products.{name}").get_data() for name in FORMATS}
    enter_account(session, owner.account_id)
    for file in files.values():
        plan = plan_import(session, file, "en")
        assert [bad.code for bad in plan.bad] == []
        assert (plan.new, plan.changed) == (0, 0)
    take_away(session)
    plan = import_products(session, files["csv"], "en", now())
    twice = len(plan.lines) < len(table(files["csv"])) - 1
    assert [bad.code for bad in plan.bad] == ["product_twice"] * len(plan.bad)
    session.commit()
    if not twice:
        assert table(client.get("/catalogue/products.csv").get_data()) == table(files["csv"])
    enter_account(session, owner.account_id)
    take_away(session)
    session.commit()


people = st.fixed_dictionaries(
    {
        "name": names(20),
        "login_id": st.text(st.sampled_from("-._0a7Ż"), min_size=1, max_size=6),
        "role": st.sampled_from(["cashier", "manager", "owner"]),
        "language": st.sampled_from(["en", "fr", "pl", "ru"]),
        "stores": st.lists(st.integers(0, 7), min_size=1, unique=True),
        "permissions": st.none() | st.lists(st.sampled_from(list(TillDeed)), min_size=1, unique=True),
    }
)


@PATIENT
@given(st.lists(people, min_size=1, max_size=5, unique_by=lambda one: str(one["login_id"]).casefold()))
def test_the_staff_comes_back(
    client: FlaskClient, make: Make, session: Session, staff: list[dict[str, Any]]
) -> None:
    owner = open_shop(client, make)
    enter_account(session, owner.account_id)
    stores = make.session.info["odd stores"]
    for person in staff:
        chosen = [stores[at].public_id for at in person["stores"]]
        try:
            add_employee(session, EmployeeFields(**(person | {"stores": chosen})), None, now())
        except Refusal:  # not every permission goes with every role
            continue
    session.commit()
    files = {name: client.get(f"/employees/employees.{name}").get_data() for name in FORMATS}
    enter_account(session, owner.account_id)
    for file in files.values():
        plan = plan_staff_import(session, file, owner.account)
        assert [bad.code for bad in plan.bad] == []
        assert (plan.new, plan.changed, len(plan.lines)) == (
            0,
            0,
            len(session.scalars(select(Employee)).all()),
        )
    for employee in session.scalars(select(Employee)).all():
        session.delete(employee)
    session.commit()


def open_shop(client: FlaskClient, make: Make) -> Any:
    """A signed-in owner with stores whose names are as odd as names can be; made once."""
    owner = make.first_owner()
    if "odd stores" not in make.session.info:
        odd = ("Kraków", "Krakow", "Krakow", "A" + ";" * 40, "a|b\\", "=1+1", '"שלום", 🍲', "- | -")
        make.session.info["odd stores"] = [make.store(name) for name in odd]
        make.sign_in(client, owner)
    return owner


def sell(session: Session, good: dict[str, Any], stores: list[Any]) -> None:
    prices = {} if good["at_store"] is None else {stores[2].public_id: write_price(good["at_store"], "PLN")}
    fields = good | {"price": write_price(good["price"], "PLN"), "barcodes": " ".join(good["barcodes"])}
    del fields["at_store"]
    try:
        with session.begin_nested():
            create_product(session, ProductFields(**fields, store_prices=prices), now())
    except Refusal:  # a barcode that somebody else has, or that is none
        session.expire_all()


def take_away(session: Session) -> None:
    for product in session.scalars(select(Product).where(Product.deleted_at.is_(None))).all():
        remove_product(session, product, now())
    session.flush()


def table(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
