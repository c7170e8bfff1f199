"""What the store server tells its log: one line per fact, as key=value on standard error."""

import json
import logging
import sys
from datetime import UTC, datetime

ORDINARY = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class FactFormatter(logging.Formatter):
    """Writes ``time=… level=… event=…`` and each fact given in ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for one record."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts: dict[str, object] = {"time": when.replace("+00:00", "Z"), "level": record.levelname.lower()}
        facts["event"] = record.getMessage()
        facts |= {key: value for key, value in record.__dict__.items() if key not in ORDINARY}
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        return " ".join(f"{key}={_quote(value)}" for key, value in facts.items())


def _quote(value: object) -> str:
    text = str(value)
    plain = text and not any(character in ' "=\\' or not character.isprintable() for character in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def start_log(level: str) -> None:
    """Send everything to standard error; libraries only when they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "escpos", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
