"""Print journal."""

import json

import sqlalchemy as sa
from alembic import op

revision = "8c15e0d7a936"
down_revision = "2d9f61c3b7a4"
branch_labels = None
depends_on = None

JOURNAL = (
    "account_id",
    "id",
    "status",
    "kind",
    "device_id",
    "peripheral_id",
    "printed_on_id",
    "created_at",
    "receipt_number",
)
#: so far a till signed with its name, and a person with theirs
ASKED_BY_TILL = """
UPDATE print_job SET asked_by_till = (requested_by = (SELECT name FROM device WHERE device.id = print_job.device_id))
WHERE device_id IS NOT NULL
"""
RECEIPTS = sa.text("SELECT id, document FROM print_job WHERE kind = 'receipt'")
NUMBER = sa.text("UPDATE print_job SET receipt_number = :number WHERE id = :id")


def upgrade() -> None:
    """Go forward: a job knows who asked, which receipt it prints, and why a stand-in printed it."""
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asked_by_till", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("receipt_number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("redirect_reason", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("reprint_of_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_print_job_reprint_of_id_print_job"), "print_job", ["reprint_of_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_print_job_reprint_of_id"), ["reprint_of_id"], unique=False)
    op.execute(ASKED_BY_TILL)
    _number_receipts()
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index("ix_print_job_journal", list(JOURNAL), unique=False)


def _number_receipts() -> None:
    """What the documents themselves say; one without a number stays without."""
    connection = op.get_bind()
    for key, document in connection.execute(RECEIPTS).fetchall():
        receipt = json.loads(document).get("receipt")
        number = receipt.get("number") if isinstance(receipt, dict) else None
        if isinstance(number, str):
            connection.execute(NUMBER, {"number": number[:40], "id": key})


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_index("ix_print_job_journal")
        batch_op.drop_index(batch_op.f("ix_print_job_reprint_of_id"))
        batch_op.drop_constraint(batch_op.f("fk_print_job_reprint_of_id_print_job"), type_="foreignkey")
        batch_op.drop_column("reprint_of_id")
        batch_op.drop_column("redirect_reason")
        batch_op.drop_column("receipt_number")
        batch_op.drop_column("asked_by_till")
