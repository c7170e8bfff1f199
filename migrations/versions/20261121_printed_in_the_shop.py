"""Printed in the shop."""

import sqlalchemy as sa
from alembic import op

revision = "3f7a90b2d5e1"
down_revision = "5b3e9d71c0f8"
branch_labels = None
depends_on = None

FILTERS = ("status", "kind", "device_id", "peripheral_id", "printed_on_id")
BY_ARRIVAL = ("account_id", "id", *FILTERS, "created_at", "receipt_number")
BY_TIME = ("account_id", "created_at", "id", *FILTERS, "receipt_number")


def upgrade() -> None:
    """Go forward: the journal also tells of what tills printed without the office, and goes by time."""
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lan_received_at", sa.DateTime(), nullable=True))
        batch_op.drop_index("ix_print_job_journal")
        batch_op.create_index("ix_print_job_journal", list(BY_TIME), unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_index("ix_print_job_journal")
        batch_op.create_index("ix_print_job_journal", list(BY_ARRIVAL), unique=False)
        batch_op.drop_column("lan_received_at")
