"""A judgement looks no further back than its rules do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.clinical.builders import NOW, dose, earlier, facts
from tests.clinical.simulated import Simulation
from tracker.clinical.assess import assess
from tracker.clinical.facts import Category
from tracker.clinical.recent import LOOKED_AT, leave_out_the_past
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.verdict import judge_dose

LAXATIVE = Category.LAXATIVE


def test_no_rule_has_a_number_of_days_that_reaches_further() -> None:
    days = [value for rule in CURRENT.rules for name, value in rule.thresholds.items() if "days" in name]
    assert max(days) + 2 <= LOOKED_AT.days


def test_what_is_older_is_left_out_and_nothing_else() -> None:
    inside, outside = dose(1, NOW - LOOKED_AT + timedelta(seconds=1)), dose(1, NOW - LOOKED_AT)
    coming = dose(1, NOW + timedelta(days=1))
    known = facts(inside, outside, coming, history=[earlier(43), earlier(44)])
    left = leave_out_the_past(known, NOW)
    assert left.doses == (inside, coming)
    assert [day.day for day in left.history] == [known.history[0].day]
    assert replace(left, doses=known.doses, history=known.history) == known


def test_five_years_of_doses_are_judged_as_the_last_weeks_are() -> None:
    years = [dose(600, NOW - timedelta(hours=12 * count), LAXATIVE) for count in range(3_650)]
    known = facts(*years, egfr=40)
    weeks = replace(known, doses=tuple(years[:100]))
    assert assess(known, NOW) == assess(weeks, NOW)
    asked = dose(300)
    assert judge_dose(known, asked, NOW) == judge_dose(weeks, asked, NOW)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_known_the_same_is_found_with_and_without_the_distant_past(seed: int) -> None:
    simulation = Simulation(seed)
    random = Random(seed)
    for _ in range(20):
        known, now = simulation.facts(), simulation.now
        old = [replace(earlier(1), last_at=now - timedelta(days=random.randrange(45, 2_000))) for _ in range(50)]
        more = replace(known, history=(*known.history, *(replace(day, day=day.last_at.date()) for day in old)))
        assert assess(more, now) == assess(known, now)
