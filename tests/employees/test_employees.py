"""Employees: who works at the tills, in which stores, with which PIN."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.pins import pin_fits
from models import Employee, Event, PublishedObject
from tests.make import Make
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_fragment, check_page, text_of


def zofia(make: Make, **more: object) -> dict[str, object]:
    """What the owner types of Zofia, who works in a new store."""
    store = make.store()
    fields = {
        "name": "Zofia",
        "login_id": "7",
        "role": "cashier",
        "language": "pl",
        "stores": [store.public_id],
    }
    return fields | more


def the_employee(session: Session) -> Employee:
    """The only employee; leaves the database to the others again."""
    employee = session.scalars(select(Employee)).one()
    session.commit()
    return employee


def test_zofia_starts_today_with_a_pin_that_nobody_can_read(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    answer = post(client, "/employees/new", zofia(make, pin="4711"))
    assert answer.headers["Location"] == "/employees"
    employee = session.scalars(select(Employee)).one()
    assert employee.pin is not None
    assert pin_fits("4711", employee.pin)
    assert employee.pin["iterations"] >= 100_000
    assert "4711" not in json.dumps(employee.pin)
    assert [store.name for store in employee.stores] == ["Kraków"]
    page = open_page(client, "/employees")
    assert "PIN set" in text_of(page)
    assert "easy to guess" not in text_of(page)


def test_the_tills_of_her_store_hear_of_her(client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.first_owner())
    post(client, "/employees/new", zofia(make))
    bodies = session.scalars(select(PublishedObject.body).where(PublishedObject.type == "employee")).all()
    assert [json.loads(body or "{}")["name"] for body in bodies] == ["Zofia"]
    employee = the_employee(session)
    post(client, f"/employees/{employee.public_id}/remove", {})
    session.expire_all()
    assert session.scalars(select(PublishedObject.body).where(PublishedObject.type == "employee")).all() == [
        None
    ]


def test_the_form_proposes_the_next_number_and_every_store(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    make.employee(make.store("Kraków"), login_id="11")
    make.store("Łódź")
    page = open_page(client, "/employees/new")
    assert page.find(".//input[@id='login_id']").get("value") == "12"  # type: ignore[union-attr]
    boxes = page.findall(".//input[@name='stores']")
    assert [box.get("checked") is not None for box in boxes] == [True, True]


@pytest.mark.parametrize("pin", ["1234", "0000"])
def test_an_easy_pin_is_kept_with_a_warning(client: FlaskClient, make: Make, pin: str) -> None:
    make.sign_in(client, make.first_owner())
    post(client, "/employees/new", zofia(make, pin=pin))
    assert "This PIN is easy to guess." in text_of(open_page(client, "/employees"))


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "Please fill in this field."),
        ({"login_id": ""}, "login_id", "Please fill in this field."),
        ({"login_id": "ANNA"}, "login_id", "Another employee has this login ID already."),
        ({"login_id": "a b"}, "login_id", "Letters, digits, dots, dashes and underscores only, please."),
        ({"pin": "12"}, "pin", "4 to 8 digits, please."),
        ({"pin": "secret"}, "pin", "4 to 8 digits, please."),
        ({"stores": []}, "stores", "Choose at least one store."),
        ({"stores": ["nosuchstore"]}, "stores", "Choose at least one store."),
        ({"role": "emperor"}, "role", "Choose a role from the list."),
        ({"language": "de"}, "language", "Choose a language from the list."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, make: Make, session: Session, wrong: dict[str, object], field: str, sentence: str
) -> None:
    make.sign_in(client, make.first_owner())
    fields = zofia(make, pin="4711")
    make.employee(make.store("Łódź"), "Anna", "anna")
    answer = post(client, "/employees/new", fields | wrong)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    page = check_page(html, "en")
    assert (error_at(page, field) or text_of(page)).find(sentence) >= 0
    for name in {"name", "login_id"} - {field}:
        assert page.find(f".//input[@id='{name}']").get("value") == fields[name]  # type: ignore[union-attr]
    assert "4711" not in html
    assert len(session.scalars(select(Employee)).all()) == 1


def test_an_empty_pin_field_keeps_the_pin_and_the_switch_removes_it(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    fields = zofia(make, pin="4711")
    post(client, "/employees/new", fields)
    employee = the_employee(session)
    path = f"/employees/{employee.public_id}/edit"
    assert "Leave empty to keep the PIN" in text_of(open_page(client, path))
    post(client, path, fields | {"name": "Zofia K.", "pin": ""})
    session.refresh(employee)
    assert employee.name == "Zofia K."
    assert employee.pin is not None
    assert pin_fits("4711", employee.pin)
    session.commit()
    post(client, path, fields | {"pin": "", "remove_pin": "y"})
    assert session.scalar(select(Employee.pin)) is None
    session.commit()
    assert "No PIN" in text_of(open_page(client, "/employees"))


def test_keeping_ones_own_login_id_is_no_conflict(client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.first_owner())
    fields = zofia(make)
    post(client, "/employees/new", fields)
    employee = the_employee(session)
    path = f"/employees/{employee.public_id}/edit"
    assert post(client, path, fields).status_code == 302
    assert "employee.edited" not in session.scalars(select(Event.verb)).all()


def test_who_left_frees_the_login_id(client: FlaskClient, make: Make, session: Session) -> None:
    make.sign_in(client, make.first_owner())
    fields = zofia(make)
    post(client, "/employees/new", fields)
    employee = the_employee(session)
    open_page(client, f"/employees/{employee.public_id}/remove")
    post(client, f"/employees/{employee.public_id}/remove", {})
    assert client.get(f"/employees/{employee.public_id}/edit").status_code == 404
    assert post(client, "/employees/new", fields).status_code == 302
    verbs = session.scalars(select(Event.verb).where(Event.verb.startswith("employee"))).all()
    assert verbs == ["employee.added", "employee.removed", "employee.added"]


def test_the_list_is_searched_filtered_and_sorted(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.owner(language="pl"))
    owner = make.first_owner()
    make.sign_in(client, owner)
    krakow, lodz = make.store("Kraków"), make.store("Łódź")
    for store, name, login_id in ((krakow, "Łucja", "9"), (krakow, "Lena", "10"), (lodz, "Marek", "2")):
        make.employee(store, name, login_id)

    def names(query: str) -> list[str]:
        html = client.get(f"/employees?{query}", headers={"HX-Target": "list", "HX-Request": "true"})
        return [text_of(row) for row in check_fragment(html.get_data(as_text=True)).findall(".//tbody//th")]

    assert names("") == ["Lena", "Łucja", "Marek"]
    assert names("sort=-name") == ["Marek", "Łucja", "Lena"]
    assert names("sort=login_id") == ["Marek", "Łucja", "Lena"]
    assert names("q=ŁUC") == ["Łucja"]
    assert names("q=10") == ["Lena"]
    assert names(f"store={lodz.public_id}") == ["Marek"]
    assert names("q=nobody") == []
    assert names("page=99") == names("page=x") == names("page=-1") == ["Lena", "Łucja", "Marek"]


def test_an_empty_list_says_what_to_do(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.first_owner())
    assert "No employees yet" in text_of(open_page(client, "/employees"))
    assert "Nobody found" in text_of(open_page(client, "/employees?q=zofia"))


@pytest.mark.parametrize("deed", ["edit", "remove"])
def test_employees_of_another_account_do_not_exist_here(client: FlaskClient, make: Make, deed: str) -> None:
    stranger = make.employee(make.store(owner=make.owner()), "Stranger")
    make.sign_in(client, make.first_owner())
    assert client.get(f"/employees/{stranger.public_id}/{deed}").status_code == 404
    assert "Stranger" not in text_of(open_page(client, "/employees"))


def test_a_store_of_another_account_cannot_be_given(
    client: FlaskClient, make: Make, session: Session
) -> None:
    theirs = make.store("Theirs", owner=make.owner())
    make.sign_in(client, make.first_owner())
    answer = post(client, "/employees/new", zofia(make, stores=[theirs.public_id]))
    assert answer.status_code == 422
    assert session.scalars(select(Employee)).all() == []


def test_a_viewer_only_looks(client: FlaskClient, make: Make) -> None:
    employee = make.employee(make.store())
    make.sign_in(client, make.user("viewer"))
    page = open_page(client, "/employees")
    assert "/employees/new" not in [link.get("href") for link in page.findall(".//a")]
    for path in ("/employees/new", f"/employees/{employee.public_id}/edit"):
        open_page(client, path, status=403)


def test_an_account_without_stores_may_have_employees(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    fields = {"name": "Zofia", "login_id": "1", "role": "manager", "language": "pl"}
    assert post(client, "/employees/new", fields).status_code == 302
    assert session.scalars(select(Employee)).one().stores == []


def served(session: Session) -> list[dict[str, object]]:
    """The employees as tills are served them."""
    bodies = session.scalars(select(PublishedObject.body).where(PublishedObject.type == "employee")).all()
    session.commit()
    return [json.loads(body) for body in bodies if body]


def test_e6_what_zofia_may_do_is_as_her_role_or_chosen_for_her(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())
    fields = zofia(make)
    post(client, "/employees/new", fields)
    assert served(session)[0]["permissions"] == ["sell"]
    path = f"/employees/{the_employee(session).public_id}/edit"
    chosen = {"permitted": "chosen", "permissions": ["refund", "sell"]}
    assert post(client, path, fields | chosen).status_code == 302
    assert served(session)[0]["permissions"] == ["sell", "refund"]
    assert "own permissions" in text_of(open_page(client, "/employees"))
    boxes = open_page(client, path).findall(".//input[@name='permissions']")
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == ["sell", "refund"]
    history = text_of(open_page(client, "/history"))
    assert "Permissions at the till: Sell → Sell, Refund" in history
    post(client, path, fields | {"role": "manager", "permitted": "role", "permissions": ["sell"]})
    assert len(served(session)[0]["permissions"]) == 7  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "Choose at least one permission."),
        (["sell", "fly"], "Choose from the list of permissions."),
    ],
)
def test_permissions_that_are_none_are_told_at_their_field(
    client: FlaskClient, make: Make, session: Session, chosen: list[str], sentence: str
) -> None:
    make.sign_in(client, make.first_owner())
    answer = post(client, "/employees/new", zofia(make, permitted="chosen", permissions=chosen))
    assert answer.status_code == 422
    page = check_page(answer.get_data(as_text=True), "en")
    assert error_at(page, "permissions") == sentence
    assert session.scalars(select(Employee)).all() == []
