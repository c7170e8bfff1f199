"""The shop's own network."""

import sqlalchemy as sa
from alembic import op

revision = "5b3e9d71c0f8"
down_revision = "8c15e0d7a936"
branch_labels = None
depends_on = None
NEW = (("account", "lan_origins"), ("store_server", "urls"))


def upgrade() -> None:
    """Go forward: no origin is allowed, and no store server said yet where it listens."""
    for table, column in NEW:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back."""
    for table, column in reversed(NEW):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
