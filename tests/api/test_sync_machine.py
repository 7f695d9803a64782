"""Three phones that lose the network at every bad moment come to one truth, and lose no dose that was told stored.

The phones follow `docs/api/sync.md` to the letter: an outbox, bodies that never change once they were sent, the
server's clock, cursors kept with what was read, the server's copy where two disagree.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import now as clock
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from intake.models import Dose, Product
from tests.api.conftest import Api, data
from tracker.models import Person, User, new_id
from tracker.services.people import open_person

YEAR = timedelta(days=365)
PHONES = st.integers(0, 2)
LOST = st.booleans()
numbers = itertools.count()


class Phone:
    """A client that was written from the protocol. `lost` means that the answer never arrives."""

    def __init__(self, api: Api, person: Person, product: Product, skew: timedelta) -> None:
        self.api, self.base, self.product, self.skew = api, f"people/{person.pk}/", product, skew
        self.outbox: dict[str, dict[str, Any]] = {}
        self.sent: set[str] = set()
        self.told: set[str] = set()
        self.copies: dict[str, dict[str, Any]] = {}
        self.cursor = ""

    def clock(self) -> datetime:
        """What this phone believes the time is."""
        return clock() + self.skew

    def log(self, minutes: int, amount: int) -> str:
        """Write down a dose, with or without a network, by the phone's own clock."""
        dose_id = str(new_id())
        at = self.clock() - timedelta(minutes=minutes)
        self.outbox[dose_id] = {"amount": amount, "at": at}
        return dose_id

    def offset(self) -> timedelta:
        """How far the phone's clock is ahead of the server's, as the server says."""
        shown = data(self.api.get(f"{self.base}status/"))
        return self.clock() - datetime.fromisoformat(shown["as_of"])

    def send(self, *, order: random.Random, lost: bool) -> None:
        """Empty the outbox, in any order; keep all of it when no answer comes."""
        self._freeze()
        waiting = [entry["body"] for entry in self.outbox.values()]
        order.shuffle(waiting)
        answer = self.api.post(f"{self.base}sync/", {"doses": waiting})
        assert answer.status_code == 200, answer.content
        if not lost:
            for body, result in zip(waiting, data(answer)["results"], strict=True):
                self._settle(body, result)

    def _freeze(self) -> None:
        """Once it may have been sent, what a dose says never changes."""
        ahead = self.offset()
        for dose_id, entry in self.outbox.items():
            if "body" not in entry:
                taken_at = (entry["at"] - ahead).isoformat()
                said = {"product": str(self.product.pk), "amount": entry["amount"], "unit": "mL"}
                entry["body"] = {"id": dose_id, "taken_at": taken_at, **said}

    def _settle(self, body: dict[str, Any], result: dict[str, Any]) -> None:
        assert result["id"] == body["id"]
        assert result["result"] in {"applied", "duplicate"} or result.get("deleted"), result
        if result["result"] != "conflict":
            self.told.add(body["id"])
            self.copies[body["id"]] = result["dose"]
        del self.outbox[body["id"]]

    def edit(self, dose_id: str, amount: int, *, lost: bool) -> None:
        """Correct the version that this phone knows; read again when there is another."""
        tag = f'"{self.copies[dose_id]["version"]}"'
        answer = self.api.patch(f"{self.base}doses/{dose_id}/", {"amount": amount}, If_Match=tag)
        assert answer.status_code in {200, 410, 412}
        if answer.status_code == 200 and not lost:
            self.copies[dose_id] = data(answer)["dose"]

    def void(self, dose_id: str, *, lost: bool) -> None:
        """Take back the version that this phone knows."""
        tag = f'"{self.copies[dose_id]["version"]}"'
        answer = self.api.delete(f"{self.base}doses/{dose_id}/", If_Match=tag)
        assert answer.status_code in {204, 410, 412}
        if answer.status_code in {204, 410} and not lost:
            del self.copies[dose_id]

    def read(self, size: int, *, lost: bool = False) -> bool:
        """One page of changes. Returns whether there is more."""
        cursor = f"&cursor={self.cursor}" if self.cursor else ""
        answer = self.api.get(f"{self.base}changes/?page_size={size}{cursor}")
        assert answer.status_code == 200, answer.content
        page = data(answer)
        if not lost:
            self.cursor = page["cursor"]
            for change in page["changes"]:
                self._apply(change)
        return bool(page["has_more"])

    def _apply(self, change: dict[str, Any]) -> None:
        if change["kind"] != "dose":
            return
        if change["deleted"]:
            self.copies.pop(change["id"], None)
        else:
            self.copies[change["id"]] = change["object"]


