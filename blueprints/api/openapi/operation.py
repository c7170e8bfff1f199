"""How a route is declared: who may call it, what goes in, what comes out, which problems may come back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]
JSON = "application/json"


class Caller(StrEnum):
    """Whose token a route takes; also the name of the security scheme."""

    NOBODY = "nobody"
    TILL = "till"
    STORE_SERVER = "store_server"


class Standing(StrEnum):
    """Which tills a till's route serves besides those at work."""

    AT_WORK = "at_work"
    DRAINING = "draining"
    CLOSED = "closed"


@dataclass(frozen=True)
class Parameter:
    """Something in the path, the query or the headers that a caller may say."""

    name: str
    where: str
    schema: Schema
    description: str

    @property
    def schema_object(self) -> Schema:
        """The parameter as the document names it; what is in the path is always needed."""
        return {
            "name": self.name,
            "in": self.where,
            "required": self.where == "path",
            "description": self.description,
            "schema": self.schema,
        }


@dataclass(frozen=True)
class Answer:
    """A success: its status, what it means, its message if it has one, its headers by name, and its media type."""

    status: int
    meaning: str
    message: type | Schema | None = None
    headers: tuple[str, ...] = ()
    media_type: str = JSON


@dataclass(frozen=True)
class Operation:
    """One route. `problems` are its own codes; those of its caller and its body are added by rule."""

    summary: str
    tag: str
    caller: Caller
    answers: tuple[Answer, ...]
    body: type | None = None
    problems: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    standing: Standing = Standing.AT_WORK

    @property
    def codes(self) -> tuple[str, ...]:
        """Every problem code that this route may answer with."""
        found = [*_of_caller(self), *self.problems, "slow_down", "busy"]
        if self.body is not None:
            found += ["not_json", "unsupported_media_type", "too_large", "invalid"]
        if any(parameter.where == "path" for parameter in self.parameters):
            found.append("no_such_path")
        return tuple(dict.fromkeys(found))


def _of_caller(operation: Operation) -> list[str]:
    if operation.caller == Caller.NOBODY:
        return []
    codes = ["token_missing", "token_unknown", "wrong_principal"]
    if operation.caller == Caller.STORE_SERVER:
        return [*codes, "store_server_inactive"]
    codes += ["device_inactive", "device_deleted"]
    return codes if operation.standing != Standing.AT_WORK else [*codes, "device_draining"]
