"""How an answer looks: its state, its shape and its word, before a dose and after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from tracker.clinical.assessment import Answer
from tracker.templatetags.moments import moment, when_coming

register = template.Library()


@dataclass(frozen=True, slots=True)
class AnswerLook:
    """How an answer looks: its state, its shape and its word."""

    answer: str
    icon: str
    word: str


@register.simple_tag
def answer_look(verdict: dict[str, Any]) -> AnswerLook:
    """The look of the verdict on a dose that was taken."""
    answer = Answer(verdict["answer"])
    if answer is Answer.ASK_FIRST:
        return AnswerLook(answer, "ask-first", _("Ask first, before any more"))
    if answer is Answer.WAIT:
        return AnswerLook(answer, "wait", _("Wait before you take more"))
    if answer is Answer.CANNOT_TELL:
        return AnswerLook(answer, "cannot-tell", _("We cannot tell"))
    return _nothing_said(verdict, _("Written down"))


@register.simple_tag
def check_look(verdict: dict[str, Any]) -> AnswerLook:
    """The look of the answer to "can I take this?"."""
    answer = Answer(verdict["answer"])
    if answer is Answer.ASK_FIRST:
        return AnswerLook(answer, "ask-first", _("Ask first"))
    if answer is Answer.WAIT:
        hour = when_coming(moment(verdict["fits_at"]))
        return AnswerLook(answer, "wait", _("Wait: it fits %(hour)s") % {"hour": hour})
    if answer is Answer.CANNOT_TELL:
        return AnswerLook(answer, "cannot-tell", _("We cannot tell"))
    return _nothing_said(verdict, _("Nothing to warn about"))


@register.simple_tag
def check_look_of(answer: str) -> AnswerLook:
    """The look of the answer about a planned week."""
    return {
        Answer.ASK_FIRST: AnswerLook(answer, "ask-first", _("Ask first, before you follow this plan")),
        Answer.WAIT: AnswerLook(answer, "wait", _("Some doses come too early")),
        Answer.CANNOT_TELL: AnswerLook(answer, "cannot-tell", _("We cannot tell")),
        Answer.OK: AnswerLook("noted", "done", _("Nothing to warn about")),
    }[Answer(answer)]


@register.filter
def missing_amounts(verdict: dict[str, Any]) -> int:
    """How many products of the sum have no known amount."""
    return sum(what.startswith("amount:") for what in verdict["missing"])


def _nothing_said(verdict: dict[str, Any], otherwise: str) -> AnswerLook:
    """ "Within your limit" is said only where there is one, and it holds."""
    limit = verdict["limit_mg"]
    if limit is not None and Decimal(verdict["total_after_mg"]) <= Decimal(limit):
        return AnswerLook(Answer.OK, "ok", _("Within your limit"))
    return AnswerLook("noted", "done", otherwise)
