"""Thousands of simulated people in every run; `make nightly` has a million."""

from __future__ import annotations

import pytest

from tests.clinical.simulated import Simulation, trouble_with
from tracker.clinical.codec import canonical_bytes, facts_to_json


@pytest.mark.parametrize("seed", range(6))
def test_no_rule_fails_on_simulated_facts(seed: int) -> None:
    simulation = Simulation(seed)
    for _ in range(500):
        facts = simulation.facts()
        assert trouble_with(facts, simulation.now) == "", facts


def test_the_same_seed_makes_the_same_people() -> None:
    first, second = (canonical_bytes(facts_to_json(Simulation(7).facts())) for _ in range(2))
    assert first == second != canonical_bytes(facts_to_json(Simulation(8).facts()))
