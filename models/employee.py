"""A person who works at a till with a PIN."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified
from models.scope import AccountOwned
from models.store import Store

employee_store = Table(
    "employee_store",
    Base.metadata,
    Column("employee_id", Integer, ForeignKey("employee.id", ondelete="CASCADE"), primary_key=True),
    Column("store_id", Integer, ForeignKey("store.id", ondelete="CASCADE"), primary_key=True),
)


class Employee(Identified, AccountOwned, Base):
    """`pin` is the verifier tills check offline: `{"algo", "iterations", "salt", "hash"}`, never the PIN."""

    __tablename__ = "employee"
    __table_args__ = (UniqueConstraint("account_id", "login_id"),)

    name: Mapped[str] = mapped_column(String(120))
    login_id: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20))
    pin: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(5))
    #: what this person may do at a till; None: what the role may (domain.employees.PERMISSIONS_AT_TILL)
    permissions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    stores: Mapped[list[Store]] = relationship(
        secondary=employee_store, order_by="Store.name", lazy="selectin"
    )
