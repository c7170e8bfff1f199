"""Opening a business account: the account, its owner, and what a catalogue needs on the first day."""

from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from domain.names import UserRole
from domain.places import COUNTRIES, CURRENCIES, LANGUAGES, PIECE, Country
from domain.refusal import Refusal, read_all
from domain.text import optional_text, required_name
from models import Account, Tax, Unit, User, new_public_id
from models.scope import Actor, enter_account
from services.accounts.passwords import hash_password
from services.accounts.tax_numbers import LONGEST, check_tax_number
from services.history.events import changes_between, record_event


@dataclass(frozen=True)
class AccountFields:
    """What the owner may change of the business account."""

    name: str
    tax_id: str = ""
    address: str = ""


def edit_account(session: Session, account: Account, fields: AccountFields, now: datetime) -> None:
    """Change the business account; tills get it with their configuration.

    Raises Refusal required or too_long at `name`, `tax_id` or `address`, and those of `check_tax_number` for a
    number that differs from the one that stands there.
    """
    wanted = {
        "name": required_name(fields.name, "name", 120),
        "tax_id": _tax_number(fields.tax_id, account),
        "address": optional_text(fields.address, "address", 400),
    }
    changes = changes_between({name: getattr(account, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(account, name, value)
    if changes:
        record_event(session, "account.edited", account, now, changes=changes)


def _tax_number(typed: str, account: Account) -> str:
    text = optional_text(typed, "tax_id", LONGEST)
    if text and text != account.tax_id:
        check_tax_number(text, account.country)
    return text


def has_accounts(session: Session) -> bool:
    """Whether anybody signed up on this server yet; if not, the first-run page is open."""
    return session.scalar(select(Account.id).limit(1)) is not None


def open_account(
    session: Session,
    *,
    account_name: str,
    owner_name: str,
    email: str,
    password: str,
    country: str,
    language: str,
    now: datetime,
    currency: str | None = None,
    only_first: bool = False,
) -> User:
    """Create an account with its owner, who signs in; the session enters the new account.

    `only_first` is for the first-run page: of two people at the same moment only one gets the server.
    Raises Refusals, each at its field: required, too_long, email_invalid, email_taken, password_too_short,
    country_unknown, currency_unknown, language_unknown; or `sign_up_closed`.
    """
    if only_first:
        _be_first(session)
    place = _country(country)
    read = read_all(
        lambda: {"password_hash": hash_password(password)},  # slow on purpose: before e-mails are looked up
        lambda: {"name": required_name(account_name, "account_name", 120)},
        lambda: {"owner_name": required_name(owner_name, "owner_name", 120)},
        lambda: {"email": free_email(session, email)},
        lambda: {"currency": _currency(currency or place.currency)},
        lambda: {"language": _language(language)},
    )
    account = Account(
        name=read["name"],
        country=place.code,
        currency=read["currency"],
        language=read["language"],
        created_at=now,
    )
    owner = User(
        email=read["email"],
        name=read["owner_name"],
        password_hash=read["password_hash"],
        role=UserRole.OWNER,
        language=account.language,
        session_key=new_public_id(),
        created_at=now,
    )
    session.add(account)
    session.flush()
    enter_account(session, account.id, Actor("user", owner.name))
    owner.account = account
    session.add(owner)
    _stock_catalogue(session, place, account.language)
    record_event(session, "account.opened", owner, now)
    return owner


def _be_first(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers queue anyway
        session.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))
    if has_accounts(session):
        raise Refusal("sign_up_closed")


def free_email(session: Session, email: str, field: str = "email") -> str:
    """The e-mail in the form it is kept (lower case).

    Raises Refusal `required`, `email_invalid` or `email_taken` at `field`.
    """
    if not email.strip():
        raise Refusal("required", field)
    try:
        address = validate_email(
            email.strip(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError as error:
        raise Refusal("email_invalid", field) from error
    query = select(User.id).where(User.email == address)
    if session.execute(query, execution_options={"every_account": True}).first():
        raise Refusal("email_taken", field)
    return address


def _country(code: str) -> Country:
    if code not in COUNTRIES:
        raise Refusal("country_unknown", "country")
    return COUNTRIES[code]


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise Refusal("currency_unknown", "currency")
    return code


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return code


def _stock_catalogue(session: Session, place: Country, language: str) -> None:
    """The country's tax rates and one unit, so that the first product needs only a name and a price."""
    name, code = PIECE[language]
    session.add(Unit(name=name, code=code))
    session.add_all(
        Tax(name=f"{rate.normalize():f} %", rate=rate, is_default=index == 0)
        for index, rate in enumerate(place.tax_rates)
    )
