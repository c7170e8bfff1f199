"""Page codes of store servers."""

import sqlalchemy as sa
from alembic import op

revision = "c4a90d5e71b3"
down_revision = "b6d40e8f2c71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: every store server has a first code for its own page."""
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("page_code_seed", sa.String(length=32), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.drop_column("page_code_seed")
