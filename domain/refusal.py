"""A no that the shop can explain: a stable code, the field it concerns and the facts behind it."""


class Refusal(Exception):
    """Raised by rules and deeds when nothing must be kept.

    `code` is stable and never translated; pages turn it into a sentence at `field`, the API into a
    problem document that carries `facts` (JSON-ready values).
    """

    def __init__(self, code: str, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts
