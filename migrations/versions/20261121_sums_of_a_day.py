"""Sums of a day."""

from alembic import op

revision = "b1f0c6d5a7e2"
down_revision = "6a182a6e62c8"
branch_labels = None
depends_on = None

INDEX = "ix_receipt_account_closed"


def upgrade() -> None:
    """Go forward: a day's receipts are added up from the index alone."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(INDEX)
        batch_op.create_index(INDEX, ["account_id", "closed_at", "currency", "kind", "total"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(INDEX)
        batch_op.create_index(INDEX, ["account_id", "closed_at"], unique=False)
