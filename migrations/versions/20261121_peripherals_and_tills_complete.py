"""Peripherals and tills complete."""

import sqlalchemy as sa
from alembic import op

revision = "6a182a6e62c8"
down_revision = "6fb453feb8af"
branch_labels = None
depends_on = None

#: what a store server drives stands where its store server does
PLACES = """
    UPDATE peripheral SET store_id = (SELECT store_id FROM store_server WHERE id = peripheral.store_server_id)
    WHERE store_server_id IS NOT NULL
"""
LATE_RECEIPTS = """UPDATE receipt SET to_review = true WHERE CAST(flags AS TEXT) LIKE '%"late"%'"""
LATE_TILLS = """
    UPDATE generation SET late_receipts = (
        SELECT count(*) FROM receipt WHERE receipt.generation_id = generation.id AND receipt.to_review
    )
    WHERE id IN (SELECT generation_id FROM receipt WHERE to_review)
"""


def upgrade() -> None:
    """Go forward; what stands already gets its place, and late receipts wait for somebody to look."""
    op.create_table(
        "device_store",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_store_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_device_store_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("device_id", "store_id", name=op.f("pk_device_store")),
    )
    with op.batch_alter_table("device_store", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_store_store_id"), ["store_id"], unique=False)

    op.create_table(
        "discovery",
        sa.Column("store_server_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind_guess", sa.String(length=30), nullable=False),
        sa.Column("connection", sa.JSON(), nullable=False),
        sa.Column("make", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=True),
        sa.Column("mac", sa.String(length=17), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("peripheral_id", sa.Integer(), nullable=True),
        sa.Column("ignored_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_discovery_account_id_account")),
        sa.ForeignKeyConstraint(
            ["peripheral_id"], ["peripheral.id"], name=op.f("fk_discovery_peripheral_id_peripheral")
        ),
        sa.ForeignKeyConstraint(
            ["store_server_id"], ["store_server.id"], name=op.f("fk_discovery_store_server_id_store_server")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_discovery_public_id")),
        sa.UniqueConstraint("store_server_id", "key", name=op.f("uq_discovery_store_server_id_key")),
    )
    with op.batch_alter_table("discovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discovery_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discovery_peripheral_id"), ["peripheral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discovery_store_server_id"), ["store_server_id"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_account", ["account_id", "id"], unique=False)

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_how", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("employee_public_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("employee_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("late_receipts", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("peripheral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("store_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("host_device_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("printer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stand_in_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(length=17), nullable=True))
        batch_op.add_column(sa.Column("serial", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("make", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("model", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("moved_from", sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("as_image", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("keyboard_layout", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("last_fault", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("last_fault_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_peripheral_host_device_id"), ["host_device_id"], unique=False)
        batch_op.create_index("ix_peripheral_mac", ["account_id", "mac"], unique=False)
        batch_op.create_index(batch_op.f("ix_peripheral_printer_id"), ["printer_id"], unique=False)
        batch_op.create_index("ix_peripheral_serial", ["account_id", "serial"], unique=False)
        batch_op.create_index(batch_op.f("ix_peripheral_stand_in_id"), ["stand_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_peripheral_store_id"), ["store_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_peripheral_printer_id_peripheral"), "peripheral", ["printer_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_peripheral_host_device_id_device"), "device", ["host_device_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_peripheral_store_id_store"), "store", ["store_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_peripheral_stand_in_id_peripheral"), "peripheral", ["stand_in_id"], ["id"]
        )

    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("result", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("printed_on_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_print_job_printed_on_id_peripheral"), "peripheral", ["printed_on_id"], ["id"]
        )

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_review", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_by", sa.String(length=120), nullable=True))
        batch_op.create_index(
            "ix_receipt_to_review",
            ["account_id", "received_at"],
            unique=False,
            sqlite_where=sa.text("to_review"),
            postgresql_where=sa.text("to_review"),
        )

    op.execute(PLACES)
    op.execute(LATE_RECEIPTS)
    op.execute(LATE_TILLS)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_receipt_to_review", sqlite_where=sa.text("to_review"), postgresql_where=sa.text("to_review")
        )
        batch_op.drop_column("reviewed_by")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("to_review")

    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_print_job_printed_on_id_peripheral"), type_="foreignkey")
        batch_op.drop_column("printed_on_id")
        batch_op.drop_column("result")

    with op.batch_alter_table("peripheral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_peripheral_stand_in_id_peripheral"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_peripheral_store_id_store"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_peripheral_host_device_id_device"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_peripheral_printer_id_peripheral"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_peripheral_store_id"))
        batch_op.drop_index(batch_op.f("ix_peripheral_stand_in_id"))
        batch_op.drop_index("ix_peripheral_serial")
        batch_op.drop_index(batch_op.f("ix_peripheral_printer_id"))
        batch_op.drop_index("ix_peripheral_mac")
        batch_op.drop_index(batch_op.f("ix_peripheral_host_device_id"))
        batch_op.drop_column("last_fault_at")
        batch_op.drop_column("last_fault")
        batch_op.drop_column("keyboard_layout")
        batch_op.drop_column("as_image")
        batch_op.drop_column("moved_at")
        batch_op.drop_column("moved_from")
        batch_op.drop_column("model")
        batch_op.drop_column("make")
        batch_op.drop_column("serial")
        batch_op.drop_column("mac")
        batch_op.drop_column("stand_in_id")
        batch_op.drop_column("printer_id")
        batch_op.drop_column("host_device_id")
        batch_op.drop_column("store_id")

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_column("late_receipts")
        batch_op.drop_column("employee_since")
        batch_op.drop_column("employee_public_id")
        batch_op.drop_column("ended_how")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_account")

    with op.batch_alter_table("discovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discovery_store_server_id"))
        batch_op.drop_index(batch_op.f("ix_discovery_peripheral_id"))
        batch_op.drop_index(batch_op.f("ix_discovery_account_id"))

    op.drop_table("discovery")
    with op.batch_alter_table("device_store", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_store_store_id"))

    op.drop_table("device_store")
