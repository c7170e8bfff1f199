"""When this till's data are exchanged, read and changed on the till itself (guide D)."""

from typing import Any

from cli.simulated_till.post import Post

PATH = "/sync-settings"


class Settings:
    """The till's page *Connection to the back office*."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def read(self) -> dict[str, Any]:
        """What holds now, and the periods to choose from."""
        body: dict[str, Any] = self._post.send("GET", PATH).body
        return body

    def change(self, rules: dict[str, str], *, confirmed: bool = False) -> dict[str, Any]:
        """Choose: stream → `never`, `day_report` or `every:15`.

        Raises Refused `confirmation_required` with what becomes of the till's own goods, until somebody confirms it.
        """
        wanted = {stream: read_rule(rule) for stream, rule in rules.items()}
        body: dict[str, Any] = self._post.send("PUT", PATH, {**wanted, "confirmed": confirmed}).body
        return body


def read_rule(text: str) -> dict[str, Any]:
    """`every:15` as the office is told it."""
    mode, _colon, minutes = text.partition(":")
    return {"mode": mode, "period_minutes": int(minutes)} if minutes else {"mode": mode}


def tell_rule(setting: dict[str, Any]) -> str:
    """The same the other way round, for people."""
    minutes = setting.get("period_minutes")
    return f"every {minutes} minutes" if minutes else str(setting["mode"]).replace("_", " ")
