"""Plans in words."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import time_format
from django.utils.translation import gettext, pgettext

from tracker.templatetags.amounts import number
from tracker.templatetags.moments import HARD_SPACE, day

if TYPE_CHECKING:
    from intake.models import Plan

register = template.Library()


@register.filter
def rhythm(plan: Plan) -> str:
    """ "Every day at 8:00 am and 8:00 pm", "Every 6 hours", "Only when needed"."""
    if plan.as_needed:
        return gettext("Only when needed")
    if plan.every_hours is not None:
        return gettext("Every %(hours)s\N{NO-BREAK SPACE}hours") % {"hours": number(plan.every_hours)}
    times = [_clock(time.fromisoformat(moment)) for moment in plan.times]
    *earlier, last = times or [""]
    if not earlier:
        return gettext("Every day at %(time)s") % {"time": last}
    return gettext("Every day at %(times)s and %(last)s") % {"times": ", ".join(earlier), "last": last}


@register.filter
def plan_days(plan: Plan) -> str:
    """ "From November 22, without an end", "From November 22 until December 6"."""
    if plan.valid_until is None:
        return gettext("From %(first)s, without an end") % {"first": day(plan.valid_from)}
    return gettext("From %(first)s until %(last)s") % {"first": day(plan.valid_from), "last": day(plan.valid_until)}


def _clock(moment: time) -> str:
    shown = time_format(moment, pgettext("format of a time", "g:i A"))
    return shown.lower().replace(" ", HARD_SPACE)
