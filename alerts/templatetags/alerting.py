"""Words for the meter and for the state of protection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from alerts.selectors.protection import WORDS, Trouble
from tracker.clinical.assessment import Assessment, Band
from tracker.models import Region
from tracker.templatetags.amounts import mg

register = template.Library()


@dataclass(frozen=True, slots=True)
class MeterWords:
    """What stands under the bar; `bar` is what the bar itself says to somebody who cannot see it.

    `limit_mg` is the limit that may be shown, None where there is none or where it is not for the reader's eyes.
    """

    text: str
    bar: str
    icon: str
    basis: str
    limit_mg: Decimal | None


@register.filter
def trouble_words(reasons: Iterable[Trouble]) -> list[str]:
    """Why protection is off."""
    return [str(WORDS[reason]) for reason in reasons]


@register.simple_tag
def meter_words(assessment: Assessment, region: str, *, is_patient: bool, sees_health: bool) -> MeterWords:
    """The state of the total against the limit: within, over, at least, none agreed, cannot tell.

    A limit tells of kidneys or of a prescriber: who may not see health is shown the total alone.
    """
    total = mg(assessment.total_mg)
    shown = _("at least %(mg)s") % {"mg": total} if assessment.at_least else total
    if not sees_health:
        return MeterWords(text="", bar=shown, icon="", basis="", limit_mg=None)
    text, icon = _against_limit(assessment, is_patient=is_patient)
    basis = _basis(assessment, Region(region))
    return MeterWords(text=text, bar=f"{shown}. {text}", icon=icon, basis=basis, limit_mg=assessment.limit_mg)


def _against_limit(assessment: Assessment, *, is_patient: bool) -> tuple[str, str]:
    limit, total = assessment.limit_mg, assessment.total_mg
    if limit is None:
        return _no_limit(assessment, is_patient=is_patient), ""
    if total > limit:
        return _over(total - limit, assessment), "note" if assessment.limit_basis == "upper_level" else "caution"
    if assessment.at_least:
        return _("One product has no known amount, so we cannot tell how much room is left."), ""
    room = {"room": mg(limit - total)}
    if is_patient:
        return _("Within your limit. There is room for %(room)s more.") % room, ""
    return _("Within the limit. There is room for %(room)s more.") % room, ""


def _no_limit(assessment: Assessment, *, is_patient: bool) -> str:
    if assessment.band is Band.UNKNOWN:
        return _("Without a kidney result we cannot tell how much is too much.")
    if is_patient:
        return _("No daily limit has been agreed for you. With your kidneys, ask before you take any magnesium.")
    return _("No daily limit has been agreed. With kidneys like these, a doctor is asked before any magnesium.")


def _over(over: Decimal, assessment: Assessment) -> str:
    gaps = {"over": mg(over)}
    if assessment.at_least:
        return _("At least %(over)s over the limit.") % gaps
    return _("%(over)s over the limit.") % gaps


def _basis(assessment: Assessment, region: Region) -> str:
    """Where the number comes from."""
    if assessment.limit_basis == "prescriber":
        return _("The limit is what a prescriber agreed to.")
    if assessment.limit_basis == "kidney_stage":
        return _("The limit is our own number for kidneys like these: from there on ask for a blood test.")
    if assessment.limit_basis == "upper_level":
        return _("The limit is the upper level for supplements (%(region)s). It is about the gut, not the kidneys.") % {
            "region": region.label
        }
    return ""
