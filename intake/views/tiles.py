"""Quick tiles: what is usually taken, each with the answer that it would get now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from intake.models import Dose
from intake.selectors.facts import to_dose_facts
from intake.selectors.products import UsualProduct, dose_amounts, usual_products
from tracker.clinical.assessment import Answer
from tracker.clinical.facts import Facts
from tracker.clinical.verdict import judge_dose
from tracker.models import Person, new_id


@dataclass(frozen=True, slots=True)
class Tile:
    """One usual dose. `dose_id` makes a double tap one dose; `answer` is what it would get if taken now."""

    usual: UsualProduct
    dose_id: UUID
    answer: Answer


def quick_tiles(person: Person, facts: Facts, *, now: datetime) -> list[Tile]:
    """The person's usual products, most used first, judged against the facts as they stand."""
    return [_tile(usual, facts, now=now) for usual in usual_products(person, now=now)]


def _tile(usual: UsualProduct, facts: Facts, *, now: datetime) -> Tile:
    amounts = dose_amounts(usual.unit, usual.amount)
    dose = Dose(
        id=new_id(),
        product=usual.product,
        amount=usual.amount,
        unit=usual.unit.name,
        elemental_mg=amounts.elemental_mg,
        label_units=amounts.label_units,
        taken_at=now,
    )
    return Tile(usual, dose.pk, judge_dose(facts, to_dose_facts(dose), now).answer)
