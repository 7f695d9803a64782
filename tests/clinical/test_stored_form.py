"""The exact form in which facts and answers are stored: a name that changes makes old alerts unreadable."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.clinical.builders import NOW
from tests.docs.pages import ROOT
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Because
from tracker.clinical.codec import (
    assessment_to_json,
    canonical_bytes,
    facts_from_json,
    facts_to_json,
    finding_from_json,
    finding_to_json,
    verdict_to_json,
)
from tracker.clinical.facts import (
    Category,
    Comparator,
    ConditionFacts,
    DayFacts,
    Declared,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    PersonFacts,
    PlanFacts,
    ReadingFacts,
    Region,
    Sex,
    SymptomFacts,
)
from tracker.clinical.json_values import decimal_text, instant_from_text, rounded_text
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom
from tracker.clinical.verdict import judge_dose

DAY = date(2026, 11, 20)


def an_id(number: int) -> UUID:
    return UUID(int=number)


def text_of(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


EVERYTHING = Facts(
    person=PersonFacts(date(1950, 2, 28), Sex.FEMALE, Region.JP, "Asia/Tokyo", Declared.YES, Decimal("51.5")),
    readings=(
        ReadingFacts(
            an_id(1),
            DAY,
            Decimal("24.5"),
            Comparator.LESS,
            Dialysis.PERITONEAL,
            acute=True,
            creatinine_mg_dl=Decimal("2.1"),
        ),
    ),
    doses=(
        DoseFacts(
            id=an_id(2),
            product_id=an_id(3),
            product_name="Milk",
            category=Category.LAXATIVE,
            amount=Decimal("1.50"),
            unit="15 mL",
            elemental_mg=Decimal(750),
            taken_at=NOW,
            label_units=Decimal("1.5"),
            label_max_units_per_day=Decimal(4),
            substances=(Substance.CITRATE, Substance.ALUMINIUM),
        ),
    ),
    limits=(LimitFacts(an_id(4), Decimal(100), "Dr. Lee", DAY, date.max, an_id(3)),),
    history=(DayFacts(DAY, an_id(3), "Milk", Category.LAXATIVE, Decimal(500), at_least=True, last_at=NOW),),
    plans=(PlanFacts(an_id(5), an_id(3), "Milk", Category.LAXATIVE, None, Decimal(2), DAY, None),),
    labs=(LabFacts(an_id(6), Decimal("2.8"), NOW, Comparator.MORE, Decimal("1.7"), Decimal("2.4")),),
    symptoms=(SymptomFacts(an_id(7), Symptom.WEAKNESS, NOW),),
    conditions=(ConditionFacts(an_id(8), Condition.FEVER, DAY, DAY, None),),
    medicines=(MedicineFacts(an_id(9), "Euthyrox", MedicineClass.LEVOTHYROXINE, DAY, DAY, (time(20), time(7, 30))),),
)
STORED: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "stored_facts.json").read_text(encoding="utf-8"))
AT_HOME = replace(EVERYTHING.person, region=Region.US, zone="UTC", birth_date=date(1980, 1, 1))
# Somebody in stage 4 who took one dose of which the amount is known.
ONE_DOSE = Facts(
    AT_HOME, (ReadingFacts(an_id(1), DAY, Decimal("24.5")),), (replace(EVERYTHING.doses[0], substances=()),)
)


def test_every_fact_has_its_name_and_form() -> None:
    assert facts_to_json(EVERYTHING) == STORED
    assert set(STORED) == {each.name for each in fields(Facts)}


def test_stored_facts_come_back_in_one_order() -> None:
    read = facts_from_json(json.loads(canonical_bytes(STORED)))
    assert facts_to_json(read) == STORED
    assert read.medicines[0].times == (time(7, 30), time(20))
    assert read.limits == EVERYTHING.limits


def test_facts_from_before_a_field_existed_take_its_default() -> None:
    later = ("label_units", "label_max_units_per_day", "substances")
    dose = {name: value for name, value in STORED["doses"][0].items() if name not in later}
    read = facts_from_json({"person": {"zone": "Asia/Tokyo"}, "doses": [dose]})
    assert read.person == PersonFacts(zone="Asia/Tokyo")
    assert (read.doses[0].label_units, read.doses[0].substances, read.labs) == (None, (), ())


def test_a_fact_that_every_record_has_must_be_there() -> None:
    without = {name: value for name, value in STORED["symptoms"][0].items() if name != "code"}
    with pytest.raises(KeyError, match="code"):
        facts_from_json({**STORED, "symptoms": [without]})
    with pytest.raises(KeyError, match="person"):
        facts_from_json({})


def test_an_assessment_has_all_its_fields_under_their_names() -> None:
    data = assessment_to_json(assess(ONE_DOSE, NOW))
    findings = data.pop("findings")
    assert [finding["rule"] for finding in findings] == ["MG-11", "MG-10"]
    assert data == {
        "ruleset": "2026.1",
        "judged_at": "2026-11-22T17:05:00Z",
        "band": "G4",
        "band_reason": "reading",
        "reading_id": text_of(1),
        "fresh_until": "2027-02-20",
        "stale": False,
        "expired": False,
        "total_mg": "750.0",
        "at_least": False,
        "limit_mg": None,
        "limit_basis": "none_without_your_team",
        "severity": "urgent",
        "missing": [],
        "failed_rules": [],
        "next_change_at": "2026-11-23T17:05:00Z",
    }


def test_an_assessment_of_nothing_says_so() -> None:
    data = assessment_to_json(assess(Facts(PersonFacts()), NOW))
    empty = {"reading_id": None, "fresh_until": None, "severity": "note", "missing": ["kidney_result"]}
    assert {name: data[name] for name in empty} == empty
    healthy = Facts(replace(AT_HOME, declared_kidney_disease=Declared.NO))
    assert assessment_to_json(assess(healthy, NOW))["severity"] is None


def test_a_verdict_has_all_its_fields_under_their_names() -> None:
    asked = replace(ONE_DOSE.doses[0], id=an_id(20), elemental_mg=Decimal(10))
    data = verdict_to_json(judge_dose(ONE_DOSE, asked, NOW))
    assert [finding["rule"] for finding in data.pop("findings")] == ["MG-11", "MG-10"]
    assert data == {
        "answer": "ask_first",
        "severity": "urgent",
        "total_before_mg": "750.0",
        "total_after_mg": "760.0",
        "at_least": False,
        "limit_mg": None,
        "room_mg": None,
        "fits_at": None,
        "missing": [],
        "ruleset": "2026.1",
        "judged_at": "2026-11-22T17:05:00Z",
    }


def test_an_answer_of_another_rule_set_names_that_sets_grade_and_source() -> None:
    rule = replace(CURRENT.rule("MG-11"), id="EX-11", grade="C", source="somewhere else")
    other = RuleSet("other", (rule, CURRENT.rule("MG-20"), CURRENT.rule("MG-23")))
    stored = assessment_to_json(assess(ONE_DOSE, NOW, other), other)
    asked = replace(ONE_DOSE.doses[0], id=an_id(20))
    verdict = verdict_to_json(judge_dose(ONE_DOSE, asked, NOW, other), other)
    for finding in (stored["findings"][0], verdict["findings"][0]):
        assert (finding["rule"], finding["grade"], finding["source"]) == ("EX-11", "C", "somewhere else")


def test_a_verdict_with_a_limit_says_what_is_left_of_it() -> None:
    healthy = Facts(AT_HOME, (replace(ONE_DOSE.readings[0], egfr_ml_min=Decimal(95)),))
    asked = replace(ONE_DOSE.doses[0], category=Category.SUPPLEMENT, elemental_mg=Decimal(100))
    data = verdict_to_json(judge_dose(healthy, asked, NOW))
    assert (data["answer"], data["limit_mg"], data["room_mg"]) == ("ok", "350.0", "250.0")


def test_a_verdict_that_finds_nothing_has_no_severity() -> None:
    nothing = judge_dose(Facts(replace(AT_HOME, declared_kidney_disease=Declared.NO)), EVERYTHING.doses[0], NOW)
    assert verdict_to_json(replace(nothing, severity=None, findings=()))["severity"] is None


def test_a_finding_has_all_its_fields_under_their_names() -> None:
    finding = assess(ONE_DOSE, NOW).findings[0]
    told = replace(
        finding,
        because=(
            Because("total_24h", Decimal("750.00049"), "mg", NOW),
            Because("egfr", Decimal("24.5"), "mL/min", DAY),
            Because("last_day", DAY),
            Because("usual_time", NOW),
            Because("unknown_amounts", value=True),
            Because("kidney_band", "G4"),
        ),
        cause="x",
    )
    data = finding_to_json(told)
    assert data == {
        "rule": "MG-11",
        "concern": "magnesium_load",
        "cause": "x",
        "severity": "urgent",
        "words": "urgent",
        "params": {
            "total_mg": {"type": "decimal", "value": "750.0"},
            "at_least": {"type": "plain", "value": False},
            "threshold_mg": {"type": "decimal", "value": "500.0"},
        },
        "because": [
            {"fact": "total_24h", "value": "750.0", "type": "decimal", "unit": "mg", "at": "2026-11-22T17:05:00Z"},
            {"fact": "egfr", "value": "24.5", "type": "decimal", "unit": "mL/min", "at": "2026-11-20"},
            {"fact": "last_day", "value": "2026-11-20", "type": "date", "unit": "", "at": None},
            {"fact": "usual_time", "value": "2026-11-22T17:05:00Z", "type": "instant", "unit": "", "at": None},
            {"fact": "unknown_amounts", "value": True, "type": "plain", "unit": "", "at": None},
            {"fact": "kidney_band", "value": "G4", "type": "plain", "unit": "", "at": None},
        ],
        "products": [
            {
                "product": text_of(3),
                "product_name": "Milk",
                "elemental_mg": "750.0",
                "share": "1.0",
                "dose_ids": [text_of(2)],
            }
        ],
        "grade": "B",
        "source": data["source"],
        "until": "2026-11-23T17:05:00Z",
    }
    rounded = replace(told.because[0], value=Decimal("750.000"))
    assert finding_from_json(data) == replace(told, because=(rounded, *told.because[1:]))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0.0"),
        ("-0", "0.0"),
        ("-0.0", "0.0"),
        ("-0.5", "-0.5"),
        ("-10", "-10.0"),
        ("1E+3", "1000.0"),
        ("1.230", "1.23"),
    ],
)
def test_a_number_keeps_every_digit_and_one_place_at_least(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


def test_an_answer_shows_three_places_at_most() -> None:
    assert rounded_text(Decimal("1.23456")) == "1.235"
    with pytest.raises(ValueError, match="NaN is not a number"):
        rounded_text(Decimal("NaN"))


def test_canonical_bytes_hold_no_number_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_bytes({"a": float("nan")})


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_written_in() -> None:
    assert instant_from_text("2026-11-22T19:05:00+02:00") == datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert instant_from_text("2026-11-22T19:05:00+02:00").tzinfo is UTC
    with pytest.raises(ValueError, match="no time zone"):
        instant_from_text("2026-11-22T19:05:00")
