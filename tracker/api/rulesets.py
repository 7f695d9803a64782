"""`/rulesets/current/`: the medicine in force, for clients and readers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.api.base import ApiView
from tracker.api.conditional import one_object
from tracker.api.fields import Shape, decimal_text
from tracker.api.schema import ETAG, IF_NONE_MATCH
from tracker.clinical.assessment import Severity
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.words import Words

SEVERITIES = [severity.value for severity in Severity]


class WordsSerializer(Shape):
    """What a finding says; gaps like %(total_mg)s are filled when it is said."""

    severity = serializers.ChoiceField(choices=SEVERITIES)
    headline_patient = serializers.CharField()
    headline_carer = serializers.CharField()
    action_patient = serializers.CharField()
    action_carer = serializers.CharField()


class RuleSerializer(Shape):
    """One rule with its numbers, its words and where they come from."""

    id = serializers.CharField()
    concern = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES, help_text=gettext_lazy("The highest that it can find."))
    severities = serializers.ListField(child=serializers.CharField())
    grade = serializers.ChoiceField(choices=["A", "B", "C"])
    source_ = serializers.CharField()
    condition = serializers.CharField()
    thresholds = serializers.DictField(child=serializers.CharField())
    words = serializers.DictField(child=WordsSerializer())
    what_would_change = serializers.CharField()


class RuleSetSerializer(Shape):
    """A published rule set; it never changes under its id."""

    id = serializers.CharField()
    rules = RuleSerializer(many=True)


class CurrentRuleSetView(ApiView):
    """The rule set in force."""

    @extend_schema(operation_id="show_current_ruleset", parameters=[IF_NONE_MATCH, ETAG], responses=RuleSetSerializer)
    def get(self, request: Request) -> Response:
        """Show the rules that judge every dose today."""
        return one_object(request, _shown(CURRENT))


def _shown(ruleset: RuleSet) -> dict[str, Any]:
    return {"id": ruleset.id, "rules": [_shown_rule(rule) for rule in ruleset.rules]}


def _shown_rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "concern": rule.concern,
        "severity": rule.severities[-1].value,
        "severities": [severity.value for severity in rule.severities],
        "grade": rule.grade,
        "source": rule.source,
        "condition": gettext(rule.condition),
        "thresholds": {name: decimal_text(value) for name, value in rule.thresholds.items()},
        "words": {name: _shown_words(rule, name) for name in rule.words},
        "what_would_change": gettext(rule.what_would_change),
    }


def _shown_words(rule: Rule, name: str) -> dict[str, str]:
    said = {field: gettext(getattr(rule.words[name], field)) for field in Words.__slots__}
    return {"severity": rule.severity_of(name).value, **said}
