"""Reading a list of employees as shops have it. PINs have no place in a file: they are set one by one."""

from dataclasses import dataclass

from domain.employees import TillDeed, read_login_id
from domain.names import EmployeeRole
from domain.places import LANGUAGES
from domain.refusal import Refusal
from domain.table_cells import split_several
from domain.table_file import BadLine, read_table, words_of_columns
from domain.text import required_name

_COLUMN_WORDS = {
    "name": "name|full name|employee|nom|nom complet|employe|nazwa|imię i nazwisko|pracownik|"
    "имя|фио|сотрудник",
    "login_id": "login_id|login id|id|login|identifiant|identyfikator|логин|идентификатор|табельный номер",
    "role": "role|fonction|rola|stanowisko|роль|должность",
    "stores": "stores|store|magasins|magasin|sklepy|sklep|магазины|торговые точки|торговая точка|магазин",
    "language": "language|langue|język|jezyk|язык",
    "permissions": "permissions|droits|autorisations|uprawnienia|права|разрешения",
    "pin": "pin|code pin|kod pin|пин|пин-код",
}
COLUMNS = words_of_columns(_COLUMN_WORDS)
#: what we call the usual columns ourselves, by language
HEADINGS = {
    "en": {"name": "name", "login_id": "login_id", "role": "role", "stores": "stores"},
    "fr": {"name": "nom", "login_id": "identifiant", "role": "fonction", "stores": "magasins"},
    "pl": {"name": "nazwa", "login_id": "identyfikator", "role": "rola", "stores": "sklepy"},
    "ru": {"name": "имя", "login_id": "логин", "role": "роль", "stores": "магазины"},
}
_ROLE_WORDS = {
    EmployeeRole.CASHIER: "cashier|caissier|caissiere|kasjer|kasjerka|кассир",
    EmployeeRole.MANAGER: "manager|responsable|gerant|kierownik|menedzer|управляющий|менеджер",
    EmployeeRole.OWNER: "owner|proprietaire|wlasciciel|владелец",
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}
#: letters that lose nothing but their accent, so that "Właściciel" is read however it is typed
_PLAIN = str.maketrans("ąćęłńóśźżéèêàç", "acelnoszzeeeac")


@dataclass(frozen=True)
class EmployeeLine:
    """One usable line. None: the file says nothing of it, so it stays; stores are names as typed."""

    number: int
    name: str
    login_id: str
    role: str | None
    language: str | None
    stores: tuple[str, ...] | None
    #: (): as the role
    permissions: tuple[str, ...] | None


@dataclass(frozen=True)
class EmployeeFile:
    """What a file holds."""

    encoding: str
    lines: tuple[EmployeeLine, ...]
    bad: tuple[BadLine, ...]


def read_employee_file(content: bytes, language: str = "en") -> EmployeeFile:
    """Read a whole file. Raises Refusal at `file` as `read_table`, `staff_column_missing`, `pin_column` for PINs in it.

    A line that cannot be used is no refusal: it is listed in `bad`.
    """
    table = read_table(content, COLUMNS, (), language)
    for column in ("name", "login_id"):
        if column not in table.places:
            raise Refusal("staff_column_missing", "file", column=column)
    if "pin" in table.places:
        raise Refusal("pin_column", "file")
    lines: list[EmployeeLine] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, row in table.rows:
        try:
            line = _line(number, row, table.places)
            _claim(line, seen)
            lines.append(line)
        except Refusal as refusal:
            bad.append(BadLine(number, refusal.code, refusal.field, " · ".join(row), refusal.facts))
    return EmployeeFile(table.encoding, tuple(lines), tuple(bad))


def _line(number: int, row: list[str], places: dict[str, int]) -> EmployeeLine:
    def cell(column: str) -> str | None:
        index = places.get(column)
        if index is None:
            return None
        return row[index] if index < len(row) else ""

    return EmployeeLine(
        number=number,
        name=required_name(cell("name") or "", "name", 120),
        login_id=read_login_id(cell("login_id") or ""),
        role=_role(cell("role")),
        language=_language(cell("language")),
        stores=_listed(cell("stores")) or None,
        permissions=_permissions(cell("permissions")),
    )


def _claim(line: EmployeeLine, seen: dict[str, int]) -> None:
    key = line.login_id.casefold()
    if key in seen:
        raise Refusal("login_id_twice", "login_id", line=seen[key])
    seen[key] = line.number


def _role(typed: str | None) -> str | None:
    if not typed:
        return None
    role = _ROLES.get(typed.casefold().translate(_PLAIN))
    if role is None:
        raise Refusal("role_unknown", "role")
    return role


def _language(typed: str | None) -> str | None:
    if not typed:
        return None
    if typed.casefold() not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return typed.casefold()


def _permissions(typed: str | None) -> tuple[str, ...] | None:
    chosen = _listed(typed and typed.casefold())
    if chosen and not set(chosen) <= set(TillDeed):
        raise Refusal("permission_unknown", "permissions")
    return chosen


def _listed(typed: str | None) -> tuple[str, ...] | None:
    if typed is None:
        return None
    return tuple(split_several(typed))
