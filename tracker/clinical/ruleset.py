"""The rule sets. A published set never changes: new medicine is a new set."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.clinical.rule import Rule
from tracker.clinical.rules import (
    al_01,
    mg_01,
    mg_02,
    mg_03,
    mg_04,
    mg_10,
    mg_11,
    mg_12,
    mg_13,
    mg_20,
    mg_21,
    mg_22,
    mg_23,
    mg_24,
    mg_30,
    mg_31,
    mg_40,
    mg_41,
    mg_50,
    mg_60,
    mg_70,
    mg_80,
    po_01,
    sp_01,
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order of the table; the order breaks ties of severity."""

    id: str
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises KeyError."""
        found = self.find(rule_id)
        if found is None:
            raise KeyError(rule_id)
        return found

    def find(self, rule_id: str) -> Rule | None:
        """The rule of that id, None when the set does not have it."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


RULE_SET_2026_1 = RuleSet(
    id="2026.1",
    rules=(
        mg_01.RULE,
        mg_02.RULE,
        mg_03.RULE,
        mg_04.RULE,
        mg_10.RULE,
        mg_11.RULE,
        mg_12.RULE,
        mg_13.RULE,
        mg_20.RULE,
        mg_21.RULE,
        mg_22.RULE,
        mg_23.RULE,
        mg_24.RULE,
        mg_30.RULE,
        mg_31.RULE,
        mg_40.RULE,
        mg_41.RULE,
        mg_50.RULE,
        mg_60.RULE,
        mg_70.RULE,
        mg_80.RULE,
        al_01.RULE,
        po_01.RULE,
        sp_01.RULE,
    ),
)
CURRENT = RULE_SET_2026_1

RULE_SETS = {ruleset.id: ruleset for ruleset in (RULE_SET_2026_1,)}
