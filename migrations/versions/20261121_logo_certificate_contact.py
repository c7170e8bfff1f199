"""Logo of a store, certificate of a store server, contact of a drawer."""

import sqlalchemy as sa
from alembic import op

revision = "b6d40e8f2c71"
down_revision = "481ff4d6b877"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: no store has a logo, and of certificates and drawers nothing is known yet."""
    op.create_table(
        "store_logo",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("is_printed", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("grey", sa.LargeBinary(), nullable=False),
        sa.Column("narrow", sa.LargeBinary(), nullable=False),
        sa.Column("wide", sa.LargeBinary(), nullable=False),
        sa.Column("narrow_sha256", sa.String(length=64), nullable=False),
        sa.Column("wide_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_store_logo_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_store_logo_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_store_logo")),
    )
    op.create_index(op.f("ix_store_logo_account_id"), "store_logo", ["account_id"], unique=False)
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.add_column(sa.Column("certificate_sha256", sa.String(length=64), nullable=True))
    with op.batch_alter_table("peripheral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sa.String(length=4), nullable=True))
        batch_op.add_column(sa.Column("contact_changed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("open_level", sa.String(length=4), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("peripheral", schema=None) as batch_op:
        for column in ("open_level", "contact_changed_at", "contact"):
            batch_op.drop_column(column)
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.drop_column("certificate_sha256")
    op.drop_table("store_logo")
