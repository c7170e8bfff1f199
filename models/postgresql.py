"""What PostgreSQL must be told about each connection."""

from typing import Any

from psycopg.types.string import StrDumperUnknown


class _WithoutNul(StrDumperUnknown):
    """Text without the one character that PostgreSQL cannot keep, and that no person ever typed."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", ""))


def open_postgresql(connection: Any, _record: Any) -> None:
    """Let a text with a NUL lose it, instead of failing whatever it came with."""
    connection.adapters.register_dumper(str, _WithoutNul)
