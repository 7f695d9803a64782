"""What a replay of many cases shows: targets met or not, what each rule gave, what was missed and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tracker.clinical.assessment import Severity
from tracker.clinical.case_replay.case import Case, Kind
from tracker.clinical.case_replay.kidneys import WORKS_FROM
from tracker.clinical.case_replay.person import FIRST_DAY, facts_on
from tracker.clinical.case_replay.replay import CAUTION, Replay, Run, Said
from tracker.clinical.cofactors import SLOW_BOWEL, STASIS_CONDITIONS, stasis
from tracker.clinical.facts import Category
from tracker.clinical.terms import Condition

# Section "Validation" of the medicine, in per cent.
AT_LEAST_CAUTION, AT_LEAST_URGENT = 90, 60
URGENT = Severity.URGENT.rank


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some cases reached a severity, and whether that is the percentage aimed at."""

    severity: Severity
    reached: int
    of: int
    aim_percent: int

    @property
    def holds(self) -> bool:
        """Also true of nothing at all."""
        return self.reached * 100 >= self.aim_percent * self.of


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one rule gave: cases in which it said caution or more, urgent or more, and those that only it reached."""

    rule: str
    caution: int
    urgent: int
    alone: tuple[str, ...]


def has_reason(case: Case) -> bool:
    """Whether the report holds anything that a rule could go by: a dose, weak kidneys, or a bowel that stands still."""
    return case.elemental_mg is not None or has_weak_kidneys(case) or has_stasis(case)


def has_weak_kidneys(case: Case) -> bool:
    """Whether the report names a kidney disease or a sudden kidney injury."""
    return case.kidneys.are_impaired or Condition.ACUTE_KIDNEY_INJURY in case.conditions


def has_stasis(case: Case) -> bool:
    """Whether the report names what the rules take for a bowel that stands still."""
    return bool(STASIS_CONDITIONS & set(case.conditions)) or bool(SLOW_BOWEL & set(case.medicines))


def cases_with_reason(replays: Iterable[Replay]) -> tuple[Replay, ...]:
    """Those that the targets speak of."""
    return tuple(each for each in replays if each.case.kind is Kind.CASE and has_reason(each.case))


def shares(replays: Iterable[Replay]) -> tuple[Share, Share]:
    """Caution and urgent among the cases with a reason, without symptoms, each in its hardest run."""
    judged = cases_with_reason(replays)
    return (
        Share(Severity.CAUTION, _reaching(judged, CAUTION), len(judged), AT_LEAST_CAUTION),
        Share(Severity.URGENT, _reaching(judged, URGENT), len(judged), AT_LEAST_URGENT),
    )


def false_alarms(replays: Iterable[Replay]) -> tuple[Replay, ...]:
    """Control arms with normal kidneys above a note (supplements) or above caution (anything), in their longest run."""
    return tuple(each for each in replays if is_healthy_control(each.case) and _too_loud(each))


def is_healthy_control(case: Case) -> bool:
    """A trial's arm with kidneys that work."""
    return case.kind is Kind.CONTROL and case.kidneys.are_normal


def missed(replays: Iterable[Replay]) -> tuple[Replay, ...]:
    """Cases, with a reason or without one, in which nothing was said before the symptoms."""
    return tuple(each for each in replays if each.case.kind is Kind.CASE and each.shortest.first is None)


def why_missed(replay: Replay) -> str:
    """What the record of the first day lacks, in a few words."""
    facts = facts_on(replay.case, 1, replay.known)
    egfr = facts.readings[0].egfr_ml_min if facts.readings else None
    lacks = [
        (facts.doses[0].elemental_mg is None, "no amount"),
        (not facts.readings, "no kidney result"),
        (egfr is not None and egfr >= WORKS_FROM, "normal kidneys"),
        (not stasis(facts, FIRST_DAY), "no bowel that stands still"),
    ]
    return ", ".join(words for lacking, words in lacks if lacking)


def contributions(replays: Iterable[Replay]) -> Iterator[Contribution]:
    """What each rule that warned gave to the cases with a reason, in the hardest run, by rule."""
    judged = cases_with_reason(replays)
    caution = _counted(judged, lambda said: said.severity.rank >= CAUTION)
    urgent = _counted(judged, lambda said: said.severity.rank >= URGENT)
    for rule in sorted(caution):
        alone = tuple(each.case.id for each in judged if _warning_rules(each.shortest) == {rule})
        yield Contribution(rule, caution[rule], urgent[rule], alone)


def reaches(said: Said | None, rank: int) -> bool:
    """Whether something was said, at least as loudly as this."""
    return said is not None and said.severity.rank >= rank


def _reaching(judged: Iterable[Replay], rank: int) -> int:
    return sum(reaches(each.shortest.highest, rank) for each in judged)


def _too_loud(replay: Replay) -> bool:
    from_rank = CAUTION if replay.case.category is Category.SUPPLEMENT else URGENT
    return reaches(replay.longest.highest, from_rank)


def _counted(judged: Iterable[Replay], wanted: Callable[[Said], bool]) -> Counter[str]:
    return Counter(said.rule for each in judged for said in each.shortest.found if wanted(said))


def _warning_rules(run: Run) -> set[str]:
    return {said.rule for said in run.found if said.severity.rank >= CAUTION}
