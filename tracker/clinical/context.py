"""What a rule may look at when it judges: the facts of one person at one instant, already summed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tracker.clinical.ages import age_on
from tracker.clinical.assessment import Because, Finding, ProductShare, Severity, Value
from tracker.clinical.cofactors import illness, stasis
from tracker.clinical.facts import Comparator, DoseFacts, Facts, LimitFacts
from tracker.clinical.intake_days import Taken, taken_until
from tracker.clinical.kidney import Kidneys, judge_kidneys
from tracker.clinical.moments import day_of, in_utc
from tracker.clinical.totals import (
    WINDOW,
    Total,
    carries_magnesium,
    falls_at,
    known_amounts,
    sum_doses,
    window_total,
)

EGFR_UNIT = "mL/min/{1.73_m2}"


@dataclass(frozen=True)
class Context:
    """One person at one instant. Doses are in UTC and in the order of time.

    `window` holds the doses by mouth with magnesium of the last 24 h, `total` their sum;
    `unauthorised` are those that no prescriber's limit covers, `unauthorised_total` is the T24 of
    the rules. `stasis` and `illness` say why the bowel stands still and why the person is ill, and are
    empty when not. `taken` is everything on record up to now, by day, `last_magnesium_at` the latest
    of it with magnesium, into a vein as well (None without). `rule_id`, `concern` and `thresholds`
    are those of the rule that is being asked.
    """

    facts: Facts
    now: datetime
    today: date
    kidneys: Kidneys
    limits: tuple[LimitFacts, ...]
    window: tuple[DoseFacts, ...]
    total: Total
    unauthorised: tuple[DoseFacts, ...]
    unauthorised_total: Total
    stasis: tuple[Because, ...]
    illness: tuple[Because, ...]
    taken: tuple[Taken, ...]
    last_magnesium_at: datetime | None
    rule_id: str = ""
    concern: str = ""
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def age(self) -> int | None:
        """Full years today, None without a birth date."""
        born = self.facts.person.birth_date
        return None if born is None else age_on(born, self.today)

    def asked_by(self, rule_id: str, concern: str, thresholds: Mapping[str, Decimal]) -> Context:
        """The same person, as one rule sees them."""
        # Every rule is asked at every judgement: `replace` would take a third of the time of all of them.
        seen = object.__new__(Context)
        seen.__dict__.update(self.__dict__, rule_id=rule_id, concern=concern, thresholds=thresholds)
        return seen

    def covered_by(self, limit: LimitFacts) -> tuple[DoseFacts, ...]:
        """The doses of the last 24 h that this limit speaks of."""
        return self.window if limit.product_id is None else of_product(self.window, limit.product_id)

    def level(self, elemental_mg: Decimal) -> Severity | None:
        """The highest severity whose threshold the amount reaches, None below all."""
        reached = (severity for severity in reversed(Severity) if self.reaches(severity, elemental_mg))
        return next(reached, None)

    def reaches(self, name: str, elemental_mg: Decimal) -> bool:
        """Whether the amount is at or above the rule's threshold of that name, if it has one."""
        threshold = self.thresholds.get(name)
        return threshold is not None and elemental_mg >= threshold

    def say(
        self,
        severity: Severity,
        words: str,
        *,
        params: Mapping[str, Value] | None = None,
        because: Iterable[Because] = (),
        products: tuple[ProductShare, ...] = (),
        until: datetime | None = None,
        cause: str = "",
    ) -> Finding:
        """A finding of the rule that is being asked; `cause` tells apart what one rule finds about several things."""
        return Finding(
            rule=self.rule_id,
            concern=self.concern,
            severity=severity,
            words=words,
            params=dict(params or {}),
            because=tuple(because),
            products=products,
            until=until,
            cause=cause,
        )

    def say_sum(
        self,
        severity: Severity,
        words: str,
        doses: tuple[DoseFacts, ...],
        threshold_mg: Decimal,
        *,
        params: Mapping[str, Value] | None = None,
        until: datetime | None = None,
    ) -> Finding:
        """A finding about a sum over 24 h; the words' variant says "at least" or "unknown" where due.

        Without `until` it is the instant at which the known sum is under the threshold again.
        """
        total = self.unauthorised_total if doses is self.unauthorised else sum_doses(doses)
        return self.say(
            severity,
            words + _variant(total),
            params={**sum_params(total), "threshold_mg": threshold_mg, **(params or {})},
            because=(*self.kidney_inputs(), *self.sum_inputs(total), Because("threshold", threshold_mg, "mg")),
            products=total.by_product,
            until=until or falls_at(known_amounts(doses), lambda mg: mg >= threshold_mg),
        )

    def sum_inputs(self, total: Total) -> tuple[Because, ...]:
        """A sum over 24 h as inputs of a finding, with what was left out of it."""
        left_out = self.total.elemental_mg - self.unauthorised_total.elemental_mg
        agreed = (Because("authorised_24h", left_out, "mg", self.now),) if left_out else ()
        return *said_total(total, self.now), *agreed

    def kidney_inputs(self) -> tuple[Because, ...]:
        """The kidneys as inputs of a finding: the result with its date, the band judged, and why it counts worse."""
        kidneys = self.kidneys
        inputs = [Because("kidney_band", kidneys.band.value, "", kidneys.taken_on)]
        if kidneys.egfr is not None:
            inputs.insert(0, Because("egfr", kidneys.egfr, EGFR_UNIT, kidneys.taken_on))
        if kidneys.comparator is not Comparator.NONE:
            inputs.insert(1, Because("egfr_comparator", kidneys.comparator.value, "", kidneys.taken_on))
        if kidneys.stale:
            inputs.append(Because("fresh_until", kidneys.fresh_until))
        inputs.extend(kidneys.evidence)
        if kidneys.shifted:
            inputs.append(Because("counted_as", kidneys.judged_as.value))
            inputs.extend(kidneys.shift_reasons)
        return tuple(inputs)


