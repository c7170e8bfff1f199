"""An opening check as an e-mail and as the body of a webhook, in the language of whoever reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.formats import datetime_in
from blueprints.opening_check_words import FindingShown, show_findings, verdict_words
from config import Settings
from domain.check_hours import is_late
from domain.opening_checks import Answer, Severity, answer_of
from models import OpeningCheck
from services.today.check_deliveries import Letter


class LetterWriter:
    """Puts checks into words outside of any request: links are those of the public address."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        settings: Settings = app.config["SETTINGS"]
        self._address = settings.public_url or f"http://{settings.host}:{settings.port}"

    def __call__(self, check: OpeningCheck, language: str, /, *, is_trial: bool) -> Letter:
        """The check in a language."""
        with self._at_the_desk(language):
            findings = show_findings(check.findings, external=True)
            return Letter(
                _subject(check, is_trial=is_trial),
                _text(check, findings),
                _data(check, findings, language, is_trial=is_trial),
            )

    @contextmanager
    def _at_the_desk(self, language: str) -> Iterator[None]:
        with self._app.test_request_context("/", base_url=self._address), force_locale(language):
            yield


def _subject(check: OpeningCheck, *, is_trial: bool) -> str:
    verdict = verdict_words(check)
    if is_trial:
        return _("Trial: %(store)s: %(verdict)s", store=check.store.name, verdict=verdict)
    return _("%(store)s: %(verdict)s", store=check.store.name, verdict=verdict)


def _text(check: OpeningCheck, findings: list[FindingShown]) -> str:
    zone = check.store.timezone
    counted = [one for one in findings if one.severity != Severity.NOTE]
    notes = [one for one in findings if one.severity == Severity.NOTE]
    made = datetime_in(check.made_at, zone)
    lines = [verdict_words(check), ""]
    lines.append(_("Opening check of %(store)s, %(time)s", store=check.store.name, time=made))
    if check.due_at and is_late(check.due_at, check.made_at):
        due = datetime_in(check.due_at, zone)
        lines.append(_("It was due at %(time)s, when the server was not running.", time=due))
    lines += _paragraphs(counted, zone)
    if notes:
        lines += ["", _("Good to know"), *_paragraphs(notes, zone)]
    report = url_for("opening_checks.show", public_id=check.public_id, _external=True)
    where = url_for("opening_checks.settings", _external=True)
    lines += ["", _("The whole report: %(url)s", url=report)]
    lines += [_("When it is made and who is told: %(url)s", url=where), ""]
    return "\n".join(lines)


def _paragraphs(findings: list[FindingShown], zone: str) -> list[str]:
    lines = []
    for one in findings:
        if one.since:
            since = datetime_in(one.since, zone)
            head = _("%(name)s: %(state)s, since %(time)s", name=one.name, state=one.state, time=since)
        else:
            head = _("%(name)s: %(state)s", name=one.name, state=one.state)
        lines += ["", f"* {head}", f"  {one.advice}", f"  {one.url}"]
    return lines


def _data(
    check: OpeningCheck, findings: list[FindingShown], language: str, *, is_trial: bool
) -> dict[str, object]:
    to_see_to = check.stops + check.cares
    return {
        "event": "opening_check",
        "trial": is_trial,
        "store": {"id": check.store.public_id, "name": check.store.name},
        "check": {
            "id": check.public_id,
            "made_at": _moment(check.made_at),
            "due_at": _moment(check.due_at),
            "url": url_for("opening_checks.show", public_id=check.public_id, _external=True),
        },
        "ready": answer_of(to_see_to, check.tills) == Answer.READY,
        "to_see_to": to_see_to,
        "language": language,
        "verdict": verdict_words(check),
        "findings": [_finding(one) for one in findings],
    }


def _finding(one: FindingShown) -> dict[str, object]:
    return {
        "code": one.code,
        "severity": one.severity,
        "id": one.id,
        "name": one.name,
        "since": _moment(one.since),
        "state": one.state,
        "advice": one.advice,
        "url": one.url,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