class Household(RuleBasedStateMachine):
    """One person, three phones: one is right, one is a year ahead, one is a year behind."""

    make: Callable[[], tuple[Api, Person, Product]]

    @initialize()
    def open(self) -> None:
        self.api, self.person, self.product = self.make()
        self.phones = [Phone(self.api, self.person, self.product, skew) for skew in (timedelta(), YEAR, -YEAR)]
        self.taken: dict[str, datetime] = {}

    @rule(phone=PHONES, minutes=st.integers(1, 3_000), amount=st.integers(1, 30))
    def log(self, phone: int, minutes: int, amount: int) -> None:
        self.taken[self.phones[phone].log(minutes, amount)] = clock() - timedelta(minutes=minutes)

    @precondition(lambda self: any(phone.outbox for phone in self.phones))
    @rule(phone=PHONES, order=st.randoms(use_true_random=False), lost=LOST)
    def send(self, phone: int, order: random.Random, lost: bool) -> None:
        self.phones[phone].send(order=order, lost=lost)

    @precondition(lambda self: any(phone.copies for phone in self.phones))
    @rule(phone=PHONES, which=st.integers(0, 99), amount=st.integers(1, 30), lost=LOST)
    def edit(self, phone: int, which: int, amount: int, lost: bool) -> None:
        if known := sorted(self.phones[phone].copies):
            self.phones[phone].edit(known[which % len(known)], amount, lost=lost)

    @precondition(lambda self: any(phone.copies for phone in self.phones))
    @rule(phone=PHONES, which=st.integers(0, 99), lost=LOST)
    def void(self, phone: int, which: int, lost: bool) -> None:
        if known := sorted(self.phones[phone].copies):
            self.phones[phone].void(known[which % len(known)], lost=lost)

    @rule(phone=PHONES, size=st.integers(1, 5), lost=LOST)
    def read(self, phone: int, size: int, lost: bool) -> None:
        self.phones[phone].read(size, lost=lost)

    def teardown(self) -> None:
        """In the end the network is back."""
        for phone in self.phones:
            phone.send(order=random.Random(1), lost=False)
        for phone in self.phones:
            while phone.read(3):
                pass
        self._all_agree()
        self._nothing_is_lost()

    def _all_agree(self) -> None:
        rows = data(self.api.get(f"people/{self.person.pk}/doses/?page_size=200"))["results"]
        truth = {row["id"]: row for row in rows}
        assert [phone.copies for phone in self.phones] == [truth] * 3
        assert not any(phone.outbox for phone in self.phones)

    def _nothing_is_lost(self) -> None:
        stored = {str(row.pk): row for row in Dose.objects.filter(person=self.person)}
        assert set(stored) == set(self.taken)
        assert set().union(*(phone.told for phone in self.phones)) <= set(stored)
        for dose_id, taken_at in self.taken.items():
            assert abs(stored[dose_id].taken_at - taken_at) < timedelta(seconds=30)
            assert stored[dose_id].amount > Decimal(0)


@pytest.fixture
def make(api: Callable[[User | None], Api], milk: Product) -> Callable[[], tuple[Api, Person, Product]]:
    """A person whom no other run knows."""

    def fresh() -> tuple[Api, Person, Product]:
        account = User.objects.create_user(f"ruth{next(numbers)}@example.org", "a long enough password", name="Ruth")
        return api(account), open_person(account=account, name="Ruth", now=clock(), time_zone="Europe/Berlin"), milk

    return fresh


def test_three_phones_come_to_one_truth(make: Callable[[], tuple[Api, Person, Product]]) -> None:
    machine = type("Family", (Household,), {"make": staticmethod(make)})
    quick = settings(max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=quick)
