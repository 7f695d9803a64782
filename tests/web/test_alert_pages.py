"""An alert with its reasons, the inbox, and the page of those who care."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from alerts.models import Alert, Receipt
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tracker.models import AccessEntry, Grant, Person, Scope, User
from tracker.services.limits import record_limit
from tracker.services.people import grant_access, revoke_grant

PEOPLE = "/people/"
INBOX = "/alerts/"


@pytest.fixture
def granted(person: Person, carer: User, owner: User, now: datetime) -> Callable[[Iterable[Scope]], Grant]:
    """Lets Anna see only what is named."""

    def give(scopes: Iterable[Scope]) -> Grant:
        return grant_access(person=person, carer=carer, by=owner, scopes=scopes, now=now)

    return give


def _page(alert: Alert) -> str:
    return reverse("alert", args=[alert.pk])


def test_the_patient_reads_what_to_do_and_why(ruth: Client, urgent_alert: Alert) -> None:
    page = ruth.get(_page(urgent_alert)).content.decode()
    assert "You had 1,000\N{NO-BREAK SPACE}mg of magnesium in 24" in page
    for reason in ("Call your kidney clinic now.", "Stage 4 of 5", "MG-11", "Magnes Res 2023", "2026.1", "Together"):
        assert reason in page
    assert "Poison Control" in page


def test_the_carer_reads_the_carers_words(anna: Client, urgent_alert: Alert) -> None:
    page = anna.get(_page(urgent_alert)).content.decode()
    assert "Ruth Keller had 1,000\N{NO-BREAK SPACE}mg" in page
    assert "Phillips" in page


def test_an_outsider_finds_no_alert(otto: Client, urgent_alert: Alert) -> None:
    assert otto.get(_page(urgent_alert)).status_code == 404
    assert otto.post(reverse("alert_seen", args=[urgent_alert.pk])).status_code == 404


def test_without_the_scopes_neither_products_nor_kidneys_are_there(
    anna: Client, urgent_alert: Alert, granted: Callable[[Iterable[Scope]], Grant]
) -> None:
    granted([Scope.SEE_ALERTS])
    for url in (_page(urgent_alert), PEOPLE, reverse("person", args=[urgent_alert.person_id]), INBOX):
        page = anna.get(url).content.decode()
        assert "Ruth" in page
        assert "Milk of Magnesia" not in page
        assert "eGFR" not in page
        assert "Stage 4" not in page
        # A rule and its source tell of kidneys, blood tests and illnesses by their names.
        assert "MG-11" not in page
        assert "Magnes Res" not in page


def test_who_sees_doses_but_not_health_reads_the_sum_and_no_limit(
    anna: Client, urgent_alert: Alert, person: Person, granted: Callable[[Iterable[Scope]], Grant], now: datetime
) -> None:
    granted([Scope.SEE_DOSES])
    day = reverse("person", args=[person.pk])
    for url in (PEOPLE, day):
        page = anna.get(url).content.decode()
        assert "1,000" in page
        for secret in ("idneys like these", "No limit", "No daily limit", "prescriber"):
            assert secret not in page
    record_limit(
        person=person, by=None, now=now, elemental_mg_per_day=Decimal(1234), prescriber="Dr Wolf",
        valid_from=now.date() - timedelta(days=2), valid_until=now.date() + timedelta(days=2),
    )  # fmt: skip
    for url in (PEOPLE, day):
        page = anna.get(url).content.decode()
        assert "1,000" in page
        assert "1,234" not in page
        assert "ithin the limit" not in page
        assert "prescriber" not in page


def test_without_the_scope_alerts_are_not_there(
    anna: Client, urgent_alert: Alert, granted: Callable[[Iterable[Scope]], Grant]
) -> None:
    granted([Scope.SEE_DOSES])
    assert anna.get(_page(urgent_alert)).status_code == 404
    page = anna.get(PEOPLE).content.decode()
    assert "data-severity" not in page
    assert "1,000\N{NO-BREAK SPACE}mg in 24 hours" in page


def test_seen_is_said_once_and_shown_to_the_other(ruth: Client, anna: Client, owner: User, urgent_alert: Alert) -> None:
    for _again in range(2):
        ruth.post(reverse("alert_seen", args=[urgent_alert.pk]))
    assert Receipt.objects.get().user == owner
    assert "You have seen it" in ruth.get(_page(urgent_alert)).content.decode()
    assert "Seen today" in anna.get(_page(urgent_alert)).content.decode()
    assert "Ruth has seen it" in anna.get(INBOX).content.decode()


def test_looking_does_not_count_as_having_seen(anna: Client, urgent_alert: Alert) -> None:
    anna.get(_page(urgent_alert))
    assert not Receipt.objects.exists()


def test_the_page_of_the_carer_says_what_happened(anna: Client, urgent_alert: Alert) -> None:
    page = anna.get(PEOPLE).content.decode()
    assert "1 needs someone now." in page
    assert re.search(r"Has Ruth seen it\?", page)
    assert re.search(r"Phillips.* Milk of Magnesia, 30\xa0mL", page)


def test_a_call_button_stands_only_where_there_is_a_number(anna: Client, urgent_alert: Alert, person: Person) -> None:
    assert "Call Ruth</a>" not in anna.get(PEOPLE).content.decode()
    Person.objects.filter(pk=person.pk).update(phone="555 0177")
    assert 'href="tel:5550177"' in anna.get(PEOPLE).content.decode()


def test_each_look_of_a_carer_stands_in_the_patients_log(ruth: Client, anna: Client, urgent_alert: Alert) -> None:
    anna.get(_page(urgent_alert))
    anna.get(PEOPLE)
    anna.get(INBOX)
    assert set(AccessEntry.objects.values_list("what", flat=True)) == {"alert", "status", "alerts"}
    assert "looked at an alert" in ruth.get(reverse("access_log")).content.decode()


def test_a_poll_that_shows_nothing_new_is_no_look(anna: Client, urgent_alert: Alert) -> None:
    page = anna.get(PEOPLE).content.decode()
    found = re.search(r'hx-get="(/people/live/\?token=[0-9a-f]+)"', page)
    assert found
    looks = AccessEntry.objects.count()
    assert anna.get(found[1]).status_code == 204
    assert AccessEntry.objects.count() == looks
    assert anna.get(reverse("people_live"), {"token": "older"}).status_code == 200
    assert AccessEntry.objects.count() == looks + 1


def test_the_patients_own_looks_are_not_logged(ruth: Client, urgent_alert: Alert) -> None:
    for url in ("/", INBOX, _page(urgent_alert)):
        assert ruth.get(url).status_code == 200
    assert not AccessEntry.objects.exists()


def test_a_revoked_carer_sees_nothing_from_the_next_request_on(
    ruth: Client, anna: Client, grant: Grant, urgent_alert: Alert
) -> None:
    assert anna.get(_page(urgent_alert)).status_code == 200
    assert "Shall Anna Keller see nothing" in ruth.get(reverse("carer_revoke", args=[grant.pk])).content.decode()
    ruth.post(reverse("carer_revoke", args=[grant.pk]))
    assert anna.get(_page(urgent_alert)).status_code == 404
    assert anna.get(reverse("person", args=[urgent_alert.person_id])).status_code == 404
    assert "Ruth" not in anna.get(PEOPLE).content.decode()


def test_only_the_person_can_end_a_grant(anna: Client, otto: Client, grant: Grant) -> None:
    for stranger in (anna, otto):
        stranger.post(reverse("carer_revoke", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_the_inbox_tells_open_from_over(ruth: Client, urgent_alert: Alert, person: Person, now: datetime) -> None:
    assert "1 is open." in ruth.get(INBOX).content.decode()
    evaluate_person(person_id=person.pk, now=now + timedelta(hours=25))
    page = ruth.get(INBOX).content.decode()
    assert "None is open." in page
    assert "All clear since" in page
    assert "The cause is gone." in ruth.get(_page(urgent_alert)).content.decode()


def test_the_number_of_open_alerts_stands_in_the_tab_bar(
    ruth: Client, anna: Client, urgent_alert: Alert, grant: Grant, now: datetime
) -> None:
    assert '<span class="count">1' in ruth.get("/more/").content.decode()
    assert '<span class="count">1' in anna.get("/more/").content.decode()
    revoke_grant(grant=grant, now=now)
    assert '<span class="count">' not in anna.get("/more/").content.decode()


def test_a_quiet_person_is_one_line(anna: Client, person: Person, log_milk: Callable[..., Recorded]) -> None:
    assert "Nothing logged in the last 24 hours." in anna.get(PEOPLE).content.decode()
    log_milk()
    assert "No limit is agreed." in anna.get(PEOPLE).content.decode()
