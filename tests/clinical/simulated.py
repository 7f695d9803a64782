"""People made by a seeded generator, fast: a million of them, ordinary and absurd, must make no rule fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar
from uuid import UUID

from tracker.clinical.assess import assess
from tracker.clinical.facts import (
    Category,
    Comparator,
    ConditionFacts,
    DayFacts,
    Declared,
    Dialysis,
    DoseFacts,
    Facts,
    LabFacts,
    LimitFacts,
    MedicineFacts,
    PersonFacts,
    PlanFacts,
    ReadingFacts,
    Region,
    Sex,
    SymptomFacts,
)
from tracker.clinical.judging import judge_at
from tracker.clinical.normal import normalise
from tracker.clinical.ruleset import CURRENT
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom

Row = TypeVar("Row")

FIRST_AT = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES = 60 * 24 * 1500
ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kolkata",
)
BIRTHS = (None, date(1900, 1, 1), date(1944, 2, 29), date(1960, 6, 1), date(1980, 12, 31), date(2016, 3, 1))
NEVER = date.max
SUBSTANCES = ((), (), (), *((each,) for each in Substance), tuple(Substance))
AMOUNTS = tuple(map(Decimal, ("0", "0.001", "7.9", "8", "100", "250", "349.9", "350", "500", "2000", "4222", "99999")))
EGFRS = tuple(map(Decimal, ("0", "0.1", "14.99", "15", "29.9", "30", "45", "59.9", "60", "90", "300")))
CREATININES = tuple(map(Decimal, ("0.01", "0.6", "0.9", "1.2", "1.35", "4", "20")))
MG_DL = tuple(map(Decimal, ("0.01", "1.6", "2.4", "2.5", "3", "3.01", "3.66", "4.9", "8", "8.01", "25")))


class Simulation:
    """Facts and the instant at which they are judged, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = FIRST_AT

    def facts(self) -> Facts:
        """The next person. `now` is the instant to judge at."""
        self.now = FIRST_AT + timedelta(minutes=self.random.randrange(MINUTES))
        return Facts(
            person=self._person(),
            readings=self._some(self._reading, 3),
            doses=self._some(self._dose, 8),
            limits=self._some(self._limit, 2),
            history=self._some(self._day, 50) if self._one_in(3) else (),
            plans=self._some(self._plan, 3),
            labs=self._some(self._lab, 3),
            symptoms=self._some(self._symptom, 3),
            conditions=self._some(self._condition, 3),
            medicines=self._some(self._medicine, 3),
        )

    def _some(self, make: Callable[[], Row], most: int) -> tuple[Row, ...]:
        return tuple(make() for _ in range(self.random.randrange(most + 1)))

    def _one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    def _pick(self, options: tuple[Row, ...]) -> Row:
        return self.random.choice(options)

    def _maybe(self, options: tuple[Row, ...]) -> Row | None:
        return None if self._one_in(4) else self._pick(options)

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def _product(self) -> UUID:
        return UUID(int=self.random.randrange(4))

    def _at(self) -> datetime:
        """Mostly within two days, sometimes within a year, now and then still to come."""
        minutes = self.random.randrange(-600, 60 * 24 * (400 if self._one_in(4) else 2))
        return self.now - timedelta(minutes=minutes)

    def _day_ago(self) -> date:
        days = self.random.randrange(-2, 1500 if self._one_in(4) else 16)
        return self.now.date() - timedelta(days=days)

    def _end(self) -> date | None:
        return self._pick((None, None, NEVER, self._day_ago(), self.now.date() + timedelta(days=3)))

    def _person(self) -> PersonFacts:
        return PersonFacts(
            birth_date=self._pick((*BIRTHS, self.now.date())),
            sex=self._maybe(tuple(Sex)),
            region=self._pick(tuple(Region)),
            zone=self._pick(ZONES),
            declared_kidney_disease=self._pick(tuple(Declared)),
            weight_kg=self._maybe((Decimal(3), Decimal(64), Decimal(250))),
        )

    def _reading(self) -> ReadingFacts:
        return ReadingFacts(
            self._id(),
            self._day_ago(),
            self._maybe(EGFRS),
            self._pick((Comparator.NONE, *Comparator)),
            self._pick((Dialysis.NONE, Dialysis.NONE, Dialysis.NONE, *Dialysis)),
            self._one_in(6),
            self._maybe(CREATININES),
        )

    def _dose(self) -> DoseFacts:
        return DoseFacts(
            id=self._id(),
            product_id=self._product(),
            product_name=self._pick(("A", "B", "")),
            category=self._pick(tuple(Category)),
            amount=Decimal(1),
            unit="tablet",
            elemental_mg=self._maybe(AMOUNTS),
            taken_at=self._at(),
            label_units=self._maybe((Decimal(0), Decimal("0.5"), Decimal(6))),
            label_max_units_per_day=self._maybe((Decimal(1), Decimal(4))),
            substances=self._pick(SUBSTANCES),
        )

    def _day(self) -> DayFacts:
        at = self.now - timedelta(days=self.random.randrange(2, 70), minutes=self.random.randrange(600))
        known = self._pick(AMOUNTS)
        return DayFacts(
            at.date(), self._product(), "A", self._pick(tuple(Category)), known, at_least=self._one_in(4), last_at=at
        )

    def _plan(self) -> PlanFacts:
        return PlanFacts(
            id=self._id(),
            product_id=self._product(),
            product_name="A",
            category=self._pick(tuple(Category)),
            elemental_mg=self._maybe(AMOUNTS),
            times_per_day=self._maybe((Decimal("0.5"), Decimal(1), Decimal(4))),
            from_date=self._day_ago(),
            until_date=self._end(),
            label_units=self._maybe((Decimal(1), Decimal(6))),
            label_max_units_per_day=self._maybe((Decimal(1), Decimal(4))),
            substances=self._pick(SUBSTANCES),
        )

    def _lab(self) -> LabFacts:
        return LabFacts(
            self._id(),
            self._pick(MG_DL),
            self._at(),
            self._pick((Comparator.NONE, *Comparator)),
            self._maybe((Decimal("1.7"), Decimal("1.8"))),
            self._maybe((Decimal("2.4"), Decimal("2.6"))),
        )

    def _symptom(self) -> SymptomFacts:
        return SymptomFacts(self._id(), self._pick(tuple(Symptom)), self._at())

    def _condition(self) -> ConditionFacts:
        since = self._day_ago()
        return ConditionFacts(self._id(), self._pick(tuple(Condition)), since, self._day_ago(), self._end())

    def _medicine(self) -> MedicineFacts:
        times = self._pick(((), (time(8),), (time(0), time(23, 59))))
        kind = self._pick(tuple(MedicineClass))
        return MedicineFacts(self._id(), kind.value, kind, self._day_ago(), self._end(), times)

    def _limit(self) -> LimitFacts:
        product = self._product() if self._one_in(2) else None
        until = self._pick((NEVER, self._day_ago(), self.now.date()))
        return LimitFacts(self._id(), self._pick(AMOUNTS), "Dr. Lee", self._day_ago(), until, product)


def trouble_with(facts: Facts, now: datetime) -> str:
    """Which rule fails on these facts, empty when none does. An exception outside the rules passes through."""
    answer = assess(facts, now)
    if answer.failed_rules:
        return f"{', '.join(answer.failed_rules)} failed"
    context = judge_at(normalise(facts), now, CURRENT).context
    for rule in CURRENT.rules:
        rule.turning_points(context)
    if answer.next_change_at is not None and answer.next_change_at <= now:
        return "the next change has been"
    return ""
