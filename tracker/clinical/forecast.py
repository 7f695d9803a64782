"""The planned week: what plans would have a person take, judged dose by dose before any of it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tracker.clinical.assessment import Answer, Finding, Severity, Verdict
from tracker.clinical.facts import DoseFacts, Facts, PlanFacts
from tracker.clinical.intake_days import taken_until
from tracker.clinical.json_values import instant_text
from tracker.clinical.judging import cause_of, judge_at
from tracker.clinical.moments import day_of, in_utc, start_of_day
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.verdict import judge_dose

DAYS = 7
# Eight plans at three times a day and one every hour are less; it keeps one answer from taking minutes.
MOST_DOSES = 200
_WORSE = (Answer.OK, Answer.CANNOT_TELL, Answer.WAIT, Answer.ASK_FIRST)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a plan is followed: at `times` in the person's zone, or every so many hours; neither means as needed."""

    plan: PlanFacts
    amount: Decimal
    unit: str
    times: tuple[time, ...] = ()
    every_hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One dose of a plan, and the verdict on it at its own instant."""

    plan_id: UUID
    dose: DoseFacts
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Forecast:
    """A week of plans. `standing` is what the plans themselves give rise to, before a dose of them is taken.

    `needed` is one dose of each product that is taken as needed, judged as if the need came at once. `until` is the
    instant up to which doses were judged: a week ahead, earlier when there are more than 200.
    """

    doses: tuple[Planned, ...]
    standing: tuple[Finding, ...]
    since: datetime
    until: datetime
    ruleset: RuleSet
    needed: tuple[Planned, ...] = ()

    @property
    def judged(self) -> tuple[Planned, ...]:
        """All doses that were judged, those of the week first."""
        return *self.doses, *self.needed

    @property
    def worst(self) -> Planned | None:
        """The first of the most severe doses; None without any."""
        return max(self.judged, key=lambda planned: _badness(planned.verdict), default=None)

    @property
    def severity(self) -> Severity | None:
        """The highest severity of all, None when there is nothing to say."""
        found = [planned.verdict.severity for planned in self.judged] + [finding.severity for finding in self.standing]
        return max((each for each in found if each is not None), key=lambda each: each.rank, default=None)

    @property
    def answer(self) -> Answer:
        """What the plans as a whole are answered: the worst of the doses, and `ask_first` from caution on."""
        answers = [planned.verdict.answer for planned in self.judged]
        if any(_is_loud(finding, self.ruleset) for finding in self.standing):
            answers.append(Answer.ASK_FIRST)
        return max(answers, key=_WORSE.index, default=Answer.OK)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the plans give rise to and what the worst dose adds, the most severe first, nothing twice."""
        worst = self.worst
        found = (*self.standing, *(worst.verdict.findings if worst else ()))
        unique = {(*cause_of(finding), finding.severity): finding for finding in reversed(found)}
        return tuple(sorted(unique.values(), key=lambda finding: (-finding.severity.rank, finding.rule)))


def forecast(
    facts: Facts,
    schedules: Iterable[Schedule],
    now: datetime,
    *,
    new: Iterable[UUID] | None = None,
    ruleset: RuleSet = CURRENT,
) -> Forecast:
    """Judges a week of these plans, each dose at its own instant with the earlier ones taken as planned.

    The same function as for a check judges them. Doses run from `now` for 7 times 24 hours and for 200 doses at most;
    what is taken as needed is not taken here, but one dose of it is judged beside the others. `standing` tells what the
    plans themselves raise, or only those whose ids are `new`: against the facts without these. Raises as `assess` does.
    """
    at = in_utc(now)
    every, bare = tuple(schedules), replace(facts, plans=())
    coming = sorted(_expand(facts, every, at), key=lambda pair: (pair[1].taken_at, pair[1].id))
    judged = coming[:MOST_DOSES]
    until = at + timedelta(days=DAYS) if judged == coming else judged[-1][1].taken_at
    doses = tuple(_judge_in_turn(bare, judged, ruleset))
    needed = tuple(_judge_needed(bare, every, at, ruleset))
    added = frozenset(plan.id for plan in facts.plans) if new is None else frozenset(new)
    return Forecast(doses, _standing(facts, added, at, ruleset), at, until, ruleset, needed)


def _judge_in_turn(facts: Facts, coming: Iterable[tuple[UUID, DoseFacts]], ruleset: RuleSet) -> Iterator[Planned]:
    known = facts
    for plan_id, dose in coming:
        yield Planned(plan_id, dose, judge_dose(known, dose, dose.taken_at, ruleset))
        known = replace(known, doses=(*known.doses, dose))


def _judge_needed(facts: Facts, schedules: Iterable[Schedule], now: datetime, ruleset: RuleSet) -> Iterator[Planned]:
    """One dose of each plan that says no time, at once or on its first day: nobody knows when the need comes."""
    zone = facts.person.zone
    for schedule in schedules:
        begin = start_of_day(schedule.plan.from_date, zone)
        as_needed = not schedule.times and schedule.every_hours is None
        if as_needed and begin is not None and _holds(schedule.plan, day_of(max(begin, now), zone)):
            dose = _dose(schedule, max(begin, now))
            yield Planned(schedule.plan.id, dose, judge_dose(facts, dose, dose.taken_at, ruleset))


def _standing(facts: Facts, added: frozenset[UUID], now: datetime, ruleset: RuleSet) -> tuple[Finding, ...]:
    """What is found because these plans are on file, and would not be, or less severe, without them."""
    before = replace(facts, plans=tuple(plan for plan in facts.plans if plan.id not in added))
    known = reversed(judge_at(normalise(before), now, ruleset).findings)
    ranks = {cause_of(finding): finding.severity.rank for finding in known}
    after = judge_at(normalise(facts), now, ruleset).findings
    return tuple(finding for finding in after if finding.severity.rank > ranks.get(cause_of(finding), -1))


def _expand(facts: Facts, schedules: Iterable[Schedule], now: datetime) -> Iterator[tuple[UUID, DoseFacts]]:
    for schedule in schedules:
        instants = _by_clock(schedule, facts.person.zone, now) if schedule.times else _by_hours(schedule, facts, now)
        for instant in instants:
            yield schedule.plan.id, _dose(schedule, instant)


def _by_clock(schedule: Schedule, zone: str, now: datetime) -> Iterator[datetime]:
    """Times of day of the zone. One that a clock skips comes an hour later, one that it repeats comes once."""
    end, first = now + timedelta(days=DAYS), day_of(now, zone)
    # With an hour missing, 7 times 24 hours can end on the second day after the seventh.
    for day in (first + timedelta(days=offset) for offset in range(DAYS + 2)):
        for clock in schedule.times if _holds(schedule.plan, day) else ():
            instant = in_utc(datetime.combine(day, clock, ZoneInfo(zone)))
            # A zone that crosses the date line leaves a whole day out.
            if now < instant <= end and day_of(instant, zone) == day:
                yield instant


def _by_hours(schedule: Schedule, facts: Facts, now: datetime) -> Iterator[datetime]:
    """Every so many elapsed hours, counted from the last dose on record, else from the first day or now."""
    zone, end = facts.person.zone, now + timedelta(days=DAYS)
    begin = start_of_day(schedule.plan.from_date, zone)
    if schedule.every_hours is None or begin is None:
        return
    every = timedelta(seconds=int(schedule.every_hours * 3600))
    taken = [each.last_at for each in taken_until(facts, now) if each.product_id == schedule.plan.product_id]
    instant = max(begin, now, *(last_at + every for last_at in taken))
    while instant <= end and _holds(schedule.plan, day_of(instant, zone)):
        yield instant
        instant += every


def _holds(plan: PlanFacts, day: date) -> bool:
    return plan.from_date <= day and (plan.until_date is None or day <= plan.until_date)


def _dose(schedule: Schedule, at: datetime) -> DoseFacts:
    """One intake. The same plan and instant always make the same id."""
    plan = schedule.plan
    return DoseFacts(
        id=uuid5(plan.id, instant_text(at)),
        product_id=plan.product_id,
        product_name=plan.product_name,
        category=plan.category,
        amount=schedule.amount,
        unit=schedule.unit,
        elemental_mg=plan.elemental_mg,
        taken_at=at,
        label_units=plan.label_units,
        label_max_units_per_day=plan.label_max_units_per_day,
        substances=plan.substances,
    )


def _is_loud(finding: Finding, ruleset: RuleSet) -> bool:
    return finding.severity.rank >= Severity.CAUTION.rank or ruleset.rule(finding.rule).asks_first


def _badness(verdict: Verdict) -> tuple[int, int]:
    return (-1 if verdict.severity is None else verdict.severity.rank), _WORSE.index(verdict.answer)
