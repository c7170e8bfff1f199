"""The picture at the head of a store's papers."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.scope import AccountOwned


class StoreLogo(AccountOwned, Base):
    """At most one a store; kept in grey, and in black and white for each width of paper."""

    __tablename__ = "store_logo"

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), primary_key=True)
    #: services.stores.logo_pictures.Method
    method: Mapped[str] = mapped_column(String(10))
    #: switched off: kept, but on no paper
    is_printed: Mapped[bool] = mapped_column(default=True)
    uploaded_at: Mapped[datetime]
    #: PNG; what was uploaded, upright, on white, no larger than paper needs
    grey: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: PNG of one bit for rolls of 58 mm and of 80 mm, and their SHA-256
    narrow: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    wide: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    narrow_sha256: Mapped[str] = mapped_column(String(64))
    wide_sha256: Mapped[str] = mapped_column(String(64))