def build_context(facts: Facts, now: datetime) -> Context:
    """The context of normalised facts at an instant. Raises for a zone that does not exist."""
    at = in_utc(now)
    today = day_of(at, facts.person.zone)
    limits = tuple(limit for limit in facts.limits if limit.from_date <= today <= limit.until_date)
    lately = _taken_in_window(facts.doses, at)
    window = tuple(filter(carries_magnesium, lately))
    unauthorised = _unauthorised(window, limits)
    total = window_total(lately, until=at)
    same = unauthorised == lately
    taken = taken_until(facts, at)
    return Context(
        facts=facts,
        now=at,
        today=today,
        kidneys=judge_kidneys(facts, at),
        limits=limits,
        window=window,
        total=total,
        unauthorised=unauthorised,
        unauthorised_total=total if same else sum_doses(unauthorised),
        stasis=stasis(facts, today),
        illness=illness(facts, at),
        taken=taken,
        last_magnesium_at=max((each.last_at for each in taken if each.at_least or each.elemental_mg), default=None),
    )


def of_product(doses: Iterable[DoseFacts], product_id: UUID) -> tuple[DoseFacts, ...]:
    """The doses of one product."""
    return tuple(dose for dose in doses if dose.product_id == product_id)


def sum_params(total: Total) -> dict[str, Value]:
    """What every sentence about a sum may use."""
    return {"total_mg": total.elemental_mg, "at_least": total.at_least}


def said_total(total: Total, at: datetime) -> tuple[Because, ...]:
    """A sum over 24 h as inputs of a finding, for rules to which it does not matter what was agreed."""
    known = Because("total_24h", total.elemental_mg, "mg", at)
    return (known, Because("unknown_amounts", value=True, at=at)) if total.at_least else (known,)


def _variant(total: Total) -> str:
    if not total.at_least:
        return ""
    return "_at_least" if total.elemental_mg else "_unknown"


def _unauthorised(window: tuple[DoseFacts, ...], limits: tuple[LimitFacts, ...]) -> tuple[DoseFacts, ...]:
    """What no prescriber agreed to: doses that no limit covers, and what goes beyond the limit that does.

    A limit authorises its amount and not a milligram more, in the order of time; a dose that crosses the line counts
    with what lies beyond it. A limit for the product goes before one for everything, the lowest of several counts,
    and a limit of nothing is a prescriber's no. An unknown amount is agreed to by the product's own limit alone:
    nobody can say that it fits into one for everything (ours, grade C).
    """
    agreed: dict[UUID | None, Decimal] = {}
    for limit in limits:
        amount = limit.elemental_mg_per_day
        agreed[limit.product_id] = min(amount, agreed.get(limit.product_id, amount))
    return tuple(left for dose in window if (left := _beyond(dose, agreed)) is not None)


def _beyond(dose: DoseFacts, agreed: dict[UUID | None, Decimal]) -> DoseFacts | None:
    """The part of a dose that its limit does not cover, None when it covers all; takes it from what is agreed."""
    key = dose.product_id if dose.product_id in agreed else None
    left = agreed.get(key, Decimal(0))
    if dose.elemental_mg is None:
        return None if left > 0 and key is not None else dose
    covered = min(left, dose.elemental_mg)
    if not covered:
        return dose
    agreed[key] = left - covered
    if covered == dose.elemental_mg:
        return None
    beyond = dose.elemental_mg - covered
    units = None if dose.label_units is None else dose.label_units * beyond / dose.elemental_mg
    return replace(dose, elemental_mg=beyond, label_units=units)


def _taken_in_window(doses: tuple[DoseFacts, ...], at: datetime) -> tuple[DoseFacts, ...]:
    first = bisect_right(doses, at - WINDOW, key=_taken_at)
    return doses[first : bisect_right(doses, at, key=_taken_at)]


def _taken_at(dose: DoseFacts) -> datetime:
    return dose.taken_at
