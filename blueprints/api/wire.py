"""How values look on the wire: JSON text and RFC 3339 times."""

from datetime import UTC, datetime

import msgspec


def wire_time(moment: datetime) -> str:
    """RFC 3339 UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _encode_other(value: object) -> object:
    raise NotImplementedError(f"{type(value).__name__} has no form on the wire")


def json_bytes(value: object) -> bytes:
    """JSON text of builtins and message types; times must already be wire text (`wire_time`)."""
    return msgspec.json.encode(value, enc_hook=_encode_other)
