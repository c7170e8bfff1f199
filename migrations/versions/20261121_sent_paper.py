"""Sent paper."""

import sqlalchemy as sa
from alembic import op

revision = "7d02e6b8f4a9"
down_revision = "c4a90d5e71b3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what left a store server for a printer is kept for a while."""
    op.create_table(
        "sent_paper",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("medium", sa.String(length=10), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sent_paper_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["print_job.id"], name=op.f("fk_sent_paper_job_id_print_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_sent_paper")),
    )
    with op.batch_alter_table("sent_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_paper_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sent_paper_kept_at"), ["kept_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_table("sent_paper")
