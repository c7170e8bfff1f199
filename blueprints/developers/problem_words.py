"""What a till or a store server does about each problem code, in the words of the page."""

from typing import Any

from flask_babel import lazy_gettext as _l

#: code -> sentence; a test holds that no code is missing
ADVICE: dict[str, Any] = {
    "not_json": _l("Correct the program: the body cannot be read."),
    "cursor_invalid": _l("Start over without a cursor."),
    "token_missing": _l("Send the secret in the Authorization header."),
    "token_unknown": _l("Stop calling and ask a person to activate the till again."),
    "bad_credentials": _l("Let the person type e-mail and password again."),
    "wrong_principal": _l("Correct the program: tills and store servers have routes of their own."),
    "device_inactive": _l("Stop selling, hand in the journal, then wait for a new activation."),
    "device_draining": _l("Take no new sale, hand in what is left."),
    "store_server_inactive": _l("Stop printing and wait until the store server is paired again."),
    "no_such_path": _l("Correct the program: there is no such address."),
    "no_such_stream": _l("Correct the program: there is no such stream."),
    "code_unknown": _l("Let the person compare the code with the back office and type it again."),
    "job_unknown": _l("The print job was never queued by this till; queue it."),
    "device_unknown": _l("Let the person choose another POS: this one was deleted."),
    "method_not_allowed": _l("Correct the program: the header Allow names the methods."),
    "code_used": _l("Ask for a new code in the back office."),
    "store_inactive": _l("Ask the owner to activate the store first."),
    "device_taken": _l("Choose another POS, or have this one deactivated first."),
    "unsent_data": _l("Hand in the journal first, or let a person decide to give it up."),
    "confirmation_required": _l(
        "Say what happens to the goods that exist only on the till, and send the same again with confirmed."
    ),
    "stream_off": _l("Leave this stream alone until a poll says that it is due."),
    "job_differs": _l("Correct the program: one id is one document; make a new id."),
    "role_unassigned": _l(
        "Print it yourself if the till’s own printer has this role (reason hangs_on_device); "
        "else say that the back office has no printer for it."
    ),
    "code_expired": _l("Ask for a new code in the back office, or log in again."),
    "cursor_expired": _l("Start over without a cursor, and sell with the old data until then."),
    "device_deleted": _l("Stop selling and hand in the journal; this POS does not come back."),
    "too_large": _l("Send fewer entries at a time."),
    "unsupported_media_type": _l("Correct the program: send application/json."),
    "range_not_satisfiable": _l("Fetch the file from its beginning."),
    "invalid": _l("Correct the program: errors names the fields."),
    "app_too_old": _l("Update the app; the journal still goes up."),
    "too_many_tries": _l("Wait as long as Retry-After says, then let the person try again."),
    "slow_down": _l("Wait as long as Retry-After says, then send the same again."),
    "internal": _l("Send the same again later; if it stays, tell the operator the request id."),
    "busy": _l("Wait as long as Retry-After says, then send the same again."),
}
