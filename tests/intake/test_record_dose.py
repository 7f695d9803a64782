"""Recording, correcting and removing doses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Dose, Product
from intake.selectors.doses import dose_history, recent_doses, same_dose_before
from intake.selectors.status import current_status
from intake.services.doses import Recorded, correct_dose, record_dose, void_dose
from intake.services.errors import DoseConflict, DoseNotFound, DoseVoided, StaleVersion
from tracker.models import Change, Person, User, new_id
from tracker.services.people import open_person

Log = Callable[..., Recorded]


def test_thirty_millilitres_are_a_thousand_milligrams_and_ask_first_in_stage_4(log_milk: Log) -> None:
    recorded = log_milk()
    assert recorded.dose.elemental_mg == Decimal(1000)
    assert recorded.verdict["answer"] == "ask_first"
    assert recorded.verdict["severity"] == "urgent"
    assert recorded.verdict["total_after_mg"] == "1000.0"
    assert [f["rule"] for f in recorded.verdict["findings"]] == ["MG-11", "MG-10"]
    assert "1,000\N{NO-BREAK SPACE}mg" in recorded.verdict["headline"]


def test_a_dose_over_every_limit_is_still_recorded(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk(amount=Decimal(600))
    assert [d.elemental_mg for d in recent_doses(person, now=now)] == [Decimal(20_000)]


def test_the_verdict_and_the_status_have_the_same_total(log_milk: Log, person: Person, now: datetime) -> None:
    verdict = log_milk(amount=Decimal(15)).verdict
    status = current_status(person, now=now)
    assert verdict["total_after_mg"] == f"{status.total.elemental_mg:.1f}"


def test_a_dose_leaves_a_change_to_be_judged(log_milk: Log, person: Person) -> None:
    before = list(Change.objects.filter(person=person).values_list("seq", flat=True))
    dose = log_milk().dose
    change = Change.objects.filter(person=person).latest("seq")
    assert (change.subject_id, change.judged_at, change.seq) == (dose.pk, None, max(before) + 1)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("amount", Decimal(0), "not_positive"),
        ("amount", Decimal(-1), "not_positive"),
        ("amount", Decimal("1e9"), "too_large"),
        ("amount", Decimal("NaN"), "invalid"),
        ("amount", Decimal("Infinity"), "invalid"),
        ("amount", Decimal("1.0001"), "max_decimal_places"),
        ("unit", "tablet", "unknown_unit"),
        ("product_id", new_id(), "unknown_product"),
        ("taken_at", timedelta(minutes=2), "in_future"),
        ("taken_at", datetime(2026, 1, 1), "offset_required"),  # noqa: DTZ001 - the point of the case
        ("note", "x" * 301, "max_length"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(
    person: Person, owner: User, milk: Product, now: datetime, field: str, value: object, code: str
) -> None:
    given = {"product_id": milk.pk, "amount": Decimal(30), "unit": "mL", "taken_at": now, "note": ""}
    given[field] = now + value if isinstance(value, timedelta) else value
    with pytest.raises(ValidationError) as caught:
        record_dose(person=person, by=owner, now=now, **given)  # type: ignore[arg-type]
    errors = caught.value.error_dict
    assert {name: [e.code for e in found] for name, found in errors.items()} == {field.removesuffix("_id"): [code]}
    assert not Dose.objects.exists()


def test_a_clock_that_runs_a_little_fast_is_taken_as_now(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime
) -> None:
    recorded = record_dose(
        person=person, by=owner, product_id=milk.pk, amount=Decimal(5), unit="mL",
        taken_at=now + timedelta(seconds=30), now=now,
    )  # fmt: skip
    assert recorded.dose.taken_at == now


def test_the_same_id_again_is_the_same_dose_with_the_first_answer(log_milk: Log) -> None:
    dose_id = new_id()
    first, again = log_milk(dose_id=dose_id), log_milk(dose_id=dose_id)
    assert (first.created, again.created) == (True, False)
    assert again.dose.pk == first.dose.pk
    assert json.dumps(again.verdict, sort_keys=True) == json.dumps(first.verdict, sort_keys=True)
    assert Dose.objects.count() == 1


def test_the_same_id_with_another_amount_is_a_conflict(log_milk: Log) -> None:
    dose_id = new_id()
    log_milk(dose_id=dose_id)
    with pytest.raises(DoseConflict):
        log_milk(amount=Decimal(15), dose_id=dose_id)


def test_somebody_elses_dose_id_is_a_conflict_and_gives_nothing_away(
    log_milk: Log, outsider: User, milk: Product, now: datetime
) -> None:
    taken = log_milk().dose
    other = open_person(account=outsider, name="Otto", now=now)
    with pytest.raises(DoseConflict):
        record_dose(
            person=other, by=outsider, product_id=milk.pk, amount=Decimal(30), unit="mL", taken_at=now, now=now,
            dose_id=taken.pk,
        )  # fmt: skip


def test_a_correction_keeps_what_was_said_before(log_milk: Log, person: Person, owner: User, now: datetime) -> None:
    dose = log_milk().dose
    corrected = correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, amount=Decimal(15))
    assert corrected.dose.elemental_mg == Decimal(500)
    assert corrected.dose.version == 2
    (revision,) = dose_history(corrected.dose)
    assert (revision.by, revision.before["amount"], revision.before["elemental_mg"]) == (owner, "30.000", "1000.000")


def test_a_correction_of_an_old_version_is_refused(log_milk: Log, person: Person, owner: User, now: datetime) -> None:
    dose = log_milk().dose
    correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, note="with water")
    with pytest.raises(StaleVersion) as caught:
        correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, note="with milk")
    assert caught.value.current == 2


def test_a_removed_dose_no_longer_counts_and_cannot_be_changed(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    dose = log_milk().dose
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    assert current_status(person, now=now).total.elemental_mg == 0
    assert Dose.objects.get(pk=dose.pk).voided_at == now
    with pytest.raises(DoseVoided):
        void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=2, now=now)


def test_a_dose_of_somebody_else_is_not_found(log_milk: Log, outsider: User, now: datetime) -> None:
    dose = log_milk().dose
    other = open_person(account=outsider, name="Otto", now=now)
    with pytest.raises(DoseNotFound):
        void_dose(person=other, dose_id=dose.pk, by=outsider, expected_version=1, now=now)


def test_the_same_dose_minutes_ago_is_found(log_milk: Log, now: datetime) -> None:
    first = log_milk(at=now - timedelta(minutes=6)).dose
    assert same_dose_before(log_milk().dose) == first
    assert same_dose_before(first) is None


def test_a_day_old_dose_has_left_the_window(log_milk: Log, person: Person, now: datetime) -> None:
    log_milk(at=now - timedelta(hours=24))
    log_milk(at=now - timedelta(hours=23, minutes=59), amount=Decimal(15))
    assert current_status(person, now=now).total.elemental_mg == Decimal(500)


def test_logging_asks_the_database_as_often_after_many_doses_as_after_few(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            log_milk(amount=Decimal(1), dose_id=new_id())
        return len([q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    few = queries()
    Dose.objects.bulk_create(
        Dose(
            person=person, product=milk, amount=Decimal(1), unit="mL", elemental_mg=Decimal(33),
            taken_at=now - timedelta(days=2, minutes=n),
            day=(now - timedelta(days=2, minutes=n)).date(), recorded_at=now, recorded_by=owner, fingerprint=str(n),
        )
        for n in range(2_000)
    )  # fmt: skip
    assert queries() == few <= 16


def test_a_dose_of_a_product_that_left_the_catalogue_can_be_logged_and_corrected(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime
) -> None:
    Product.objects.filter(pk=milk.pk).update(retired=True)
    dose = log_milk(amount=Decimal(300)).dose
    corrected = correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, amount=Decimal(30))
    assert corrected.dose.elemental_mg == Decimal(1000)


def test_a_corrected_note_keeps_the_magnesium_by_the_label_of_the_day(
    log_milk: Log, person: Person, owner: User, milk: Product, now: datetime
) -> None:
    dose = log_milk().dose
    milk.units.update(elemental_mg=Decimal(400))
    corrected = correct_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now, note="late")
    assert corrected.dose.elemental_mg == Decimal(1000)


def test_a_dose_that_was_taken_back_is_not_given_again_for_its_id(
    log_milk: Log, person: Person, owner: User, now: datetime
) -> None:
    dose_id = new_id()
    dose = log_milk(dose_id=dose_id).dose
    void_dose(person=person, dose_id=dose.pk, by=owner, expected_version=1, now=now)
    with pytest.raises(DoseVoided):
        log_milk(dose_id=dose_id)
