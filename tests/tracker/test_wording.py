"""The rules' sentences as people read them."""

from __future__ import annotations

from tests.clinical.builders import dose, facts, found, limit
from tracker.clinical.facts import Category
from tracker.selectors.wording import render_finding

SPACE = "\N{NO-BREAK SPACE}"


def test_a_sum_that_leaves_out_what_was_agreed_says_so() -> None:
    milk = dose(1000, category=Category.LAXATIVE)
    [over] = found(facts(milk, egfr=24, limits=[limit(77)]), "MG-11")
    said = render_finding(over, audience="patient")
    assert f"You had 923{SPACE}mg" in said.headline
    assert said.action.endswith(f"Not counted here: 77{SPACE}mg that a prescriber agreed to.")
    [alone] = found(facts(milk, egfr=24), "MG-11")
    assert "Not counted" not in render_finding(alone, audience="patient").action
