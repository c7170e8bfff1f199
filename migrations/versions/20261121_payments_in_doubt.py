"""Payments in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "e2b87c40d95f"
down_revision = "7d02e6b8f4a9"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: no store server has told of a payment that nobody knows of yet."""
    op.create_table(
        "payment_in_doubt",
        sa.Column("store_server_id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=100), nullable=False),
        sa.Column("peripheral_id", sa.Integer(), nullable=True),
        sa.Column("terminal", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("slip_number", sa.Integer(), nullable=True),
        sa.Column("trace", sa.Integer(), nullable=True),
        sa.Column("card", sa.String(length=60), nullable=True),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=False),
        sa.Column("settled_in", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_payment_in_doubt_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_payment_in_doubt_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["peripheral_id"], ["peripheral.id"], name=op.f("fk_payment_in_doubt_peripheral_id_peripheral")
        ),
        sa.ForeignKeyConstraint(
            ["store_server_id"],
            ["store_server.id"],
            name=op.f("fk_payment_in_doubt_store_server_id_store_server"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_in_doubt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_in_doubt_public_id")),
        sa.UniqueConstraint("store_server_id", "uuid", name=op.f("uq_payment_in_doubt_store_server_id_uuid")),
    )
    for column in ("account_id", "device_id", "peripheral_id"):
        op.create_index(op.f(f"ix_payment_in_doubt_{column}"), "payment_in_doubt", [column])
    op.create_index("ix_payment_in_doubt_list", "payment_in_doubt", ["account_id", "standing", "asked_at"])
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payment_decisions", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("store_server", schema=None) as batch_op:
        batch_op.drop_column("payment_decisions")
    op.drop_table("payment_in_doubt")
