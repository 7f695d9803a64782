"""Browsers of the three people, and alerts without waiting for a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from alerts.models import Alert
from alerts.services.evaluate import evaluate_person
from intake.services.doses import Recorded
from tracker.models import Grant, Person, User


@pytest.fixture
def ruth(browser_client: Callable[[User], Client], owner: User, person: Person) -> Client:
    """Ruth's browser."""
    return browser_client(owner)


@pytest.fixture
def anna(browser_client: Callable[[User], Client], carer: User, grant: Grant) -> Client:
    """Anna's browser; she may see Ruth's alerts, doses and health."""
    return browser_client(carer)


@pytest.fixture
def otto(browser_client: Callable[[User], Client], outsider: User) -> Client:
    """The browser of somebody who has nothing to do with Ruth."""
    return browser_client(outsider)


@pytest.fixture
def urgent_alert(person: Person, grant: Grant, log_milk: Callable[..., Recorded], now: datetime) -> Alert:
    """The alert about 30 mL of milk of magnesia."""
    log_milk()
    evaluate_person(person_id=person.pk, now=now)
    return Alert.objects.live().get(person=person)
