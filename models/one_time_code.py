"""A one-time code that activates a device or pairs a store server."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.scope import AccountOwned


class OneTimeCode(AccountOwned, Base):
    """Stored as an HMAC; the readable code is derived from `nonce` and the server's secret.

    So the owner's page can show it again while it lives, and a copy of the database alone tells nobody a code.
    """

    __tablename__ = "one_time_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    store_server_id: Mapped[int | None] = mapped_column(ForeignKey("store_server.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    code_hmac: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_install_id: Mapped[str | None] = mapped_column(String(64))
    used_token_sha256: Mapped[str | None] = mapped_column(String(64))
