"""Minimum versions."""

import sqlalchemy as sa
from alembic import op

revision = "e4b82a07d9f1"
down_revision = "94c7ff32ee61"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: no till is too old until somebody says so."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("app_minimums", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("app_minimums")
