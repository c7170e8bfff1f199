"""Who is signed in on the till: after the owner's activation it is handed from one employee to the next."""

from cli.simulated_till.activations import find_activation, get_activation
from cli.simulated_till.memory import Memory


def sign_in(memory: Memory, employee_id: str) -> None:
    """From now on this employee works; until the till becomes another POS."""
    memory.remember("session", {"activation": get_activation(memory).id, "employee": employee_id})


def signed_in(memory: Memory) -> str | None:
    """The id of who works at the till now, or None while nobody signed in since the activation."""
    session, activation = memory.fact("session"), find_activation(memory)
    if not session or activation is None or session["activation"] != activation.id:
        return None
    return str(session["employee"])
