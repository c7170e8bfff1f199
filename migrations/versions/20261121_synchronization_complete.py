"""Synchronization complete."""

import sqlalchemy as sa
from alembic import op

from models.base import new_public_id

revision = "94c7ff32ee61"
down_revision = "c7d2e9a41b58"
branch_labels = None
depends_on = None

#: what is published already counts as known to every till, with the price that it has
PRICES = {
    "sqlite": """
        UPDATE published_object SET born_seq = seq, price_seq = seq,
        price = json_extract(body, '$.price'), label = coalesce(substr(json_extract(body, '$.name'), 1, 160), '')
        WHERE body IS NOT NULL
    """,
    "postgresql": """
        UPDATE published_object SET born_seq = seq, price_seq = seq,
        price = CAST(CAST(body AS json) ->> 'price' AS bigint),
        label = coalesce(substr(CAST(body AS json) ->> 'name', 1, 160), '')
        WHERE body IS NOT NULL
    """,
}
DAY_REPORTS = """
    UPDATE generation SET day_report_at = (
        SELECT max(received_at) FROM journal_entry
        WHERE journal_entry.generation_id = generation.id AND journal_entry.kind = 'day_report'
    )
"""


def upgrade() -> None:
    """Go forward; what was published and deposited before keeps its meaning."""
    op.create_table(
        "scheduler_lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduler_lease")),
    )
    op.create_table(
        "app_key",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_app_key_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_key")),
        sa.UniqueConstraint("account_id", "public_key", name=op.f("uq_app_key_account_id_public_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_app_key_public_id")),
    )
    with op.batch_alter_table("app_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_key_account_id"), ["account_id"], unique=False)

    op.create_table(
        "price_list",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_price_list_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_price_list_account_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_price_list_public_id")),
    )
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_list_account_id"), ["account_id"], unique=False)

    op.create_table(
        "app_release",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("stores", sa.JSON(), nullable=False),
        sa.Column("devices", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("status_since", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_app_release_account_id_account")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["app_key.id"], name=op.f("fk_app_release_key_id_app_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_release")),
        sa.UniqueConstraint(
            "account_id",
            "platform",
            "channel",
            "version",
            name=op.f("uq_app_release_account_id_platform_channel_version"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_app_release_public_id")),
    )
    with op.batch_alter_table("app_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_release_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_app_release_sha256"), ["sha256"], unique=False)

    op.create_table(
        "list_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_list_price_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["price_list_id"],
            ["price_list.id"],
            name=op.f("fk_list_price_price_list_id_price_list"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_list_price_product_id_product"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_price")),
        sa.UniqueConstraint(
            "price_list_id", "product_id", name=op.f("uq_list_price_price_list_id_product_id")
        ),
    )
    with op.batch_alter_table("list_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_price_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_price_product_id"), ["product_id"], unique=False)

    op.create_table(
        "product_withheld",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_withheld_product_id_product"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_withheld_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "store_id", name=op.f("pk_product_withheld")),
    )
    with op.batch_alter_table("product_withheld", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_withheld_store_id"), ["store_id"], unique=False)

    op.create_table(
        "store_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_store_price_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_store_price_product_id_product"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_store_price_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_price")),
        sa.UniqueConstraint("store_id", "product_id", name=op.f("uq_store_price_store_id_product_id")),
    )
    with op.batch_alter_table("store_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_price_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_price_product_id"), ["product_id"], unique=False)

    op.create_table(
        "sync_window",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("opens", sa.String(length=5), nullable=False),
        sa.Column("closes", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sync_window_account_id_account")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_sync_window_store_id_store")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_window")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_window_public_id")),
    )
    with op.batch_alter_table("sync_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_window_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_window_store_id"), ["store_id"], unique=False)

    op.create_table(
        "sync_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("stream", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("period_minutes", sa.Integer(), nullable=True),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sync_rule_account_id_account")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_sync_rule_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_sync_rule_store_id_store"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["sync_window.id"], name=op.f("fk_sync_rule_window_id_sync_window")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_rule")),
        sa.UniqueConstraint("device_id", "stream", name=op.f("uq_sync_rule_device_id_stream")),
        sa.UniqueConstraint("store_id", "stream", name=op.f("uq_sync_rule_store_id_stream")),
    )
    with op.batch_alter_table("sync_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_rule_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_rule_window_id"), ["window_id"], unique=False)
        batch_op.create_index(
            "uq_sync_rule_of_account",
            ["account_id", "stream"],
            unique=True,
            sqlite_where=sa.text("store_id IS NULL AND device_id IS NULL"),
            postgresql_where=sa.text("store_id IS NULL AND device_id IS NULL"),
        )

    op.create_table(
        "window_run",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_window_run_account_id_account")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_window_run_store_id_store")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["sync_window.id"], name=op.f("fk_window_run_window_id_sync_window")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_window_run_public_id")),
        sa.UniqueConstraint(
            "window_id", "store_id", "opens_at", name=op.f("uq_window_run_window_id_store_id_opens_at")
        ),
    )
    with op.batch_alter_table("window_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_window_run_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_window_run_store_id"), ["store_id"], unique=False)

    op.create_table(
        "app_state",
        sa.Column("generation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staged_at", sa.DateTime(), nullable=True),
        sa.Column("outside_day_close", sa.Boolean(), nullable=False),
        sa.Column("course", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_app_state_account_id_account")),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generation.id"],
            name=op.f("fk_app_state_generation_id_generation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("generation_id", name=op.f("pk_app_state")),
    )
    with op.batch_alter_table("app_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_state_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_app_state_version", ["account_id", "version"], unique=False)

    op.create_table(
        "local_product",
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("generation_id", sa.Integer(), nullable=False),
        sa.Column("local_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("barcodes", sa.JSON(), nullable=False),
        sa.Column("group", sa.String(length=80), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_local_product_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_local_product_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["generation.id"],
            name=op.f("fk_local_product_generation_id_generation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_local_product_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_product")),
        sa.UniqueConstraint(
            "generation_id", "local_id", name=op.f("uq_local_product_generation_id_local_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_local_product_public_id")),
    )
    with op.batch_alter_table("local_product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_product_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_local_product_device", ["device_id", "gone_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_local_product_product_id"), ["product_id"], unique=False)

    op.create_table(
        "shift",
        sa.Column("generation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("opened_by", sa.String(length=120), nullable=True),
        sa.Column("opening_cash", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=True),
        sa.Column("closing_cash", sa.BigInteger(), nullable=True),
        sa.Column("expected_cash", sa.BigInteger(), nullable=True),
        sa.Column("closed_n", sa.BigInteger(), nullable=True),
        sa.Column("amended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_shift_account_id_account")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_shift_device_id_device")),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], name=op.f("fk_shift_generation_id_generation")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_shift_store_id_store")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("generation_id", "shift_id", name=op.f("uq_shift_generation_id_shift_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shift_public_id")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index("ix_shift_account", ["account_id", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shift_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_shift_device", ["device_id", "opened_at"], unique=False)

    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("cursor", sa.String(length=80), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=True),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.Column("acked_at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sync_run_account_id_account")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_sync_run_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sync_order.id"], name=op.f("fk_sync_run_order_id_sync_order"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sync_run_public_id")),
    )
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.create_index("ix_sync_run_account", ["account_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sync_run_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_sync_run_device", ["device_id", "id"], unique=False)

    op.create_table(
        "window_till",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("turn_at", sa.DateTime(), nullable=False),
        sa.Column("served_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_window_till_device_id_device"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["window_run.id"], name=op.f("fk_window_till_run_id_window_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "device_id", name=op.f("pk_window_till")),
    )
    with op.batch_alter_table("window_till", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_window_till_device_id"), ["device_id"], unique=False)

    op.create_table(
        "day_report",
        sa.Column("journal_entry_id", sa.Integer(), nullable=False),
        sa.Column("generation_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("receipts_count", sa.Integer(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("amended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_day_report_account_id_account")
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_day_report_device_id_device")),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["generation.id"], name=op.f("fk_day_report_generation_id_generation")
        ),
        sa.ForeignKeyConstraint(
            ["journal_entry_id"],
            ["journal_entry.id"],
            name=op.f("fk_day_report_journal_entry_id_journal_entry"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_day_report_store_id_store")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_report")),
        sa.UniqueConstraint("journal_entry_id", name=op.f("uq_day_report_journal_entry_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_day_report_public_id")),
    )
    with op.batch_alter_table("day_report", schema=None) as batch_op:
        batch_op.create_index("ix_day_report_account", ["account_id", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_day_report_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_day_report_device", ["device_id", "closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_day_report_generation_id"), ["generation_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("login_mode", sa.String(length=10), nullable=False, server_default="id_pin")
        )
        batch_op.add_column(
            sa.Column("cash_management", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("shifts_required", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("app_channel", sa.String(length=20), nullable=False, server_default="stable")
        )

    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.add_column(sa.Column("color", sa.String(length=20), nullable=True))

    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("permissions", sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day_report_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adopted_from", sa.String(length=64), nullable=True))

    with op.batch_alter_table("product_import", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=20), nullable=False, server_default="products")
        )
        batch_op.add_column(sa.Column("before", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("published_object", schema=None) as batch_op:
        batch_op.add_column(sa.Column("born_seq", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("price", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("price_seq", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("label", sa.String(length=160), nullable=False, server_default=""))

    with op.batch_alter_table("quarantined_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resolved_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("resolved_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("resolution", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("journal_entry_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("public_id", sa.String(length=32), nullable=True))
        batch_op.create_index("ix_quarantined_entry_open", ["account_id", "resolved_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_quarantined_entry_journal_entry_id_journal_entry"),
            "journal_entry",
            ["journal_entry_id"],
            ["id"],
        )

    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_receipt_refund_of",
            ["account_id", "refund_of"],
            unique=False,
            sqlite_where=sa.text("refund_of IS NOT NULL"),
            postgresql_where=sa.text("refund_of IS NOT NULL"),
        )

    _name_quarantined()
    with op.batch_alter_table("quarantined_entry", schema=None) as batch_op:
        batch_op.alter_column("public_id", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_quarantined_entry_public_id"), ["public_id"])

    with op.batch_alter_table("store", schema=None) as batch_op:
        batch_op.add_column(sa.Column("price_list_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_store_price_list_id"), ["price_list_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_store_price_list_id_price_list"), "price_list", ["price_list_id"], ["id"]
        )

    with op.batch_alter_table("sync_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch", sa.String(length=32), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("failed", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("ix_sync_order_batch", ["account_id", "batch"], unique=False)

    op.execute(PRICES[op.get_bind().dialect.name])
    op.execute(DAY_REPORTS)


def _name_quarantined() -> None:
    """Entries that a person looks at get a name for the address of their page."""
    connection = op.get_bind()
    table = sa.table("quarantined_entry", sa.column("id"), sa.column("public_id"))
    for key in connection.scalars(sa.select(table.c.id)).all():
        connection.execute(table.update().where(table.c.id == key).values(public_id=new_public_id()))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_receipt_refund_of")

    with op.batch_alter_table("sync_order", schema=None) as batch_op:
        batch_op.drop_index("ix_sync_order_batch")
        batch_op.drop_column("failed")
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("taken_at")
        batch_op.drop_column("batch")

    with op.batch_alter_table("store", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_store_price_list_id_price_list"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_store_price_list_id"))
        batch_op.drop_column("price_list_id")

    with op.batch_alter_table("quarantined_entry", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_quarantined_entry_journal_entry_id_journal_entry"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_quarantined_entry_public_id"), type_="unique")
        batch_op.drop_index("ix_quarantined_entry_open")
        batch_op.drop_column("public_id")
        batch_op.drop_column("journal_entry_id")
        batch_op.drop_column("note")
        batch_op.drop_column("resolution")
        batch_op.drop_column("resolved_by")
        batch_op.drop_column("resolved_at")

    with op.batch_alter_table("published_object", schema=None) as batch_op:
        batch_op.drop_column("label")
        batch_op.drop_column("price_seq")
        batch_op.drop_column("price")
        batch_op.drop_column("born_seq")

    with op.batch_alter_table("product_import", schema=None) as batch_op:
        batch_op.drop_column("undone_at")
        batch_op.drop_column("before")
        batch_op.drop_column("kind")

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_column("adopted_from")

    with op.batch_alter_table("generation", schema=None) as batch_op:
        batch_op.drop_column("day_report_at")

    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.drop_column("permissions")

    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_column("color")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("app_channel")
        batch_op.drop_column("shifts_required")
        batch_op.drop_column("cash_management")
        batch_op.drop_column("login_mode")

    with op.batch_alter_table("day_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_day_report_generation_id"))
        batch_op.drop_index("ix_day_report_device")
        batch_op.drop_index(batch_op.f("ix_day_report_account_id"))
        batch_op.drop_index("ix_day_report_account")

    op.drop_table("day_report")
    with op.batch_alter_table("window_till", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_window_till_device_id"))

    op.drop_table("window_till")
    with op.batch_alter_table("sync_run", schema=None) as batch_op:
        batch_op.drop_index("ix_sync_run_device")
        batch_op.drop_index(batch_op.f("ix_sync_run_account_id"))
        batch_op.drop_index("ix_sync_run_account")

    op.drop_table("sync_run")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_device")
        batch_op.drop_index(batch_op.f("ix_shift_account_id"))
        batch_op.drop_index("ix_shift_account")

    op.drop_table("shift")
    with op.batch_alter_table("local_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_product_product_id"))
        batch_op.drop_index("ix_local_product_device")
        batch_op.drop_index(batch_op.f("ix_local_product_account_id"))

    op.drop_table("local_product")
    with op.batch_alter_table("app_state", schema=None) as batch_op:
        batch_op.drop_index("ix_app_state_version")
        batch_op.drop_index(batch_op.f("ix_app_state_account_id"))

    op.drop_table("app_state")
    with op.batch_alter_table("window_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_window_run_store_id"))
        batch_op.drop_index(batch_op.f("ix_window_run_account_id"))

    op.drop_table("window_run")
    with op.batch_alter_table("sync_rule", schema=None) as batch_op:
        batch_op.drop_index("uq_sync_rule_of_account")
        batch_op.drop_index(batch_op.f("ix_sync_rule_window_id"))
        batch_op.drop_index(batch_op.f("ix_sync_rule_account_id"))

    op.drop_table("sync_rule")
    with op.batch_alter_table("sync_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sync_window_store_id"))
        batch_op.drop_index(batch_op.f("ix_sync_window_account_id"))

    op.drop_table("sync_window")
    with op.batch_alter_table("store_price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_store_price_product_id"))
        batch_op.drop_index(batch_op.f("ix_store_price_account_id"))

    op.drop_table("store_price")
    with op.batch_alter_table("product_withheld", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_withheld_store_id"))

    op.drop_table("product_withheld")
    with op.batch_alter_table("list_price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_price_product_id"))
        batch_op.drop_index(batch_op.f("ix_list_price_account_id"))

    op.drop_table("list_price")
    with op.batch_alter_table("app_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_app_release_sha256"))
        batch_op.drop_index(batch_op.f("ix_app_release_account_id"))

    op.drop_table("app_release")
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_list_account_id"))

    op.drop_table("price_list")
    with op.batch_alter_table("app_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_app_key_account_id"))

    op.drop_table("app_key")
    op.drop_table("scheduler_lease")
