"""The people of the back office: signing in, their role, their own profile."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.names import UserRole
from domain.places import LANGUAGES
from domain.refusal import Refusal
from domain.text import required_name
from models import Account, Event, User, new_public_id
from models.scope import Actor, account_of, enter_account
from services.accounts.accounts import free_email
from services.accounts.passwords import hash_password, password_fits
from services.history.events import changes_between, record_event

EVERYWHERE = {"every_account": True}


def tidy_email(typed: str) -> str:
    """An e-mail as it is looked up: lower case, without spaces around it or characters nobody can type."""
    return "".join(letter for letter in typed.strip().lower() if letter.isprintable())


def find_user(session: Session, email: str) -> User | None:
    """The user who signs in by this e-mail, of whichever account."""
    query = select(User).where(User.email == tidy_email(email))
    return session.execute(query, execution_options=EVERYWHERE).scalar_one_or_none()


def find_member(session: Session, public_id: str) -> User | None:
    """A person of the session's own account."""
    return session.scalars(select(User).where(User.public_id == public_id)).first()


def sign_in_user(session: Session, user: User, now: datetime) -> None:
    """Note that a user came in; the session enters the user's account."""
    enter_account(session, user.account_id, Actor("user", user.name, user.id))
    user.last_sign_in_at = now


def add_user(
    session: Session, *, email: str, name: str, role: str, password: str, language: str, now: datetime
) -> User:
    """Give a person the key to the back office of the session's account.

    Raises Refusal at the field: required, too_long, email_invalid, email_taken, password_too_short,
    role_unknown, language_unknown.
    """
    password_hash = hash_password(password)
    user = User(
        name=required_name(name, "name", 120),
        role=_known_role(role),
        language=_known_language(language),
        email=free_email(session, email),
        password_hash=password_hash,
        session_key=new_public_id(),
        created_at=now,
    )
    user.account = session.get_one(Account, account_of(session))
    session.add(user)
    record_event(session, "user.added", user, now, role=user.role)
    return user


def change_role(session: Session, user: User, role: str, now: datetime) -> None:
    """Give a person another role. Raises Refusal `role_unknown` or `last_owner` at `role`."""
    if _known_role(role) == user.role:
        return
    if user.role == UserRole.OWNER:
        _keep_an_owner(session, "role")
    user.role = role
    record_event(session, "user.role_changed", user, now, role=role)


def remove_user(session: Session, user: User, now: datetime) -> None:
    """Take the key back; the history keeps the name. Raises Refusal `last_owner`."""
    if user.role == UserRole.OWNER:
        _keep_an_owner(session, None)
    record_event(session, "user.removed", user, now)
    session.flush()
    session.execute(update(Event).where(Event.user_id == user.id).values(user_id=None))
    session.delete(user)


def edit_profile(
    session: Session, user: User, *, name: str, email: str, language: str, now: datetime
) -> None:
    """Change one's own name, e-mail and language.

    Raises Refusal at the field: required, too_long, email_invalid, email_taken, language_unknown.
    """
    wanted = {
        "name": required_name(name, "name", 120),
        "language": _known_language(language),
        "email": user.email if email.strip().lower() == user.email else free_email(session, email),
    }
    changes = changes_between({field: getattr(user, field) for field in wanted}, wanted)
    for field, value in wanted.items():
        setattr(user, field, value)
    if changes:
        record_event(session, "user.edited", user, now, changes=changes)


def set_password(session: Session, user: User, password_hash: str, now: datetime) -> None:
    """Store a new password; every browser that was signed in with the old one is signed out."""
    user.password_hash = password_hash
    user.session_key = new_public_id()
    record_event(session, "user.password_changed", user, now)


def check_password_change(password_hash: str, present: str, new: str) -> str:
    """The hash of a new password, if the present one is right. Slow: call it outside a transaction.

    Raises Refusal `password_wrong` at `present`, `password_too_short` or `too_long` at `new`.
    """
    if not password_fits(password_hash, present):
        raise Refusal("password_wrong", "present")
    return hash_password(new, "new")


def _keep_an_owner(session: Session, field: str | None) -> None:
    """Locks the account's row, so that two owners cannot leave at once."""
    session.execute(select(Account.id).where(Account.id == account_of(session)).with_for_update())
    owners = session.scalar(select(func.count()).select_from(User).where(User.role == UserRole.OWNER))
    if (owners or 0) <= 1:
        raise Refusal("last_owner", field)


def _known_role(role: str) -> str:
    if role not in set(UserRole):
        raise Refusal("role_unknown", "role")
    return UserRole(role)


def _known_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return language
