"""When this till's data are exchanged, read and changed on the till itself (guide D)."""

from typing import Any

from cli.simulated_till.post import Post

PATH = "/sync-settings"
#: what a person at the till may choose; transactions go up at once, always
CHOSEN = ("products", "users", "configuration")
#: what the till shows before somebody confirms a choice (guide D)
CONSEQUENCES = {
    "local_products_hidden": "Goods made on this till will not appear in the back office, and are deleted when the "
    "synchronization of products is switched on again.",
    "local_products_deleted": "The goods of this till will be exactly those of the back office; all that were made "
    "on the till are deleted.",
}


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

        Raises Refused `confirmation_required` with what becomes of the till's own goods, until somebody confirms it,
        and ValueError for a stream that nobody chooses.
        """
        if unknown := rules.keys() - set(CHOSEN):
            raise ValueError(f"not to be chosen: {', '.join(sorted(unknown))}")
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


def tell_consequence(facts: dict[str, Any]) -> str:
    """What a choice would do to the till's own goods, how many they are and some of their names."""
    sentence = CONSEQUENCES.get(str(facts["consequence"]), str(facts["consequence"]))
    named = f" That is {facts['count']}: {', '.join(facts['examples'])}." if facts["count"] else ""
    return f"{sentence}{named} Say --confirm."
