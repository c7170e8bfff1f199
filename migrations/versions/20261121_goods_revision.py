"""Goods revision."""

import sqlalchemy as sa
from alembic import op

revision = "2d9f61c3b7a4"
down_revision = "e4b82a07d9f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: publications of goods are counted from here on."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goods_revision", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("goods_revision")
