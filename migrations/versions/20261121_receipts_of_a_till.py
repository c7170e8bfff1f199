"""Receipts of a till."""

from alembic import op

revision = "c7d2e9a41b58"
down_revision = "b1f0c6d5a7e2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: the receipts of one till are found, in their order, without those of the others."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_receipt_device_id")
        batch_op.create_index(
            "ix_receipt_account_device", ["account_id", "device_id", "closed_at"], unique=False
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_receipt_account_device")
        batch_op.create_index("ix_receipt_device_id", ["device_id"], unique=False)
