"""A person who signs in to the back office."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Base, Identified
from models.scope import AccountOwned


class User(Identified, AccountOwned, Base):
    """Signs in by e-mail, which is unique on the whole server (kept in lower case)."""

    __tablename__ = "user_account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5))
    #: changes with the password, so that other browsers are signed out
    session_key: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The signed-in session's key; changes with the password."""
        return f"{self.public_id}:{self.session_key}"


class FailedTry(Base):
    """A wrong password or code, counted per address and in all; old ones are swept away."""

    __tablename__ = "failed_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(254), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class LoginTicket(AccountOwned, Base):
    """An owner's login on a till: serves one activation by one installation (PROTOCOL §1)."""

    __tablename__ = "login_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    ticket_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    install_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    generation_id: Mapped[int | None] = mapped_column(ForeignKey("generation.id"))

    user: Mapped[User] = relationship()
