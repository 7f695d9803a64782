"""Alerts as people look at them, in words for whoever looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext

from alerts.models import LIVE_STATES, Alert, Audience, Dismissal, Severity
from intake.models import Dose
from tracker.access import DETAILS, scopes_of
from tracker.clinical.assessment import Finding
from tracker.clinical.codec import facts_from_json, finding_from_json
from tracker.clinical.facts import DoseFacts, Facts
from tracker.clinical.ruleset import RULE_SETS, RuleSet
from tracker.models import Grant, Person, User
from tracker.selectors.wording import Rendered, render_finding, render_without_details

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# The people around an alert, for prefetching.
PEOPLE = ("receipts__user", "deliveries__recipient", "dismissals__user")
LOUDEST_FIRST = Case(
    *(When(severity=value, then=Value(rank)) for rank, value in enumerate(Severity.values)),
    output_field=IntegerField(),
)


def alerts_visible_to(user: User | AnonymousUser, *, now: datetime) -> QuerySet[Alert]:
    """The user's own alerts, and those of people whose grant to see alerts holds at `now`; newest first."""
    if not user.is_authenticated:
        return Alert.objects.none()
    held = Grant.objects.held_by(user, now=now).filter(Q(see_alerts=True) | Q(manage=True)).values("person_id")
    visible = Alert.objects.filter(Q(person__account=user) | Q(person_id__in=held))
    return visible.select_related("person", "reason_by").order_by("-opened_at", "-id")


def alert_for(user: User | AnonymousUser, alert_id: UUID, *, now: datetime) -> Alert:
    """One alert that this user may see. Raises Http404 for the missing and the foreign alike."""
    alert = alerts_visible_to(user, now=now).select_related("evaluation").filter(pk=alert_id).first()
    if alert is None:
        raise Http404
    return alert


def live_alerts(person: Person) -> list[Alert]:
    """What holds now, loudest first. One query."""
    return list(
        Alert.objects.live()
        .filter(person=person)
        .select_related("person", "evaluation", "reason_by")
        .prefetch_related(*PEOPLE)
        .order_by(LOUDEST_FIRST.desc(), "-opened_at")
    )


def count_live(user: User | AnonymousUser, *, now: datetime) -> int:
    """How many alerts that this user may see still hold."""
    return alerts_visible_to(user, now=now).filter(state__in=LIVE_STATES).count()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an alert: the patient or a carer, and whether they may see what it rests on."""

    audience: Audience
    sees_all: bool


def reader_of(alert: Alert, user: User | AnonymousUser, *, now: datetime) -> Reader:
    """This user as a reader of this alert. No query for the patient, one for a carer."""
    audience = Audience.PATIENT if alert.person.account_id == user.pk else Audience.CARER
    return Reader(audience, sees_all=scopes_of(user, alert.person, now=now) >= DETAILS)


@dataclass(frozen=True, slots=True)
class Share:
    """One product's part in the sum, with the doses that make it up. `share` is 0 to 1."""

    product_name: str
    elemental_mg: Decimal | None
    share: Decimal | None
    doses: tuple[DoseFacts, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Answer, action, arithmetic: why this alert says what it says."""

    headline: str
    action: str
    finding: Finding
    shares: tuple[Share, ...]
    total_mg: Decimal
    at_least: bool
    what_would_change: str
    ruleset: str
    grade: str
    source: str
    also: tuple[Finding, ...]
    judged_at: datetime


def render_alert(alert: Alert, *, reader: Reader) -> Rendered:
    """Headline and action of an alert, in the active language, for whoever reads."""
    return _render(finding_from_json(alert.findings[0]), alert, reader)


def explain(alert: Alert, *, reader: Reader) -> Explanation:
    """The whole "Why?" of an alert, from what is stored with it and from the rule set that judged it.

    For a reader who may not see what it rests on there are words alone: no sums, products or inputs, and no rule or
    source either, for these tell of a blood test or an illness by their names.
    """
    lead, *also = (finding_from_json(row) for row in alert.findings)
    rule = _rules_of(alert).rule(lead.rule)
    rendered = _render(lead, alert, reader)
    facts = facts_from_json(alert.evaluation.facts)
    shares = tuple(_share(row, facts) for row in alert.findings[0]["products"]) if reader.sees_all else ()
    return Explanation(
        headline=rendered.headline,
        action=rendered.action,
        finding=lead if reader.sees_all else replace(lead, rule="", because=(), products=(), params={}),
        shares=shares,
        total_mg=sum((s.elemental_mg for s in shares if s.elemental_mg is not None), Decimal(0)),
        at_least=any(s.elemental_mg is None for s in shares),
        what_would_change=gettext(rule.what_would_change) if reader.sees_all else "",
        ruleset=alert.evaluation.ruleset,
        grade=rule.grade if reader.sees_all else "",
        source=rule.source if reader.sees_all else "",
        also=tuple(also) if reader.sees_all else (),
        judged_at=alert.evaluation.judged_at,
    )


def _rules_of(alert: Alert) -> RuleSet:
    return RULE_SETS[alert.evaluation.ruleset]


def _render(finding: Finding, alert: Alert, reader: Reader) -> Rendered:
    if reader.audience == Audience.CARER and not reader.sees_all:
        return render_without_details(finding.severity, name=alert.person.name)
    return render_finding(
        finding,
        audience="patient" if reader.audience == Audience.PATIENT else "carer",
        name=alert.person.name,
        zone=alert.person.time_zone,
        ruleset=_rules_of(alert),
    )


def _share(row: dict[str, Any], facts: Facts) -> Share:
    finding_doses = set(row["dose_ids"])
    return Share(
        product_name=row["product_name"],
        elemental_mg=None if row["elemental_mg"] is None else Decimal(row["elemental_mg"]),
        share=None if row["share"] is None else Decimal(row["share"]),
        doses=tuple(dose for dose in facts.doses if str(dose.id) in finding_doses),
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What was done to the record behind an alert, in words; `by` is empty where it is not known or not to be told."""

    code: str
    text: str
    at: datetime
    by: str


def correction_of(alert: Alert, *, reader: Reader) -> Correction | None:
    """Why an alert ended, was withdrawn or was found only later, in the active language; None where time did it.

    Who may not see what an alert rests on is told that the record was changed, and when.
    """
    if alert.reason_at is None:
        return None
    if not reader.sees_all:
        return Correction("", gettext("The record was changed."), alert.reason_at, "")
    by = alert.reason_by.name if alert.reason_by else ""
    return Correction(alert.reason_code, str(alert.get_reason_code_display()), alert.reason_at, by)


def dismissal_of(alert: Alert) -> Dismissal | None:
    """Who put away what the alert says now; None when nobody did since it was last told anew."""
    return next((each for each in alert.dismissals.all() if each.round == alert.round), None)


def rests_on(alert: Alert) -> frozenset[UUID]:
    """The ids of all entries of the record that the alert was judged from; its evaluation should be at hand."""
    parts = (rows for rows in alert.evaluation.facts.values() if isinstance(rows, list))
    return frozenset(UUID(row["id"]) for rows in parts for row in rows if "id" in row)


def triggering_dose(alert: Alert) -> Dose | None:
    """The newest dose that the alert rests on; None when it rests on none."""
    ids = [dose for row in alert.findings[0]["products"] for dose in row["dose_ids"]]
    return Dose.objects.filter(pk__in=ids).select_related("product").order_by("-taken_at").first()
