"""Many employees get a store at once, or lose one."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Employee
from tests.make import Make
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import check_page, text_of


@pytest.fixture
def names(client: FlaskClient, make: Make) -> dict[str, str]:
    """Zofia and Anna in Kraków, an empty store in Łódź: public ids by name."""
    make.sign_in(client, make.first_owner())
    krakow, lodz = make.store("Kraków"), make.store("Łódź")
    people = [make.employee(krakow, "Zofia", "11"), make.employee(krakow, "Anna", "12")]
    ids = {store.name: store.public_id for store in (krakow, lodz)}
    return ids | {employee.name: employee.public_id for employee in people}


def send(client: FlaskClient, names: dict[str, str], way: str, people: list[str], stores: list[str]) -> str:
    """What comes back: the page, empty after success."""
    fields = {
        "way": way,
        "people": [names.get(name, name) for name in people],
        "stores": [names.get(name, name) for name in stores],
    }
    answer = post(client, "/employees/assign", fields)
    if answer.status_code == 302:
        return ""
    assert answer.status_code == 422
    return text_of(check_page(answer.get_data(as_text=True), "en"))


def stores_of(session: Session) -> dict[str, list[str]]:
    session.expire_all()
    found = {one.name: [store.name for store in one.stores] for one in session.scalars(select(Employee))}
    session.commit()
    return found


@pytest.mark.parametrize(
    ("way", "stores", "then"),
    [
        ("add", ["Łódź"], ["Kraków", "Łódź"]),
        ("add", ["Kraków"], ["Kraków"]),
        ("only", ["Łódź"], ["Łódź"]),
        ("remove", ["Łódź"], ["Kraków"]),
    ],
)
def test_the_chosen_people_get_the_chosen_stores(
    client: FlaskClient, names: dict[str, str], session: Session, way: str, stores: list[str], then: list[str]
) -> None:
    assert send(client, names, way, ["Zofia", "Anna"], stores) == ""
    assert stores_of(session) == {"Zofia": then, "Anna": then}


@pytest.mark.parametrize(
    ("way", "people", "stores", "sentence"),
    [
        ("add", [], ["Łódź"], "Choose at least one employee."),
        ("add", ["nobody"], ["Łódź"], "Choose at least one employee."),
        ("add", ["Zofia"], [], "Choose at least one store."),
        ("add", ["Zofia"], ["nowhere"], "Choose at least one store."),
        ("fire", ["Zofia"], ["Łódź"], "Choose what happens."),
        ("remove", ["Zofia", "Anna"], ["Kraków"], "Zofia would be left without a store."),
    ],
)
def test_what_makes_no_sense_is_told_and_nobody_changes(
    client: FlaskClient,
    names: dict[str, str],
    session: Session,
    way: str,
    people: list[str],
    stores: list[str],
    sentence: str,
) -> None:
    assert sentence in send(client, names, way, people, stores)
    assert stores_of(session) == {"Zofia": ["Kraków"], "Anna": ["Kraków"]}


def test_the_history_names_each(client: FlaskClient, names: dict[str, str]) -> None:
    send(client, names, "add", ["Zofia", "Anna"], ["Łódź"])
    history = text_of(open_page(client, "/history"))
    assert history.count("Stores: Kraków → Kraków, Łódź") == 2
