"""What every page shows about alerts: the way round, the number of open ones, and whether protection is on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.selectors.alerts import count_live
from alerts.selectors.demo import demo_people_exist
from alerts.selectors.protection import Protection, protection
from alerts.services.demo import CARER_EMAIL, PATIENT_EMAIL
from tracker.context_processors import Frame


@dataclass(frozen=True, slots=True)
class NavItem:
    """One way to go; where it counts alerts, the number stands beside it and is kept up to date."""

    url: str
    icon: str
    label: str | Promise
    current: bool
    counts_alerts: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """With what somebody may look around."""

    role: str | Promise
    email: str


class Shell:
    """Read only where a page uses it."""

    def __init__(self, request: HttpRequest) -> None:
        self._path = request.path
        self._frame = Frame(request)

    @cached_property
    def more_url(self) -> str:
        """Behind the round badge."""
        return reverse("more")

    @cached_property
    def symptoms_url(self) -> str:
        """The five questions, and the danger signs above them."""
        return reverse("symptoms")

    @cached_property
    def emergency_url(self) -> str:
        """The number to call, at once."""
        return reverse("emergency")

    @cached_property
    def limits_url(self) -> str:
        """What a prescriber allowed."""
        return reverse("limits")

    @cached_property
    def protection(self) -> Protection:
        """Whether a dose logged now would be judged and told."""
        return protection(now=timezone.now())

    @cached_property
    def open_alerts(self) -> int:
        """How many alerts that the visitor may see still hold."""
        return count_live(self._frame.user, now=timezone.now()) if self._frame.user else 0

    @cached_property
    def nav(self) -> list[NavItem]:
        """Where a visitor may go, by who they are: a patient, somebody who cares, or both."""
        own = [("today", "today", _("Today")), ("check", "ask", _("Can I take?"))] if self._frame.person else []
        cares = [("people", "people", _("People"))] if self._frame.cares else []
        ways = [*own, *cares, ("alerts", "bell", _("Alerts")), ("more", "more", _("More"))]
        return [self._item(name, icon, label) for name, icon, label in ways]

    @cached_property
    def demo_people(self) -> list[DemoPerson]:
        """The made-up people of this machine, if they are here."""
        if not settings.DEMO or not demo_people_exist():
            return []
        return [DemoPerson(_("Patient"), PATIENT_EMAIL), DemoPerson(_("Caregiver"), CARER_EMAIL)]

    def _item(self, name: str, icon: str, label: str | Promise) -> NavItem:
        url = reverse(name)
        current = self._path == url if url == "/" else self._path.startswith(url)
        if name == "alerts":
            return NavItem(url, icon, label, current, counts_alerts=True, count=self.open_alerts)
        return NavItem(url, icon, label, current)


def alerts(request: HttpRequest) -> dict[str, Any]:
    """Adds `shell`."""
    return {"shell": Shell(request)}
