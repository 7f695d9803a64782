"""MG-30: a magnesium laxative for weeks, and nobody has looked at the blood.

Ours (grade C): "1,000 mg kept up" is 1,000 mg of magnesium a day on as many of those days; a test counts through the
day 6 calendar months after it; what was agreed counts too; and the rule speaks of weeks, so it answers no check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal

from tracker.clinical.ages import birthday
from tracker.clinical.assessment import Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import Category
from tracker.clinical.habits import days_of_at_least, days_with, ever_taken, often_until
from tracker.clinical.intake_days import Taken
from tracker.clinical.kidney import LOW_FUNCTION, MODERATE_FUNCTION
from tracker.clinical.moments import add_months, day_of, start_of_day, start_of_next_day
from tracker.clinical.rule import Rule
from tracker.clinical.words import Words, gettext_noop

UNDER_60 = LOW_FUNCTION | MODERATE_FUNCTION
FOR_WEEKS = gettext_noop("You took a magnesium laxative for weeks. We know of no magnesium blood test in 6 months.")
FOR_WEEKS_CARER = gettext_noop(
    "%(name)s took a magnesium laxative for weeks. We know of no magnesium blood test in 6 months."
)


def judge(context: Context) -> Finding | None:
    """Note for 36 of 42 days without a test in 6 months; caution with age, weak kidneys or 1,000 mg a day."""
    taken = context.taken
    days = days_with(taken, _is_laxative)
    until = _often_until(context, days)
    if until is None or until <= context.now or _tested(context):
        return None
    raised = tuple(_raised_by(context, taken))
    severity = Severity.CAUTION if raised else Severity.NOTE
    count = Because("days_with_laxative", _recent(context, days), "d", context.today)
    return context.say(severity, severity.value, because=(count, _last_test(context), *raised), until=until)


def turns(context: Context) -> Iterator[datetime | None]:
    """When too few of the days are left, when a test counts and no longer does, and the birthday."""
    zone = context.facts.person.zone
    ever = ever_taken(context.facts)
    for taken in (ever,) if ever == context.taken else (context.taken, ever):
        yield _often_until(context, days_with(taken, _is_laxative))
        yield _often_until(context, days_of_at_least(taken, context.thresholds["kept_up"]))
    for lab in context.facts.labs:
        yield lab.taken_at
        yield start_of_next_day(_counts_through(context, lab.taken_at), zone)
    born = context.facts.person.birth_date
    if born is not None:
        yield start_of_day(birthday(born, int(context.thresholds["age_years"])), zone)


def _is_laxative(taken: Taken) -> bool:
    return taken.category is Category.LAXATIVE and taken.has_magnesium


def _often_until(context: Context, days: Collection[date]) -> datetime | None:
    on, of = (int(context.thresholds[name]) for name in ("on_days", "of_days"))
    return often_until(days, on=on, of=of, zone=context.facts.person.zone)


def _recent(context: Context, days: Collection[date]) -> Decimal:
    return Decimal(sum((context.today - day).days < context.thresholds["of_days"] for day in days))


def _tested(context: Context) -> bool:
    last = max((lab.taken_at for lab in context.facts.labs if lab.taken_at <= context.now), default=None)
    return last is not None and context.today <= _counts_through(context, last)


def _counts_through(context: Context, taken_at: datetime) -> date:
    return add_months(day_of(taken_at, context.facts.person.zone), int(context.thresholds["test_within_months"]))


def _last_test(context: Context) -> Because:
    last = max((lab.taken_at for lab in context.facts.labs if lab.taken_at <= context.now), default=None)
    return Because("last_magnesium_test", last, "", last)


def _raised_by(context: Context, taken: tuple[Taken, ...]) -> Iterator[Because]:
    if context.age is not None and context.age >= context.thresholds["age_years"]:
        yield Because("age", Decimal(context.age), "a", context.today)
    if context.kidneys.judged_as in UNDER_60:
        yield from context.kidney_inputs()
    heavy = days_of_at_least(taken, context.thresholds["kept_up"])
    until = _often_until(context, heavy)
    if until is not None and until > context.now:
        yield Because("days_over_kept_up", _recent(context, heavy), "d", context.today)


RULE = Rule(
    id="MG-30",
    concern="blood_test",
    grade="B",
    source=(
        "Wakai 2019 (PMC6373027); MHLW 2015; 65-91 % of users were never tested. What keeps up 1,000 mg, and that a "
        "test counts for 6 calendar months, is ours (grade C)"
    ),
    condition=gettext_noop(
        "A laxative with magnesium on 36 or more of the last 42 days, and no magnesium blood test in "
        "6 months. It asks for the test today from the age of 65, with an eGFR under 60, or with 1,000 mg or "
        "more on as many days. It is said once in 90 days."
    ),
    thresholds={
        "on_days": Decimal(36),
        "of_days": Decimal(42),
        "test_within_months": Decimal(6),
        "age_years": Decimal(65),
        "kept_up": Decimal(1000),
    },
    words={
        "note": Words(
            FOR_WEEKS,
            FOR_WEEKS_CARER,
            gettext_noop("Ask your doctor for a magnesium blood test. Enter the result here."),
            gettext_noop("Help %(name)s to get a magnesium blood test, and to enter the result here."),
        ),
        "caution": Words(
            FOR_WEEKS,
            FOR_WEEKS_CARER,
            gettext_noop("Ask your doctor today for a magnesium blood test. Enter the result here."),
            gettext_noop("Ask %(name)s to call the doctor today for a magnesium blood test. Enter the result here."),
        ),
    },
    what_would_change=gettext_noop("A magnesium blood test changes this. So do more days without such a laxative."),
    judge=judge,
    turns=turns,
    judges_doses=False,
    said_again_after_days=90,
)
