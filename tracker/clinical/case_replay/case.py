"""One row of published cases as typed values. Whatever a cell holds, reading it never raises.

The columns are those of `tracker/data/cases.csv`; a missing one is blank. What is chosen here is written down in
docs/clinical.md, because a reader has to judge it: what a word of a report stands for in a person's record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.clinical.case_replay import phrases
from tracker.clinical.case_replay.kidneys import CaseKidneys, read_kidneys
from tracker.clinical.case_replay.numbers import read_days, read_number
from tracker.clinical.facts import Category, Sex
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom
from tracker.clinical.units import mg_from_mmol

# Where a report gives no duration, the exposure is tried for as long as each of these (section "Validation").
DAYS_WHEN_UNKNOWN = (1, 7, 30, 90)
MOST_DAYS = 3_650
DAYS_OF_STASIS = 3
_ENDED_BEFORE = re.compile(
    r"(?:ended|stopped|until|last dose)\D{0,20}(\d+)\s*(day|week)s?\s*(?:before|ago)", re.IGNORECASE
)
_ELEMENTAL = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*mg elemental|(\d+(?:\.\d+)?)\s*mmol\b", re.IGNORECASE)
_NONE_OF_THEIR_OWN = re.compile(r"not tabulated|none reported", re.IGNORECASE)


COLUMNS = (
    *(
        "id",
        "type",
        "citation",
        "age",
        "sex",
        "egfr",
        "creatinine_mg_dl",
        "ckd_stage",
        "dialysis",
        "product",
        "compound",
    ),
    *("dose_text", "elemental_mg_per_day", "duration_days", "cofactors", "symptoms", "provenance"),
)


class Kind(StrEnum):
    """Somebody who was harmed, a trial's arm, or a cohort: that one is counted and not replayed."""

    CASE = "case"
    CONTROL = "control"
    COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Case:
    """A published case, translated. `elemental_mg` is per day, None when not known.

    `days` holds each duration in days that is tried, `days_after` how long after the last dose the event came.
    `at_event` names conditions that were found only then, as far as the report tells.
    """

    id: str
    kind: Kind
    age_years: Decimal | None
    sex: Sex | None
    kidneys: CaseKidneys
    category: Category
    substances: tuple[Substance, ...]
    elemental_mg: Decimal | None
    days: tuple[int, ...]
    days_after: int
    conditions: tuple[Condition, ...]
    at_event: frozenset[Condition]
    medicines: tuple[MedicineClass, ...]
    symptoms: tuple[Symptom, ...]


def read_case(row: Mapping[str, object]) -> Case:
    """A row as values. Blank, unknown and badly written cells say nothing."""
    cells = {name: _text(row.get(name)) for name in COLUMNS}
    kind = _kind(cells["type"])
    product = f"{cells['product']} {cells['compound']}"
    cofactors = cells["cofactors"]
    health = f"{cofactors};{cells['ckd_stage']}"
    conditions = _conditions(health, kind)
    age_years = read_age(cells["age"])
    sex = {"f": Sex.FEMALE, "m": Sex.MALE}.get(cells["sex"][:1].lower())
    return Case(
        id=cells["id"] or "?",
        kind=kind,
        age_years=age_years,
        sex=sex,
        kidneys=read_kidneys(cells, age_years=age_years, sex=sex, worse=kind is Kind.CONTROL),
        category=_category(product, f"{cells['dose_text']};{cofactors}"),
        substances=tuple(phrases.meanings(product, phrases.SUBSTANCES)),
        elemental_mg=_elemental_mg(cells),
        days=_days(cells["duration_days"]),
        days_after=_days_after(f"{cofactors};{cells['product']}"),
        conditions=conditions,
        at_event=_found_at_event(conditions, cofactors),
        medicines=tuple(phrases.meanings(cofactors, phrases.MEDICINES)),
        symptoms=_symptoms(cells["symptoms"]),
    )


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def read_age(text: str) -> Decimal | None:
    """Years of age; "20 months" is 1.7, "81" is 81, "elderly" is not known."""
    years = read_number(text)
    if years is None:
        return None
    per_year = next((parts for word, parts in (("month", 12), ("week", 52), ("day", 365)) if word in text.lower()), 1)
    years /= per_year
    return years if 0 <= years <= 120 else None


def _kind(text: str) -> Kind:
    said = text.lower()
    if "control" in said or "trial" in said:
        return Kind.CONTROL
    return Kind.COHORT if "cohort" in said or "series" in said else Kind.CASE


def _category(product: str, beside: str) -> Category:
    """What its name says; where that says nothing, what it was taken for; and a supplement where nothing does."""
    named = next(phrases.meanings(product, phrases.CATEGORIES), None)
    taken_for = next(phrases.meanings(beside, phrases.FOR_THE_BOWEL), Category.SUPPLEMENT)
    if named is None or (named is Category.LAXATIVE and taken_for is Category.BOWEL_PREPARATION):
        return taken_for
    return named


def _elemental_mg(cells: Mapping[str, str]) -> Decimal | None:
    known = read_number(cells["elemental_mg_per_day"])
    if known is not None:
        return known if known >= 0 else None
    said = _ELEMENTAL.search(cells["dose_text"])
    if said is None:
        return None
    return Decimal(said[1].replace(",", "")) if said[1] else mg_from_mmol(Decimal(said[2]))


def _days(text: str) -> tuple[int, ...]:
    days = read_days(text)
    return DAYS_WHEN_UNKNOWN if days is None else (min(days, MOST_DAYS),)


def _days_after(text: str) -> int:
    said = _ENDED_BEFORE.search(text)
    return 0 if said is None else min(int(said[1]) * (7 if said[2].lower() == "week" else 1), MOST_DAYS)


def _conditions(health: str, kind: Kind) -> tuple[Condition, ...]:
    found = list(phrases.meanings(health, phrases.CONDITIONS))
    # In one person's report constipation is how the bowel was; in a trial's arm it is why a laxative was given.
    stands_still = kind is Kind.CASE and phrases.says(health, phrases.CONSTIPATION)
    if stands_still or phrases.days_without_stool(health) >= DAYS_OF_STASIS:
        found.append(Condition.NO_STOOL_3_DAYS)
    return tuple(found)


def _found_at_event(conditions: tuple[Condition, ...], cofactors: str) -> frozenset[Condition]:
    """A sudden kidney injury or an obstruction is found when the person arrives; days without stool can be counted."""
    found = {Condition.ACUTE_KIDNEY_INJURY, Condition.BOWEL_OBSTRUCTION} & set(conditions)
    if phrases.days_without_stool(cofactors) < DAYS_OF_STASIS:
        found |= {Condition.NO_STOOL_3_DAYS}
    return frozenset(found)


def _symptoms(text: str) -> tuple[Symptom, ...]:
    if _NONE_OF_THEIR_OWN.search(text):
        return ()
    return tuple(phrases.meanings(text, phrases.SYMPTOMS))
