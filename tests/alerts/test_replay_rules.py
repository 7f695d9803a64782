"""`manage.py replay_rules`: whose severity a rule set would change, and whether stored answers give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from alerts.models import Alert, Delivery, Evaluation, Watch
from alerts.services.evaluate import evaluate_person
from intake.models import Dose
from intake.services.doses import Recorded, correct_dose
from tracker.clinical.context import Context
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT, RULE_SETS, RuleSet
from tracker.models import Change, Grant, Person, User

Log = Callable[..., Recorded]
STRICTER = "2027.1"


def replay(*options: str) -> str:
    out = StringIO()
    call_command("replay_rules", *options, stdout=out)
    return out.getvalue()


def like_current(changed: Rule, name: str = STRICTER) -> RuleSet:
    """The current rules, one of them replaced."""
    return RuleSet(name, tuple(changed if rule.id == changed.id else rule for rule in CURRENT.rules))


@pytest.fixture
def stricter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule set in which a quarter of a gram is urgent for kidneys of stage 4 already."""
    rule = CURRENT.rule("MG-11")
    lower = {name: min(value, Decimal(250)) for name, value in rule.thresholds.items()}
    monkeypatch.setitem(RULE_SETS, STRICTER, like_current(replace(rule, thresholds=lower)))


@pytest.fixture
def judged(log_milk: Log, person: Person, grant: Grant, now: datetime) -> Person:
    """Ruth took 333 mg: act today."""
    log_milk(amount=Decimal(10))
    evaluate_person(person_id=person.pk, now=now)
    return person


def rows() -> list[list[object]]:
    """All that could be written."""
    tables = (Alert, Delivery, Evaluation, Watch, Change, Dose)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def test_a_stricter_rule_set_names_who_would_rise(judged: Person, stricter: None) -> None:
    out = replay("--ruleset", STRICTER)
    assert f"{judged.pk}  now  MG-11 nothing -> urgent" in out
    assert f"evaluation {Evaluation.objects.get().pk}  MG-11 nothing -> urgent" in out
    assert "2 x MG-11 nothing -> urgent" in out
    assert "1 people and 1 stored evaluations judged with 2027.1, compared with what was said: 2 would rise" in out


def test_the_other_way_round_they_would_fall(judged: Person, stricter: None) -> None:
    out = replay("--against", STRICTER)
    assert f"{judged.pk}  now  MG-11 urgent -> nothing" in out
    assert "0 would rise, 2 would fall" in out


def test_it_tells_nobody_and_writes_nothing(judged: Person, stricter: None, mailoutbox: list[EmailMessage]) -> None:
    before = rows()
    replay("--ruleset", STRICTER)
    replay("--verify")
    assert (rows(), mailoutbox) == (before, [])


def test_the_same_rule_set_changes_nothing(judged: Person) -> None:
    assert replay().endswith("compared with what was said: 0 would rise, 0 would fall\n")


def test_what_was_stored_before_the_day_is_left_alone(judged: Person, stricter: None, now: datetime) -> None:
    tomorrow = (now + timedelta(days=1)).date().isoformat()
    assert "1 people and 0 stored evaluations" in replay("--ruleset", STRICTER, "--since", tomorrow)
    assert "judged again: nothing" in replay("--verify", "--since", tomorrow)


def test_a_rule_that_fails_in_the_new_set_is_named(judged: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_context: Context) -> None:
        raise RuntimeError("a mistake in a rule")

    monkeypatch.setitem(RULE_SETS, STRICTER, like_current(replace(CURRENT.rule("MG-10"), judge=broken)))
    assert "MG-10 caution -> failed" in replay("--ruleset", STRICTER)


def test_people_are_read_one_after_another(
    person: Person, now: datetime, django_assert_max_num_queries: Callable[..., object], outsider: User
) -> None:
    Person.objects.bulk_create(Person(name=f"Person {number}") for number in range(5))
    with django_assert_max_num_queries(6 * 12 + 3):  # type: ignore[attr-defined]
        assert "6 people" in replay()


def test_all_that_is_stored_gives_the_same_bytes(judged: Person, log_milk: Log, owner: User, now: datetime) -> None:
    dose = log_milk(at=now - timedelta(hours=30)).dose
    correct_dose(person=judged, dose_id=dose.pk, by=owner, expected_version=1, now=now, amount=Decimal(20))
    evaluate_person(person_id=judged.pk, now=now)
    out = replay("--verify")
    assert "judged again: 2 x dose, 1 x dose before its correction, 2 x evaluation" in out
    assert out.endswith("all gave the same bytes\n")


def test_what_gives_other_bytes_is_named_and_the_command_fails(judged: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = Evaluation.objects.get()
    for name, ruleset in (("other", CURRENT.id), ("gone", "1999.1")):
        Evaluation.objects.create(
            person=judged,
            ruleset=ruleset,
            judged_at=stored.judged_at,
            facts=stored.facts,
            assessment=stored.assessment | {"band": name},
        )
    out = StringIO()
    with pytest.raises(CommandError, match="2 did not give the same bytes"):
        call_command("replay_rules", "--verify", stdout=out)
    assert "another answer" in out.getvalue()
    assert "cannot be judged again: KeyError('1999.1')" in out.getvalue()
