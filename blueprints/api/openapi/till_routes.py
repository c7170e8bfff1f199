"""The routes by which a till becomes a POS, reports, prints and signs off (PROTOCOL §1, §2, §7)."""

from blueprints.api.openapi.operation import Answer, Caller, Operation, Standing
from blueprints.api.openapi.parts import IF_NONE_MATCH, JOB
from blueprints.api.v1.messages.activation import (
    Activated,
    ActivationRequest,
    DeactivationRequest,
    LoginRequest,
    LoginTicketAnswer,
    TokenRequest,
)
from blueprints.api.v1.messages.poll import PollAnswer, StateReport
from blueprints.api.v1.messages.print_jobs import PrintJobRequest, PrintJobState

ACTIVATION = "Activation"
POLL = "Poll and state"
PRINTING = "Printing"

CODES = (
    "code_unknown",
    "code_expired",
    "code_used",
    "store_inactive",
    "device_taken",
    "too_many_tries",
)

OPERATIONS: dict[str, Operation] = {
    "activations.post_activation": Operation(
        "Activate a till as a POS",
        ACTIVATION,
        Caller.NOBODY,
        (
            Answer(201, "The till is this POS now", Activated),
            Answer(200, "The same till said the same again within 15 minutes", Activated),
        ),
        ActivationRequest,
        (*CODES, "device_unknown"),
    ),
    "logins.post_login": Operation(
        "Log the owner in on a till",
        ACTIVATION,
        Caller.NOBODY,
        (Answer(200, "A ticket for one activation, and the POS devices to choose from", LoginTicketAnswer),),
        LoginRequest,
        ("bad_credentials", "too_many_tries"),
    ),
    "token.post_token": Operation(
        "Announce the till's next secret",
        ACTIVATION,
        Caller.TILL,
        (Answer(204, "Both secrets work until the next one is used"),),
        TokenRequest,
    ),
    "deactivation.post_deactivation": Operation(
        "Sign the till off",
        ACTIVATION,
        Caller.TILL,
        (Answer(204, "The POS is inactive"),),
        DeactivationRequest,
        ("unsent_data",),
        standing=Standing.DRAINING,
    ),
    "poll.get_poll": Operation(
        "Ask whether anything is to be done",
        POLL,
        Caller.TILL,
        (
            Answer(200, "What changed for this till, and what is due", PollAnswer, ("ETag", "Poll-After")),
            Answer(304, "Nothing that this till can see has changed", headers=("ETag", "Poll-After")),
        ),
        parameters=(IF_NONE_MATCH,),
        standing=Standing.DRAINING,
    ),
    "state.put_state": Operation(
        "Report how the till is",
        POLL,
        Caller.TILL,
        (Answer(204, "The back office shows it"),),
        StateReport,
        standing=Standing.DRAINING,
    ),
    "print_jobs.put_print_job": Operation(
        "Print a document",
        PRINTING,
        Caller.TILL,
        (
            Answer(201, "The job is queued", PrintJobState),
            Answer(200, "The same job was there already", PrintJobState),
        ),
        PrintJobRequest,
        ("job_differs", "role_unassigned"),
        (JOB,),
    ),
    "print_jobs.get_print_job": Operation(
        "Ask how far a print job is",
        PRINTING,
        Caller.TILL,
        (Answer(200, "How far it is", PrintJobState),),
        problems=("job_unknown", "invalid"),
        parameters=(JOB,),
        standing=Standing.DRAINING,
    ),
}
