"""The drop-downs of guide D: when products, employees and configuration run, in one place of the business."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.sync_rule_words import as_above_word, period_word
from blueprints.sync_words import STREAM_WORDS
from domain.names import Stream
from domain.refusal import Refusal
from domain.sync_choices import CHOSEN_STREAMS, PERIODS
from domain.sync_rules import Mode
from services.sync_rules.sync_rules import AS_ABOVE, Choice
from services.sync_rules.sync_scopes import RuleShown, Scope, ScopeRules, Source

#: the value that goes by what holds above
ABOVE = "above"


class RulesForm(FlaskForm):
    """A rule for each stream; what people may choose is checked against what was offered."""

    products = SelectField(STREAM_WORDS[Stream.PRODUCTS], validate_choice=False)
    users = SelectField(STREAM_WORDS[Stream.USERS], validate_choice=False)
    configuration = SelectField(
        STREAM_WORDS[Stream.CONFIGURATION],
        description=_l("Peripherals, the receipt’s text, these rules: what the till is set up with."),
        validate_choice=False,
    )
    #: the seal of the preview that somebody has read
    confirmed = HiddenField()

    def offer(self, scope: Scope, rules: ScopeRules, windows: Mapping[str, str]) -> None:
        """Fill the lists with what can be chosen in this place; `windows` is public id → name."""
        offered = [SelectChoice(value, label) for value, label in _offers(windows).items()]
        for stream in CHOSEN_STREAMS:
            choices = [*offered]
            if scope.source != Source.ACCOUNT:
                choices.insert(0, SelectChoice(ABOVE, as_above_word(rules.above[stream], scope)))
            self.of(stream).choices = choices

    def of(self, stream: Stream) -> SelectField:
        """The list of a stream."""
        field: SelectField = self[stream.value]
        return field

    def chosen(self, scope: Scope, rules: ScopeRules) -> dict[Stream, Choice]:
        """What somebody chose otherwise than it is. Raises Refusal `rule_unknown` at the stream."""
        before = present_values(scope, rules)
        return {
            stream: _choice(self.of(stream))
            for stream in CHOSEN_STREAMS
            if self.of(stream).data != before[stream.value]
        }


def present_values(scope: Scope, rules: ScopeRules) -> dict[str, str]:
    """What each list shows before anybody chooses."""
    return {
        stream.value: _value(rules.own.get(stream)) or _value_above(scope, rules.above[stream])
        for stream in CHOSEN_STREAMS
    }


def _value_above(scope: Scope, above: RuleShown) -> str:
    return _value(above) if scope.source == Source.ACCOUNT else ABOVE


def _value(one: RuleShown | None) -> str:
    if one is None:
        return ""
    mode = one.rule.mode
    detail = {Mode.EVERY: one.rule.period_minutes, Mode.WINDOW: one.window}.get(mode)
    return f"{mode.value}:{detail}" if detail else mode.value


def _offers(windows: Mapping[str, str]) -> dict[str, str]:
    return {
        Mode.DAY_REPORT.value: _("With the day report"),
        **{f"{Mode.EVERY}:{minutes}": period_word(minutes) for minutes in PERIODS},
        **{
            f"{Mode.WINDOW}:{public_id}": _("In the window “%(name)s”", name=name)
            for public_id, name in windows.items()
        },
        Mode.NEVER.value: _("Never"),
    }


def _choice(field: SelectField) -> Choice:
    offered = {choice.value for choice in field.choices or ()}
    if field.data not in offered:
        raise Refusal("rule_unknown", field.name)
    if field.data == ABOVE:
        return AS_ABOVE
    mode, _colon, detail = field.data.partition(":")
    if mode == Mode.EVERY:
        return Choice(mode, int(detail))
    return Choice(mode, window=detail or None)
