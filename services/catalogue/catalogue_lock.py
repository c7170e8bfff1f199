"""Deeds that first look whether a product or category is there and then add it wait for each other here."""

from sqlalchemy import Connection, func, select

#: tells this lock from others of the same database
CATALOGUE = 4


def lock_catalogue(connection: Connection, account_id: int) -> None:
    """One such deed per account at a time, until commit; tills and publication go on meanwhile.

    On SQLite every writer is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(CATALOGUE, account_id)))
