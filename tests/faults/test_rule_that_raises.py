"""A rule that raises for one person: her checks cannot tell and name it, health turns red, others are told as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from alerts.models import Alert, AlertState, Delivery, Watch
from alerts.services.evaluate import evaluate_person
from alerts.services.heartbeat import beat
from alerts.services.sweep import find_due_work
from intake.models import Product
from intake.services.doses import Recorded, record_dose
from tests.api.conftest import Api, data
from tracker.clinical.assessment import Finding
from tracker.clinical.context import Context
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT
from tracker.models import Person, User
from tracker.services.people import open_person
from tracker.services.readings import record_reading

HEAVY = Decimal(30)
BORN = date(1948, 3, 12)

pytestmark = pytest.mark.django_db


class Breaker:
    """Makes a rule of the current set raise for everybody who was born on one day, and mends it again."""

    def __init__(self) -> None:
        self.rules = CURRENT.rules

    def breaks(self, rule_id: str) -> None:
        """From now on."""
        self._put(_raising(rule) if rule.id == rule_id else rule for rule in self.rules)

    def mend(self) -> None:
        """As it was."""
        self._put(self.rules)

    def _put(self, rules: Iterable[Rule]) -> None:
        object.__setattr__(CURRENT, "rules", tuple(rules))


def _raising(rule: Rule) -> Rule:
    def judge(context: Context) -> Finding | Iterable[Finding] | None:
        if context.facts.person.birth_date == BORN:
            raise ZeroDivisionError("a mistake in a rule")
        return rule.judge(context)

    return replace(rule, judge=judge)


@pytest.fixture
def rule() -> Iterator[Breaker]:
    """The rules of the current set, whole again after the test."""
    breaker = Breaker()
    yield breaker
    breaker.mend()


@pytest.fixture
def otto(outsider: User, now: datetime) -> Person:
    """Somebody else, at kidney stage 4 too."""
    theirs = open_person(
        account=outsider, name="Otto Fremd", now=now, birth_date=date(1950, 1, 1), sex="male", region="US"
    )
    record_reading(
        person=theirs, by=outsider, now=now, taken_on=now.date() - timedelta(days=9), egfr_ml_min=Decimal(24)
    )
    return theirs


@pytest.fixture
def ruth(owner: User, browser_client: Callable[[User], Client]) -> Api:
    """The API as Ruth sees it."""
    return Api(browser_client(owner).session.session_key or "")


@pytest.fixture
def healthy(person: Person, owner: User, now: datetime) -> Person:
    """Ruth with a kidney result that forbids nothing."""
    record_reading(person=person, by=owner, now=now, taken_on=now.date() - timedelta(days=1), egfr_ml_min=Decimal(95))
    return person


def a_little(milk: Product, now: datetime) -> dict[str, Any]:
    """50 mg of magnesium."""
    return {"product": str(milk.pk), "amount": "1.5", "unit": "mL", "taken_at": now.isoformat()}


def health() -> tuple[int, list[str]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()["protection"]["reasons"]


def take(who: Person, milk: Product, now: datetime, amount: Decimal = HEAVY) -> Recorded:
    assert who.account is not None
    return record_dose(person=who, by=who.account, product_id=milk.pk, amount=amount, unit="mL", taken_at=now, now=now)


@pytest.mark.parametrize("broken", ["MG-24", "MG-01", "MG-40"])
def test_an_answer_cannot_tell_and_names_the_rule(
    healthy: Person, milk: Product, now: datetime, rule: Breaker, ruth: Api, broken: str
) -> None:
    rule.breaks(broken)
    asked = {name: value for name, value in a_little(milk, now).items() if name != "taken_at"}
    check = data(ruth.post(f"people/{healthy.pk}/checks/", asked))
    verdict = data(ruth.post(f"people/{healthy.pk}/doses/", a_little(milk, now)))["verdict"]
    for answer in (check, verdict):
        assert answer["answer"] == "cannot_tell"
        assert f"rule:{broken}" in answer["missing"]
        assert answer["headline"].startswith("A check did not work, so we cannot tell.")
    rule.mend()
    assert data(ruth.post(f"people/{healthy.pk}/checks/", asked))["answer"] == "ok"


def test_health_turns_red_until_the_rule_is_mended(
    healthy: Person, milk: Product, now: datetime, rule: Breaker
) -> None:
    beat(now=now)
    assert health() == (200, [])
    rule.breaks("MG-24")
    take(healthy, milk, now, Decimal(1))
    evaluate_person(person_id=healthy.pk, now=now)
    assert health() == (503, ["rules_fail"])
    assert Watch.objects.get(person=healthy).error == "rules failed: MG-24"
    later = now + timedelta(seconds=10)
    assert find_due_work(now=later).person_ids == (healthy.pk,)
    rule.mend()
    evaluate_person(person_id=healthy.pk, now=later)
    assert health() == (200, [])


def test_the_other_rules_warn_her_all_the_same(person: Person, milk: Product, now: datetime, rule: Breaker) -> None:
    rule.breaks("MG-10")
    take(person, milk, now)
    assert evaluate_person(person_id=person.pk, now=now)
    assert Alert.objects.get(person=person).rule == "MG-11"


def test_everybody_else_is_told_as_ever(
    healthy: Person, otto: Person, milk: Product, now: datetime, rule: Breaker
) -> None:
    rule.breaks("MG-11")
    for who in (healthy, otto):
        take(who, milk, now)
    assert set(find_due_work(now=now + timedelta(seconds=3)).person_ids) == {healthy.pk, otto.pk}
    for who in (healthy, otto):
        evaluate_person(person_id=who.pk, now=now)
    (delivery,) = Delivery.objects.all()
    assert (delivery.recipient_id, delivery.alert.rule, delivery.severity) == (otto.account_id, "MG-11", "urgent")
    assert Watch.objects.get(person=otto).error == ""


def test_the_silence_of_the_rule_is_no_all_clear(person: Person, milk: Product, now: datetime, rule: Breaker) -> None:
    take(person, milk, now)
    evaluate_person(person_id=person.pk, now=now)
    rule.breaks("MG-11")
    rest = Alert.objects.get()
    evaluate_person(person_id=person.pk, now=now + timedelta(hours=25))
    assert Alert.objects.get() == rest
    assert Alert.objects.get().state == AlertState.OPEN
    rule.mend()
    evaluate_person(person_id=person.pk, now=now + timedelta(hours=26))
    assert Alert.objects.get().state == AlertState.RESOLVED
