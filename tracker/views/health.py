"""Health: ill today by one tap, and the way to everything else that is known."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.clinical.cofactors import ILL_DAYS
from tracker.clinical.facts import Facts
from tracker.clinical.kidney import LOW_FUNCTION, MODERATE_FUNCTION, judge_kidneys
from tracker.clinical.moments import day_of
from tracker.clinical.terms import Condition
from tracker.forms.record import ILL_TODAY, ONE_TAP
from tracker.selectors.health import person_facts, reading_facts
from tracker.selectors.health_words import CONDITION_WORDS
from tracker.selectors.on_file import OnFile, conditions_of, labs_of, limits_of, medicines_of, tested_within
from tracker.views.door import Owner, with_person

# As far back as MG-30 looks for a blood test.
TESTED_DAYS = 183


@dataclass(frozen=True, slots=True)
class Tap:
    """One condition that is a tap away; `on_file` is there while it counts, `again` when a new day may renew it."""

    code: Condition
    on_file: OnFile | None
    again: bool

    @property
    def words(self) -> str:
        """What it is."""
        return str(CONDITION_WORDS[self.code])


@require_safe
@with_person
def health(request: HttpRequest, owner: Owner) -> HttpResponse:
    """One page to tap on, and what is on file."""
    on_file = conditions_of(owner.person, now=owner.now)
    context = {
        "ill": [_tap(code, on_file, owner) for code in ILL_TODAY],
        "bowel": _tap(Condition.NO_STOOL_3_DAYS, on_file, owner),
        "ill_days": ILL_DAYS,
        "lab": next(iter(labs_of(owner.person)), None),
        "lasting": [each for each in on_file if each.counts and each.code not in ONE_TAP],
        "medicines": [each for each in medicines_of(owner.person) if each.until is None],
        "limits": limits_of(owner.person),
        "test_hint": wants_test(owner),
    }
    return render(request, "tracker/health.html", context)


def wants_test(owner: Owner) -> bool:
    """Whether the kidneys are in stage 3 or worse and magnesium was not measured for half a year."""
    facts = Facts(person=person_facts(owner.person), readings=reading_facts(owner.person))
    low = judge_kidneys(facts, owner.now).band in MODERATE_FUNCTION | LOW_FUNCTION
    return low and not tested_within(owner.person, now=owner.now, days=TESTED_DAYS)


def _tap(code: Condition, on_file: list[OnFile], owner: Owner) -> Tap:
    """What was said to have passed is a tap away again, though it counts until its last day ends."""
    going_on = [each for each in on_file if each.code is code and each.counts and each.condition.until is None]
    newest = max(going_on, key=lambda each: each.condition.recorded_at, default=None)
    return Tap(code, newest, again=code in ILL_TODAY and newest is not None and _said_before_today(newest, owner))


def _said_before_today(on_file: OnFile, owner: Owner) -> bool:
    zone = owner.person.time_zone
    return day_of(on_file.condition.recorded_at, zone) < day_of(owner.now, zone)
