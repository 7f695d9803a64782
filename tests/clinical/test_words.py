"""Every sentence that a rule can say."""

from __future__ import annotations

import re
from dataclasses import astuple

import pytest

from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.words import Words

LONG = {
    "name": "Maria-Magdalena von der Leyenburg",
    "product": "Extra Strength Antacid Plus Anti-Gas Liquid, Mint",
    "total_mg": "12,345.678\u00a0mg",
    "threshold_mg": "4,222.5\u00a0mg",
    "limit_mg": "1,000.5\u00a0mg",
    "months": "12",
}
ALL = [(rule, variant, words) for rule in CURRENT.rules for variant, words in rule.words.items()]
IDS = [f"{rule.id} {variant}" for rule, variant, _ in ALL]
every_variant = pytest.mark.parametrize(("rule", "variant", "words"), ALL, ids=IDS)
ASK_FIRST = "stop a medicine that was prescribed without asking"


@every_variant
def test_headlines_stay_under_140_characters_even_with_long_names(rule: Rule, variant: str, words: Words) -> None:
    for headline in (words.headline_patient, words.headline_carer):
        assert len(headline % LONG) < 140, headline % LONG


@every_variant
def test_no_sentence_promises_safety_or_speaks_latin(rule: Rule, variant: str, words: Words) -> None:
    text = " ".join(astuple(words)).lower()
    for forbidden in ("safe", "hypermagnes", "stop taking", "overdose", "serum", ">", "<", " he ", " she ", " her "):
        assert forbidden not in text


@every_variant
def test_who_says_take_no_more_also_says_not_to_stop_a_prescribed_medicine(
    rule: Rule, variant: str, words: Words
) -> None:
    for action in (words.action_patient, words.action_carer):
        if re.search(r"take no more|before you take|before taking", action, re.IGNORECASE):
            assert ASK_FIRST in action


@every_variant
def test_an_action_starts_with_a_verb_to_do(rule: Rule, variant: str, words: Words) -> None:
    for action in (words.action_patient, words.action_carer):
        assert action.split()[0] in {"Ask", "Call", "Help", "Keep", "Follow"}


@every_variant
def test_the_carer_reads_the_name_and_the_patient_is_spoken_to(rule: Rule, variant: str, words: Words) -> None:
    assert "%(name)s" in words.headline_carer
    assert "%(name)s" in words.action_carer
    assert "%(name)s" not in words.headline_patient + words.action_patient
    assert re.search(r"\byour?\b", words.headline_patient, re.IGNORECASE)


@every_variant
def test_a_headline_names_no_product(rule: Rule, variant: str, words: Words) -> None:
    assert "%(product)s" not in words.headline_patient + words.headline_carer


@every_variant
def test_numbers_keep_their_units_on_the_same_line(rule: Rule, variant: str, words: Words) -> None:
    for text in (*astuple(words), rule.condition, rule.what_would_change):
        assert not re.search(r"\d (mg|hours|months)|%\(months\)s months", text)


@every_variant
def test_an_uncertain_sum_says_at_least(rule: Rule, variant: str, words: Words) -> None:
    says = "at least" in words.headline_patient and "at least" in words.headline_carer
    assert says == variant.endswith("_at_least")


@pytest.mark.parametrize("rule", CURRENT.rules, ids=[rule.id for rule in CURRENT.rules])
def test_every_rule_names_its_grade_source_and_condition(rule: Rule) -> None:
    assert rule.grade in {"A", "B", "C"}
    assert len(rule.source) > 10
    assert rule.condition.endswith(".")
    assert rule.what_would_change.endswith(".")


def test_rules_of_one_concern_share_one_alert() -> None:
    concerns = {rule.id: rule.concern for rule in CURRENT.rules}
    assert concerns == {
        "MG-01": "symptoms",
        "MG-02": "symptoms",
        "MG-03": "blood_magnesium",
        "MG-04": "blood_magnesium",
        "MG-10": "magnesium_load",
        "MG-11": "magnesium_load",
        "MG-12": "bowel_preparation",
        "MG-13": "bowel_preparation",
        "MG-20": "magnesium_load",
        "MG-21": "magnesium_load",
        "MG-22": "label_maximum",
        "MG-23": "upper_level",
        "MG-24": "magnesium_load",
        "MG-30": "blood_test",
        "MG-31": "laxative_days",
        "MG-40": "illness",
        "MG-41": "contraindication",
        "MG-50": "several_products",
        "MG-60": "kidney_result",
        "MG-70": "low_magnesium",
        "MG-80": "authorised",
        "AL-01": "aluminium",
        "PO-01": "phosphate",
        "SP-01": "timing",
    }
