"""Times as people say them, in the time zone of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

register = template.Library()

HARD_SPACE = "\N{NO-BREAK SPACE}"


@register.filter
def clock(moment: datetime | None) -> str:
    """ "5:05 pm"."""
    if moment is None:
        return ""
    # Translators: a time of day, in the letters of Django's date format
    shown = date_format(timezone.localtime(moment), pgettext("format of a time", "g:i A"))
    return shown.lower().replace(" ", HARD_SPACE)


@register.filter
def day(value: date | datetime | None) -> str:
    """ "October 28", with the year when it is another one."""
    if value is None:
        return ""
    that = _local_day(value)
    same_year = that.year == timezone.localdate().year
    form = pgettext("format of a day", "F j") if same_year else pgettext("format of a day", "F j, Y")
    return date_format(that, form).replace(" ", HARD_SPACE, 1)


@register.filter
def full_day(value: date | datetime) -> str:
    """ "Sunday, November 22"."""
    that = _local_day(value)
    name, rest = date_format(that, "l"), date_format(that, pgettext("format of a day", "F j"))
    return f"{name}, {rest.replace(' ', HARD_SPACE)}"


@register.filter
def when(moment: datetime | None) -> str:
    """ "today 5:05 pm", "yesterday 9:20 pm", "October 28, 9:20 pm"."""
    if moment is None:
        return ""
    ago = (timezone.localdate() - _local_day(moment)).days
    if ago == 0:
        return gettext("today %(time)s") % {"time": clock(moment)}
    if ago == 1:
        return gettext("yesterday %(time)s") % {"time": clock(moment)}
    return gettext("%(day)s, %(time)s") % {"day": day(moment), "time": clock(moment)}


@register.filter
def when_coming(moment: datetime | None) -> str:
    """ "today at 5:05 pm", "tomorrow at 5:05 pm", "on October 28 at 5:05 pm"."""
    if moment is None:
        return ""
    ahead = (_local_day(moment) - timezone.localdate()).days
    if ahead == 0:
        return gettext("today at %(time)s") % {"time": clock(moment)}
    if ahead == 1:
        return gettext("tomorrow at %(time)s") % {"time": clock(moment)}
    return gettext("on %(day)s at %(time)s") % {"day": day(moment), "time": clock(moment)}


@register.filter
def day_word(moment: datetime) -> str:
    """Empty today, else "yesterday" or the day: what a list of times adds to the hour."""
    ago = (timezone.localdate() - _local_day(moment)).days
    if ago == 0:
        return ""
    return gettext("yesterday") if ago == 1 else day(moment)


@register.filter
def since(moment: datetime) -> str:
    """The hour for the last 12 hours, else day and hour."""
    return clock(moment) if timezone.now() - moment < timedelta(hours=12) else when(moment)


@register.filter
def days_ago(value: date) -> str:
    """ "today", "1 day ago", "25 days ago"."""
    ago = (timezone.localdate() - value).days
    if ago <= 0:
        return gettext("today")
    return ngettext("%(n)s\N{NO-BREAK SPACE}day ago", "%(n)s\N{NO-BREAK SPACE}days ago", ago) % {"n": ago}


@register.filter
def greeting(moment: datetime) -> str:
    """The greeting for the local hour."""
    hour = timezone.localtime(moment).hour
    if 5 <= hour < 12:
        return gettext("Good morning")
    if 12 <= hour < 18:
        return gettext("Good afternoon")
    return gettext("Good evening") if hour >= 18 else gettext("Hello")


def _local_day(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


@register.filter
def moment(stored: str | datetime | None) -> datetime | None:
    """An instant that was stored as text."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) and stored else None
