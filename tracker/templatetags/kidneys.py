"""Kidney results in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, gettext_lazy

from tracker.clinical.assessment import Band
from tracker.clinical.facts import ReadingFacts
from tracker.models import DialysisKind, KidneyReading, ReadingMethod
from tracker.selectors.wording import HARD_SPACE
from tracker.templatetags.amounts import egfr, number

register = template.Library()

BAND_WORDS = {
    Band.G1: gettext_lazy("Normal (G1)"),
    Band.G2: gettext_lazy("A little low (G2)"),
    Band.G3A: gettext_lazy("Stage 3a of 5"),
    Band.G3B: gettext_lazy("Stage 3b of 5"),
    Band.G4: gettext_lazy("Stage 4 of 5"),
    Band.G5: gettext_lazy("Stage 5 of 5"),
    Band.ACUTE: gettext_lazy("Sudden kidney injury"),
    Band.DIALYSIS: gettext_lazy("Dialysis"),
    Band.PRESUMED: gettext_lazy("No result, no disease known"),
    Band.UNKNOWN: gettext_lazy("Not known"),
}
COMPARED = {
    "": gettext_lazy("eGFR\N{NO-BREAK SPACE}%s"),
    "<": gettext_lazy("eGFR less than\N{NO-BREAK SPACE}%s"),
    ">": gettext_lazy("eGFR more than\N{NO-BREAK SPACE}%s"),
}


WORKED_OUT = {
    ReadingMethod.REPORTED: gettext_lazy("Creatinine %(creatinine)s on the same report."),
    ReadingMethod.CKD_EPI_2021_CR: gettext_lazy("From creatinine %(creatinine)s, CKD-EPI 2021."),
    ReadingMethod.CKD_EPI_2021_CR_CYS: gettext_lazy(
        "From creatinine %(creatinine)s and cystatin C %(cystatin)s, CKD-EPI 2021."
    ),
    ReadingMethod.CKD_EPI_2012_CYS: gettext_lazy("From cystatin C %(cystatin)s, CKD-EPI 2012."),
    ReadingMethod.CKID_U25_CR: gettext_lazy("From creatinine %(creatinine)s and height, CKiD U25."),
    ReadingMethod.CKID_U25_CYS: gettext_lazy("From cystatin C %(cystatin)s, CKiD U25."),
}


@register.filter
def worked_out(reading: KidneyReading) -> str:
    """What an eGFR was worked out from, and how; when the laboratory reported it, the creatinine beside it."""
    words = WORKED_OUT.get(ReadingMethod(reading.method), "")
    if reading.method == ReadingMethod.REPORTED and reading.creatinine_value is None:
        return ""
    return str(words) % {
        "creatinine": f"{number(reading.creatinine_value)}{HARD_SPACE}{reading.get_creatinine_unit_display()}",
        "cystatin": f"{number(reading.cystatin_c_mg_l)}{HARD_SPACE}mg/L",
    }


@register.filter
def band_words(band: str) -> str:
    """The state of the kidneys: "Stage 4 of 5"."""
    return str(BAND_WORDS.get(Band(band), band)) if band else ""


@register.filter
def reading_words(reading: KidneyReading | ReadingFacts) -> str:
    """One result: "eGFR 24", "eGFR more than 60", "Dialysis"."""
    if reading.egfr_ml_min is not None:
        return str(COMPARED[reading.comparator]) % egfr(reading.egfr_ml_min)
    if reading.dialysis != DialysisKind.NONE:
        return str(DialysisKind(reading.dialysis).label)
    return gettext("Sudden kidney injury")
