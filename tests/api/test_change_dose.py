"""GET, PATCH and DELETE /people/{p}/doses/{d}/: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from intake.models import Dose
from intake.services.doses import Recorded
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tracker.models import Person, User, new_id


@pytest.fixture
def dose(log_milk: Callable[..., Recorded]) -> Dose:
    """30 mL of milk of magnesia."""
    return log_milk().dose


@pytest.fixture
def path(person: Person, dose: Dose) -> str:
    """Where the dose is."""
    return f"people/{person.pk}/doses/{dose.pk}/"


def test_a_dose_is_shown_with_its_version_and_history(own: Api, path: str) -> None:
    answer = own.get(path)
    assert answer["ETag"] == '"1"'
    assert data(answer)["amount"] == "30.0"
    assert [(entry["action"], entry["by"]) for entry in data(answer)["history"]] == [("recorded", "Ruth Keller")]


def test_a_reader_who_has_this_version_gets_304(own: Api, path: str) -> None:
    answer = own.get(path, If_None_Match='"1"')
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", '"1"')


def test_a_correction_answers_a_new_verdict_and_keeps_what_was_said_before(own: Api, path: str) -> None:
    answer = own.patch(path, {"amount": "15"}, If_Match='"1"')
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    body = data(answer)
    assert (body["dose"]["amount"], body["verdict"]["total_after_mg"]) == ("15.0", "500.0")
    history = data(own.get(path))["history"]
    assert [(entry["version"], entry["action"]) for entry in history] == [(1, "recorded"), (2, "corrected")]
    assert history[1]["before"]["amount"] == "30.0"
    assert history[1]["before"]["elemental_mg"] == "1000.0"
    assert history[1]["before"]["taken_at"].endswith("Z")


def test_without_if_match_nothing_is_changed(own: Api, path: str, dose: Dose) -> None:
    assert_problem(own.patch(path, {"amount": 15}), 428, "if_match_required")
    assert_problem(own.delete(path), 428, "if_match_required")
    dose.refresh_from_db()
    assert (dose.version, dose.voided_at) == (1, None)


@pytest.mark.parametrize("tag", ['"0"', '"2"', "*", 'W/"1"', '"1", "2"', "1", '"x"'])
def test_an_if_match_that_does_not_name_the_present_version_is_412(own: Api, path: str, tag: str, dose: Dose) -> None:
    assert_problem(own.patch(path, {"amount": 15}, If_Match=tag), 412, "stale_version")
    assert_problem(own.delete(path, If_Match=tag), 412, "stale_version")
    dose.refresh_from_db()
    assert dose.version == 1


def test_of_two_corrections_of_one_version_only_the_first_holds(own: Api, path: str, dose: Dose) -> None:
    assert own.patch(path, {"amount": 15}, If_Match='"1"').status_code == 200
    assert_problem(own.patch(path, {"amount": 60}, If_Match='"1"'), 412, "stale_version")
    dose.refresh_from_db()
    assert dose.amount == 15


def test_a_removed_dose_is_gone(own: Api, path: str, person: Person) -> None:
    answer = own.delete(path, If_Match='"1"')
    assert (answer.status_code, answer.content) == (204, b"")
    assert_problem(own.get(path), 410, "gone")
    assert_problem(own.patch(path, {"amount": 1}, If_Match='"2"'), 410, "gone")
    assert_problem(own.delete(path, If_Match='"2"'), 410, "gone")
    assert data(own.get(f"people/{person.pk}/doses/"))["results"] == []


@pytest.mark.parametrize("field", ["id", "product"])
def test_what_makes_it_this_dose_cannot_be_changed(own: Api, path: str, field: str) -> None:
    body = assert_problem(own.patch(path, {field: str(new_id())}, If_Match='"1"'), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [(f"/{field}", "read_only")]


def test_a_correction_is_checked_like_a_new_dose(own: Api, path: str, dose: Dose) -> None:
    body = assert_problem(own.patch(path, {"unit": "tablet", "amount": 0}, If_Match='"1"'), 400, "invalid")
    assert {(error["pointer"], error["code"]) for error in body["errors"]} == {
        ("/unit", "unknown_unit"),
        ("/amount", "not_positive"),
    }
    dose.refresh_from_db()
    assert dose.version == 1


def test_a_correction_must_correct_something(own: Api, path: str) -> None:
    body = assert_problem(own.patch(path, {}, If_Match='"1"'), 400, "invalid")
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("", "nothing_to_change")]


def test_a_dose_of_another_person_is_not_there(
    api: Callable[[User], Api], outsider: User, dose: Dose, now: datetime
) -> None:
    theirs = Person.objects.create(account=outsider, name="Otto Fremd")
    foreign, missing = f"people/{theirs.pk}/doses/{dose.pk}/", f"people/{theirs.pk}/doses/{new_id()}/"
    otto = api(outsider)
    for path in (foreign, missing):
        assert_problem(otto.get(path), 404, "not_found")
        assert_problem(otto.patch(path, {"amount": 1}, If_Match='"1"'), 404, "not_found")
        assert_problem(otto.delete(path, If_Match='"1"'), 404, "not_found")


def test_a_carer_who_may_look_may_not_change(cares: Api, path: str, dose: Dose) -> None:
    assert cares.get(path).status_code == 200
    assert_problem(cares.patch(path, {"amount": 1}, If_Match='"1"'), 404, "not_found")
    assert_problem(cares.delete(path, If_Match='"1"'), 404, "not_found")
