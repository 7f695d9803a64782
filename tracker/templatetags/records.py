"""Entries of a person's record in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from tracker.clinical.terms import Condition, MedicineClass, Symptom
from tracker.models import Comparator, LabResult
from tracker.selectors.health_words import CONDITION_WORDS, MEDICINE_WORDS, SYMPTOM_WORDS
from tracker.selectors.wording import HARD_SPACE
from tracker.templatetags.amounts import number

register = template.Library()


@register.filter
def symptom_words(code: str) -> str:
    """What is felt or seen: "Slow or hard breathing"."""
    return str(SYMPTOM_WORDS[Symptom(code)])


@register.filter
def condition_words(code: str) -> str:
    """A state of health: "Fever"."""
    return str(CONDITION_WORDS[Condition(code)])


@register.filter
def medicine_words(code: str) -> str:
    """A kind of medicine: "Stomach acid blocker like omeprazole (PPI)"."""
    return str(MEDICINE_WORDS[MedicineClass(code)])


@register.filter
def lab_words(lab: LabResult) -> str:
    """A blood test as it was printed: "2.8 mg/dL", "less than 0.4 mmol/L"."""
    amount = f"{number(lab.value)}{HARD_SPACE}{lab.get_unit_display()}"
    if not lab.comparator:
        return amount
    return f"{Comparator(lab.comparator).label} {amount}"


@register.filter
def range_words(lab: LabResult) -> str:
    """The laboratory's own range: "1.6 to 2.6 mg/dL"; empty when it gave none."""
    unit = lab.get_unit_display()
    if lab.low is not None and lab.high is not None:
        said = gettext("%(low)s to %(high)s") % {"low": number(lab.low), "high": number(lab.high)}
    elif lab.high is not None:
        said = gettext("up to %(high)s") % {"high": number(lab.high)}
    elif lab.low is not None:
        said = gettext("from %(low)s") % {"low": number(lab.low)}
    else:
        return ""
    return f"{said}{HARD_SPACE}{unit}"


@register.filter
def place_words(lab: LabResult) -> str:
    """Where the value lies in the laboratory's own range; empty without one, or where a comparator leaves it open."""
    if lab.comparator:
        return ""
    if lab.high is not None and lab.value > lab.high:
        return gettext("Over the lab's upper limit")
    if lab.low is not None and lab.value < lab.low:
        return gettext("Under the lab's lower limit")
    return gettext("Within the lab's range") if lab.low is not None and lab.high is not None else ""
