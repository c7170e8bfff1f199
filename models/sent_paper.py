"""What left the store server for a printer, byte for byte."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.scope import AccountOwned


class SentPaper(AccountOwned, Base):
    """At most one a print job, the last; forgotten after a while, since the document stays."""

    __tablename__ = "sent_paper"

    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id", ondelete="CASCADE"), primary_key=True)
    #: `roll` for the language of receipt printers, `pdf` for pages
    medium: Mapped[str] = mapped_column(String(10))
    #: how wide the roll is, and code page -> the number by which the printer knows it
    dots: Mapped[int]
    slots: Mapped[dict[str, Any]]
    #: the bytes of one copy, packed by zlib
    packed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(index=True)
