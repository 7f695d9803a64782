"""The kidneys of a published case: an eGFR, a stage in words, dialysis, or only that there is a disease."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.clinical.case_replay import phrases
from tracker.clinical.case_replay.numbers import read_number, read_numbers
from tracker.clinical.egfr import ADULT_AGE, ckd_epi_2021_creatinine
from tracker.clinical.facts import Declared, Dialysis, Sex
from tracker.clinical.units import HIGHEST_MG_DL

# An eGFR inside each category, for reports that give the category alone.
OF_CATEGORY = {
    "1": (Decimal(95),),
    "2": (Decimal(75),),
    "3": (Decimal(52), Decimal(37)),
    "3a": (Decimal(52),),
    "3b": (Decimal(37),),
    "4": (Decimal(22),),
    "5": (Decimal(10),),
}
NORMAL_EGFR = Decimal(95)
WORKS_FROM = Decimal(60)
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
NORMAL = (
    *(r"\bnormal\b", r"\bhealthy\b", r"\bintact\b", r"\bno ckd\b"),
    r"\bno (?:significant |known |apparent |history of )*(?:renal|kidney) (?:dysfunction|disease|impairment|failure)",
)
# The categories that words stand for, the worst first. Kidney failure is an eGFR under 15 (KDIGO 2020, nomenclature).
WORDS = {
    "5": (
        *("end[- ]stage", r"\besrd\b", r"\beskd\b", "uraemi", "uremi"),
        "(?<!acute )(?<!chronic )(?<!progressing )(?<!progressive )(?:renal|kidney) failure",
    ),
    "4": (r"\bsevere",),
    "3": (r"\bmoderate",),
    "2": (r"\bmild",),
}
_INJURY_STAGE = re.compile(r"\baki[\s-]*(?:kdigo )?(?:stage)?[\s-]*\d|stage[\s-]*\d[\s-]*aki", re.IGNORECASE)
_STAGE = re.compile(
    r"(?:\bG|\bstage[\s-]*|\bCKD[\s-]*)(?P<one>[1-5]|i{1,3}|iv|v)\s*(?P<half>[ab])?D?"
    r"(?:\s*(?:-|\u2013|/|to)\s*(?:G|stage\s*)?(?P<other>[1-5]|i{1,3}|iv|v)\s*(?P<other_half>[ab])?)?\b",
    re.IGNORECASE,
)
_EGFR = re.compile(
    r"(?:e?gfr|e?crcl|e?ccr|clearance)[^\d<>;]{0,12}(?P<rest>[<>\u2264\u2265]?\s*\d[\d.]*(?:\s*[-\u2013]\s*\d[\d.]*)?)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"not (?:a )?pre-?exposure|value before discharge|at presentation|at discharge", re.IGNORECASE)
_NO_DIALYSIS = re.compile(r"^no\b|^$|not stated|emergency|after admission|given for", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseKidneys:
    """What a report says of the kidneys. `at_event` says that the eGFR was measured only then, or later."""

    egfr_ml_min: Decimal | None
    dialysis: Dialysis
    declared: Declared
    at_event: bool

    @property
    def are_normal(self) -> bool:
        """Whether the report speaks of kidneys that work: 60 or more, and no disease."""
        works = self.egfr_ml_min is not None and self.egfr_ml_min >= WORKS_FROM
        return works and self.declared is not Declared.YES

    @property
    def are_impaired(self) -> bool:
        """Whether the report names a disease, dialysis or an eGFR under 60."""
        low = self.egfr_ml_min is not None and self.egfr_ml_min < WORKS_FROM
        return low or self.declared is Declared.YES


def read_kidneys(cells: Mapping[str, str], *, age_years: Decimal | None, sex: Sex | None, worse: bool) -> CaseKidneys:
    """The kidneys of a row. Of a range ("G3-G4") the better end counts, or with `worse` the worse one."""
    stage, cofactors = cells["ckd_stage"], cells["cofactors"]
    dialysis = _dialysis(cells["dialysis"], stage)
    normal = phrases.says(stage, NORMAL)
    given = _first_range(cells["egfr"]) or ([NORMAL_EGFR] if normal else _of_stage(stage))
    computed = () if given else tuple(_of_creatinine(cells, age_years, sex))
    values = given or list(computed)
    egfr = (min(values) if worse else max(values)) if values else None
    at_event = bool(computed) or bool(_NOT_BEFORE.search(cells["provenance"]))
    diseased = not normal and phrases.says(f"{stage};{cofactors}", phrases.KIDNEY_DISEASE)
    known = diseased or dialysis is not Dialysis.NONE
    return CaseKidneys(
        egfr_ml_min=egfr,
        dialysis=dialysis,
        declared=Declared.YES if known else _declared(None if at_event else egfr),
        at_event=at_event,
    )


def _declared(egfr_ml_min: Decimal | None) -> Declared:
    if egfr_ml_min is None:
        return Declared.UNKNOWN
    return Declared.NO if egfr_ml_min >= WORKS_FROM else Declared.YES


def _dialysis(cell: str, stage: str) -> Dialysis:
    said = [part.strip() for part in cell.split(";") if not _NO_DIALYSIS.search(part.strip())]
    if re.search(r"\b(?:g5|5|ckd5|ckd 5)d\b", stage, re.IGNORECASE):
        said.append(cell or "dialysis")
    text = " ".join(said)
    if re.search(r"peritoneal|\b[ac]+pd\b|\bpd\b", text, re.IGNORECASE):
        return Dialysis.PERITONEAL
    return Dialysis.HEMODIALYSIS if re.search(r"dialysis|\bhd\b|\byes\b", text, re.IGNORECASE) else Dialysis.NONE


def _first_range(text: str) -> list[Decimal]:
    """One value, or both ends of a range; "<15" is one below and ">60" one above, so that no comparator is lost."""
    step = Decimal(-1) if re.search(r"[<\u2264]", text) else Decimal(1) if re.search(r"[>\u2265]", text) else Decimal(0)
    return [max(Decimal(0), number + step) for number in read_numbers(text)[:2] if number < 500]


def _of_stage(stage: str) -> list[Decimal]:
    text = _INJURY_STAGE.sub("", stage)
    named = [egfr for match in _STAGE.finditer(text) for egfr in _of_match(match)]
    measured = _EGFR.search(text)
    if named or measured is None:
        return named or _of_words(text)
    return _first_range(measured["rest"])


def _of_match(match: re.Match[str]) -> Iterator[Decimal]:
    for number, half in ((match["one"], match["half"]), (match["other"], match["other_half"])):
        if number:
            digit = ROMAN.get(number.lower(), number)
            yield from OF_CATEGORY.get(f"{digit}{(half or '').lower()}", OF_CATEGORY[digit])


def _of_words(text: str) -> list[Decimal]:
    return [egfr for category in phrases.meanings(text, WORDS) for egfr in OF_CATEGORY[category]]


def _of_creatinine(cells: Mapping[str, str], age_years: Decimal | None, sex: Sex | None) -> Iterator[Decimal]:
    """CKD-EPI 2021 from the row's creatinine; nothing for a child, or while the kidneys are failing."""
    creatinine = read_number(cells["creatinine_mg_dl"])
    sudden = phrases.says(f"{cells['ckd_stage']};{cells['cofactors']}", phrases.SUDDEN_INJURY)
    if sudden or sex is None or age_years is None or age_years < ADULT_AGE:
        return
    if creatinine and creatinine <= HIGHEST_MG_DL:
        yield ckd_epi_2021_creatinine(age_years=int(age_years), sex=sex, creatinine_mg_dl=creatinine)
