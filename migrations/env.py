"""How migrations reach the database: the app's own engine, one transaction, foreign keys checked at the end."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import text

from models.base import UtcDateTime
from models.engine import WRITING

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Migrations stand on their own: our time type is written as the column that it makes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run_migrations() -> None:
    """Run what is due; on SQLite tables may be made anew, so foreign keys rest meanwhile."""
    engine = db.engine.execution_options(**WRITING)
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.dbapi_connection
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadatas[None],
            render_as_batch=is_sqlite,
            render_item=render_item,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":  # of several offices that start at once, one migrates
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('comptoir migrations'))"))
            context.run_migrations()
        if is_sqlite:
            check_foreign_keys(raw)
            raw.execute("PRAGMA foreign_keys=ON")


def check_foreign_keys(raw: Any) -> None:
    """Raises RuntimeError when a migration left a row that points nowhere."""
    broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"migration left rows that point nowhere: {broken[:5]}")


run_migrations()
