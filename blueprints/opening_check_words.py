"""What an opening check found, in the reader's words, with the deed that helps and where it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.formats import money, number
from blueprints.languages import said
from blueprints.peripheral_words import FIRST_AID, STATES
from blueprints.sync_words import stream_word
from domain.opening_checks import Answer, Severity, answer_of

Facts = Mapping[str, Any]
#: what is so, and what helps
Words = tuple[str, str]
TONES = {Severity.STOP: "bad", Severity.CARE: "warn", Severity.NOTE: "info"}


@dataclass(frozen=True)
class FindingShown:
    """A finding as pages and messages tell it."""

    code: str
    severity: str
    id: str
    name: str
    since: datetime | None
    state: str
    tone: str
    advice: str
    url: str


def show_findings(findings: list[dict[str, Any]], *, external: bool = False) -> list[FindingShown]:
    """Kept findings in the language in force; one whose code nobody knows any more is passed over."""
    return [_show(one, external=external) for one in findings if one["code"] in _WORDS]


class Checked(Protocol):
    """What a report counted."""

    @property
    def stops(self) -> int: ...
    @property
    def cares(self) -> int: ...
    @property
    def tills(self) -> int | None: ...


def verdict_badge(check: Checked) -> tuple[str, str]:
    """The answer in a few words, with its tone."""
    to_see_to = check.stops + check.cares
    answer = answer_of(to_see_to, check.tills)
    tones = {Answer.READY: "ok", Answer.NO_TILL: "idle", Answer.SEE_TO: "bad" if check.stops else "warn"}
    return _answer(answer, to_see_to), tones[answer]


def verdict_words(check: Checked) -> str:
    """The answer in a few words."""
    return verdict_badge(check)[0]


def _answer(answer: Answer, to_see_to: int) -> str:
    if answer == Answer.READY:
        return _("Ready to open")
    if answer == Answer.NO_TILL:
        return _("Nothing to check yet: no activated till")
    return ngettext("%(num)s thing to see to", "%(num)s things to see to", to_see_to)


def _show(finding: dict[str, Any], *, external: bool) -> FindingShown:
    words, place = _WORDS[finding["code"]]
    state, advice = words(finding["facts"])
    since = datetime.fromisoformat(finding["since"]) if finding["since"] else None
    endpoint, values = place(finding["id"])
    name = finding["name"]
    if finding["code"] == "window_missed":
        name = _("Sync window “%(name)s”", name=name)
    url = url_for(endpoint, **values, _external=external)
    tone = TONES[Severity(finding["severity"])]
    return FindingShown(
        finding["code"], finding["severity"], finding["id"], name, since, state, tone, advice, url
    )


def _peripheral(facts: Facts) -> Words:
    state = str(facts["state"])
    return said(STATES[state][0]), said(FIRST_AID[state])


def _server_silent(_facts: Facts) -> Words:
    aid = _("It does not call. Is the box on, and is it connected to the internet?")
    return said(STATES["silent"][0]), aid


def _server_not_paired(_facts: Facts) -> Words:
    return said(STATES["not_paired"][0]), _("Pair it with a code first.")


def _server_disk(facts: Facts) -> Words:
    left = _("%(megabytes)s MB left on its disk", megabytes=number(facts["megabytes"]))
    return left, _(
        "Its disk is nearly full. Delete what does not belong on the box, or give it a larger one."
    )


def _server_clock(facts: Facts) -> Words:
    return _clock(facts), _("The box must be able to ask for the time in the internet.")


def _till_clock(facts: Facts) -> Words:
    return _clock(facts), _("Set date and time of the till to automatic.")


def _clock(facts: Facts) -> str:
    minutes = int(facts["minutes"])
    if minutes < 0:
        return ngettext("Clock %(num)s minute slow", "Clock %(num)s minutes slow", -minutes)
    return ngettext("Clock %(num)s minute fast", "Clock %(num)s minutes fast", minutes)


def _till_off(_facts: Facts) -> Words:
    return _("Not switched on yet"), _("Switch it on: it fetches what is new by itself.")


def _till_silent(_facts: Facts) -> Words:
    return _("Offline"), _("Nothing was heard of it for more than a day. Is it on, and is it online?")


def _till_never_heard(_facts: Facts) -> Words:
    return _("Never called"), _("Open the app on the till, and look whether it is online.")


def _till_behind(facts: Facts) -> Words:
    return _("Old data: %(streams)s", streams=_streams(facts)), _(
        "The till fetches it by itself as soon as it is online. “Update now” brings it at once."
    )


def _till_failed(facts: Facts) -> Words:
    return _("Could not be used: %(streams)s", streams=_streams(facts)), _(
        "Look what the till could not use, correct it, and press “Update now”."
    )


def _till_unsent(facts: Facts) -> Words:
    count = int(facts["count"])
    state = ngettext("%(num)d receipt not sent", "%(num)d receipts not sent", count)
    if facts.get("amount") and facts.get("currency"):
        amount = money(int(facts["amount"]), str(facts["currency"]))
        state = ngettext(
            "%(num)s receipt not sent, %(amount)s",
            "%(num)s receipts not sent, %(amount)s",
            count,
            amount=amount,
        )
    return state, _("Leave the till switched on and online until they are sent. Do not reset it before.")


def _till_no_printer(_facts: Facts) -> Words:
    return _("No receipt printer"), _("It prints no receipts. Choose a printer for it under “Usage mode”.")


def _till_missing(facts: Facts) -> Words:
    state = ngettext("%(num)s entry missing", "%(num)s entries missing", int(facts["count"]))
    return state, _("Entries of its journal never arrived. Ask the till for them once more.")


def _app_staged(facts: Facts) -> Words:
    return _("Version %(version)s lies ready", version=facts["version"]), _(
        "It is installed when the day is closed on the till. There is nothing to do."
    )


def _app_failed(facts: Facts) -> Words:
    return _("Update to %(version)s failed", version=facts["version"]), _(
        "The till sells on with the version that it has. Look why the update failed."
    )


def _app_went_back(facts: Facts) -> Words:
    return _("Went back from version %(version)s", version=facts["version"]), _(
        "The new version did not start on this till. Look why before you offer it again."
    )


def _jobs_uncertain(facts: Facts) -> Words:
    state = ngettext("%(num)s paper perhaps printed", "%(num)s papers perhaps printed", int(facts["count"]))
    return state, _("Look at the paper, and print again what is missing.")


def _jobs_waiting(facts: Facts) -> Words:
    state = ngettext("%(num)s paper waits", "%(num)s papers wait", int(facts["count"]))
    return state, _("Look why, and withdraw what nobody needs any more.")


def _payment_in_doubt(facts: Facts) -> Words:
    amount = money(int(facts["amount"]), str(facts["currency"]))
    return _("Card payment of %(amount)s: paid or not?", amount=amount), _(
        "Look at the terminal’s last slip or its list of payments, and say what you found. The terminal takes no "
        "other payment until then."
    )


def _window_missed(facts: Facts) -> Words:
    state = ngettext("%(num)d till missed it", "%(num)d tills missed it", int(facts["tills"]))
    return state, _("These tills sell by what they have. “Update now” brings the rest at once.")


def _streams(facts: Facts) -> str:
    return ", ".join(stream_word(stream) for stream in facts["streams"])


def _page(endpoint: str, **more: str) -> Callable[[str], tuple[str, dict[str, str]]]:
    return lambda public_id: (endpoint, {"public_id": public_id, **more})


def _papers(state: str) -> Callable[[str], tuple[str, dict[str, str]]]:
    return lambda public_id: ("peripherals.journal", {"printer": public_id, "state": state})


Place = Callable[[str], tuple[str, dict[str, str]]]
_THING, _BOX = _page("peripherals.show"), _page("store_servers.show")
_TILL, _DATA = _page("devices.show"), _page("devices.synchronization")
_APP = _page("synchronization.app_difference")
#: code of a finding → its words, and where somebody sees to it
_WORDS: dict[str, tuple[Callable[[Facts], Words], Place]] = {
    "peripheral": (_peripheral, _THING),
    "server_silent": (_server_silent, _BOX),
    "server_not_paired": (_server_not_paired, _BOX),
    "server_disk": (_server_disk, _BOX),
    "server_clock": (_server_clock, _BOX),
    "till_off": (_till_off, _TILL),
    "till_silent": (_till_silent, _TILL),
    "till_never_heard": (_till_never_heard, _TILL),
    "till_behind": (_till_behind, _DATA),
    "till_failed": (_till_failed, _DATA),
    "till_unsent": (_till_unsent, _TILL),
    "till_no_printer": (_till_no_printer, _page("devices.usage_mode")),
    "till_missing": (_till_missing, lambda _id: ("receipts.missing", {})),
    "till_clock": (_till_clock, _TILL),
    "app_staged": (_app_staged, _APP),
    "app_failed": (_app_failed, _APP),
    "app_went_back": (_app_went_back, _APP),
    "jobs_uncertain": (_jobs_uncertain, _papers("uncertain")),
    "jobs_waiting": (_jobs_waiting, _papers("waiting")),
    "payment_in_doubt": (_payment_in_doubt, _page("peripherals.payment")),
    "window_missed": (_window_missed, _page("synchronization.opening")),
}
