"""Opening checks."""

import sqlalchemy as sa
from alembic import op

revision = "481ff4d6b877"
down_revision = "3f7a90b2d5e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "check_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("webhook_url", sa.String(length=500), nullable=True),
        sa.Column("webhook_salt", sa.String(length=32), nullable=False),
        sa.Column("only_faults", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_check_notice_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_notice")),
        sa.UniqueConstraint("account_id", name=op.f("uq_check_notice_account_id")),
    )
    with op.batch_alter_table("check_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_notice_account_id"), ["account_id"], unique=False)

    op.create_table(
        "opening_check",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.Column("cares", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("first", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("looked_at", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_opening_check_account_id_account")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_opening_check_store_id_store")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opening_check_public_id")),
        sa.UniqueConstraint("store_id", "due_at", name=op.f("uq_opening_check_store_id_due_at")),
    )
    with op.batch_alter_table("opening_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_check_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_opening_check_history", ["account_id", "made_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opening_check_store_id"), ["store_id"], unique=False)

    op.create_table(
        "check_delivery",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_check_delivery_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["opening_check.id"],
            name=op.f("fk_check_delivery_check_id_opening_check"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_delivery_public_id")),
    )
    with op.batch_alter_table("check_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_delivery_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_delivery_check_id"), ["check_id"], unique=False)
        batch_op.create_index("ix_check_delivery_next", ["status", "next_try_at"], unique=False)

    op.create_table(
        "check_plan",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("last_due_at", sa.DateTime(), nullable=True),
        sa.Column("last_check_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_check_plan_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["last_check_id"],
            ["opening_check.id"],
            name=op.f("fk_check_plan_last_check_id_opening_check"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_check_plan_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_check_plan")),
    )
    with op.batch_alter_table("check_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_plan_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("check_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_plan_account_id"))

    op.drop_table("check_plan")
    with op.batch_alter_table("check_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_check_delivery_next")
        batch_op.drop_index(batch_op.f("ix_check_delivery_check_id"))
        batch_op.drop_index(batch_op.f("ix_check_delivery_account_id"))

    op.drop_table("check_delivery")
    with op.batch_alter_table("opening_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opening_check_store_id"))
        batch_op.drop_index("ix_opening_check_history")
        batch_op.drop_index(batch_op.f("ix_opening_check_account_id"))

    op.drop_table("opening_check")
    with op.batch_alter_table("check_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_notice_account_id"))

    op.drop_table("check_notice")
