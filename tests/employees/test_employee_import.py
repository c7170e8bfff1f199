"""A list of employees comes as a file, shows what it will do, and can be taken back."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.spreadsheets import xlsx_file
from domain.pins import make_verifier
from models import Employee, ProductImport
from services.catalogue.spreadsheet_files import as_csv
from tests.make import Make
from tests.pages.browsing import error_at, find_token, open_page
from tests.pages.house_checks import check_page, text_of

FILE = "nazwa;identyfikator;rola;sklepy;uprawnienia\nŁucja;9;kierownik;Kraków;\nZofia B.;11;;;sell|refund\n"
Bring = Callable[..., str]


@pytest.fixture
def bring(client: FlaskClient, make: Make) -> Bring:
    """The owner of two stores with Zofia in both brings a file; the address of its preview."""
    make.sign_in(client, make.first_owner())
    make.employee(make.store("Kraków"))
    make.store("Łódź")

    def bring(content: bytes | str = FILE, name: str = "staff.csv") -> str:
        data = content.encode() if isinstance(content, str) else content
        token = find_token(client, "/employees/import")
        form = {"csrf_token": token, "file": (io.BytesIO(data), name)}
        answer = client.post("/employees/import", data=form)
        return answer.headers.get("Location") or answer.get_data(as_text=True)

    return bring


def press(client: FlaskClient, path: str) -> None:
    """The only button of a page without fields."""
    answer = client.post(path, data={"csrf_token": find_token(client, "/employees")})
    assert answer.status_code == 302, path


def staff(session: Session) -> dict[str, Employee]:
    """Who works here now, by login id."""
    session.expire_all()
    query = select(Employee).where(Employee.deleted_at.is_(None))
    found = {employee.login_id: employee for employee in session.scalars(query)}
    session.commit()
    return found


def test_the_preview_changes_nothing_and_the_button_does_what_it_said(
    client: FlaskClient, session: Session, bring: Bring
) -> None:
    path = bring()
    page = text_of(open_page(client, path))
    assert "Import 2 employees" in page
    assert staff(session).keys() == {"11"}
    press(client, path)
    assert "2 employees imported." in text_of(open_page(client, path))
    found = staff(session)
    lucja, zofia = found["9"], found["11"]
    assert (lucja.name, lucja.role, [one.name for one in lucja.stores]) == ("Łucja", "manager", ["Kraków"])
    assert (zofia.name, zofia.role, zofia.permissions) == ("Zofia B.", "cashier", ["sell", "refund"])
    assert "Employees imported: 1 new, 1 changed" in text_of(open_page(client, "/history"))


@pytest.mark.parametrize(
    ("language", "column", "example"),
    [
        ("en", "login_id", "name,login_id,role,stores"),
        ("fr", "identifiant", "nom;identifiant;fonction;magasins"),
        ("pl", "identyfikator", "nazwa;identyfikator;rola;sklepy"),
        ("ru", "логин", "имя;логин;роль;магазины"),
    ],
)
def test_a_missing_column_is_named_as_the_reader_would_write_it(
    client: FlaskClient, make: Make, session: Session, bring: Bring, language: str, column: str, example: str
) -> None:
    make.first_owner().language = language
    session.commit()
    page = check_page(bring(example.replace(column, "?")), language)
    said = error_at(page, "file") or ""
    assert column in said.partition(example)[0]
    assert example in said
    separator = "," if language == "en" else ";"
    assert "/employees/import/" in bring(f"{example}\n{separator.join(['Łucja', '9', '', 'Kraków'])}\n")


def test_an_import_happens_once(client: FlaskClient, session: Session, bring: Bring) -> None:
    path = bring()
    press(client, path)
    press(client, path)
    assert "This file was already imported." in text_of(open_page(client, path))
    assert len(staff(session)) == 2


def test_an_import_is_taken_back(client: FlaskClient, session: Session, bring: Bring) -> None:
    path = bring()
    press(client, path)
    assert "Take the import back" in text_of(open_page(client, path))
    press(client, f"{path}/undo")
    found = staff(session)
    assert found.keys() == {"11"}
    assert (found["11"].name, found["11"].permissions) == ("Zofia", None)
    assert "This import was taken back." in text_of(open_page(client, path))
    press(client, f"{path}/undo")
    assert "This import cannot be taken back any more." in text_of(open_page(client, "/employees"))


def test_whoever_was_changed_since_is_left_alone(client: FlaskClient, session: Session, bring: Bring) -> None:
    path = bring()
    press(client, path)
    found = staff(session)
    found["9"].pin = make_verifier("4711", b"salt", 1000)
    found["11"].name = "Zofia C."
    session.commit()
    press(client, f"{path}/undo")
    assert {one.name for one in staff(session).values()} == {"Łucja", "Zofia C."}
    assert "Left as they are, because they were changed since: Łucja, Zofia C." in text_of(
        open_page(client, "/employees")
    )


def test_what_the_office_gives_it_takes_again(client: FlaskClient, session: Session, bring: Bring) -> None:
    staff(session)["11"].pin = make_verifier("4711", b"salt", 1000)
    session.commit()
    for name in ("employees.csv", "employees.xlsx"):
        file = client.get(f"/employees/{name}").data
        table = as_csv(file).decode("utf-8-sig")
        assert table.splitlines() == [
            "name,login_id,role,stores,language,permissions",
            "Zofia,11,cashier,Kraków,pl" + ("," if name.endswith("csv") else ""),
        ]
        assert "There is nothing to import." in text_of(open_page(client, bring(file, name)))
    assert staff(session)["11"].pin is not None


def test_a_workbook_is_read_like_a_table(client: FlaskClient, session: Session, bring: Bring) -> None:
    book = xlsx_file([["name", "id"], ["Анна", 7]], "staff").get_data()
    press(client, bring(book, "staff.xlsx"))
    anna = staff(session)["7"]
    assert (anna.name, anna.role, len(anna.stores)) == ("Анна", "cashier", 2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Jan;a b;;;", "Letters, digits, dots, dashes and underscores only, please."),
        (";5;;;", "Please fill in this field."),
        ("Jan;5;cesarz;;", "Choose a role from the list."),
        ("Jan;5;;Berlin;", "There is no store “Berlin”."),
        ("Jan;5;;;fly", "Choose from the list of permissions."),
        ("Jan;9;;;", "Line 2 has this login ID already."),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_left_out(
    client: FlaskClient, session: Session, bring: Bring, line: str, reason: str
) -> None:
    path = bring(FILE + line + "\n")
    page = text_of(open_page(client, path))
    assert reason in page
    assert "Import 2 employees" in page
    press(client, path)
    assert len(staff(session)) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("name;login_id;pin\nJan;5;4711\n", "This file has a column with PINs."),
        ("", "The file is empty."),
        ("login_id\n5\n", "“name” is missing"),
        (b"PK\x03\x04 torn", "This is neither a CSV file nor an Excel workbook"),
    ],
    ids=["pins", "empty", "no names", "torn workbook"],
)
def test_a_hopeless_file_is_told_at_its_field_and_not_kept(
    session: Session, bring: Bring, content: bytes | str, sentence: str
) -> None:
    page = check_page(bring(content), "en")
    assert sentence in (error_at(page, "file") or "")
    assert session.scalars(select(ProductImport)).all() == []


def test_a_file_of_another_account_does_not_exist_here(client: FlaskClient, make: Make, bring: Bring) -> None:
    path = bring()
    make.sign_in(client, make.owner())
    assert client.get(path).status_code == 404
    token = find_token(client, "/employees")
    for deed in (path, f"{path}/undo"):
        assert client.post(deed, data={"csrf_token": token}).status_code == 404
