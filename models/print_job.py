"""A semantic document on its way to paper."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.device import Device
from models.peripheral import Peripheral
from models.scope import AccountOwned
from models.store_server import StoreServer


class PrintJob(AccountOwned, Base):
    """`uuid` is made by who wants the paper: the idempotency key. `document` is the JSON text as it came."""

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("account_id", "uuid"),
        Index("ix_print_job_queue", "store_server_id", "status", "id"),
        # all that the journal filters by, so that it never reads past a document that it does not show
        Index(
            "ix_print_job_journal",
            "account_id",
            "created_at",
            "id",
            "status",
            "kind",
            "device_id",
            "peripheral_id",
            "printed_on_id",
            "receipt_number",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(64))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    peripheral_id: Mapped[int] = mapped_column(ForeignKey("peripheral.id"), index=True)
    store_server_id: Mapped[int | None] = mapped_column(ForeignKey("store_server.id"))
    role: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)
    #: SHA-256 of the whole request, to tell "same again" from "another job under the same id"; empty for a job that
    #: a till gave to its store server
    sha256: Mapped[str] = mapped_column(String(64))
    copies: Mapped[int] = mapped_column(default=1)
    #: what a test found out, e.g. `{"weight": "0.485", "unit": "kg", "stable": true}`
    result: Mapped[dict[str, Any] | None]
    #: the stand-in that printed it, where its own printer could not, and why that one could not
    printed_on_id: Mapped[int | None] = mapped_column(ForeignKey("peripheral.id"))
    redirect_reason: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(20), default="queued")
    reason: Mapped[str | None] = mapped_column(String(120))
    requested_by: Mapped[str] = mapped_column(String(120), default="")
    #: whether the till itself wanted it, not a person in the back office
    asked_by_till: Mapped[bool] = mapped_column(default=False)
    #: when the store server took it from the till itself, in the shop's own network
    lan_received_at: Mapped[datetime | None]
    #: of the receipt that it puts on paper, for the search
    receipt_number: Mapped[str | None] = mapped_column(String(40))
    #: the job that this one puts on paper once more
    reprint_of_id: Mapped[int | None] = mapped_column(ForeignKey("print_job.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    #: once the store server said `sending`, the job never returns to the queue by itself
    sending_at: Mapped[datetime | None]

    device: Mapped[Device | None] = relationship()
    peripheral: Mapped[Peripheral] = relationship(foreign_keys=[peripheral_id])
    printed_on: Mapped[Peripheral | None] = relationship(foreign_keys=[printed_on_id])
    store_server: Mapped[StoreServer | None] = relationship()
    reprint_of: Mapped["PrintJob | None"] = relationship(remote_side="PrintJob.id")
