"""What is known about one person, as plain values: the only input of the rules.

Everything here is immutable, carries its unit in its name, and turns into JSON and back
without loss, so that an alert can be judged again from what is stored beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom


class Category(StrEnum):
    """What kind of product it is; the catalogue and the rules share these words."""

    LAXATIVE = "laxative"
    ANTACID = "antacid"
    SUPPLEMENT = "supplement"
    BOWEL_PREPARATION = "bowel_preparation"
    MEDICINE = "medicine"
    BINDER = "binder"
    DRINK = "drink"
    INJECTION = "injection"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Region(StrEnum):
    US = "US"
    UK = "UK"
    EU = "EU"
    JP = "JP"


class Declared(StrEnum):
    """The person's own answer to "has a doctor said that you have kidney disease?"."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class Dialysis(StrEnum):
    NONE = "none"
    HEMODIALYSIS = "hemodialysis"
    PERITONEAL = "peritoneal"


class Comparator(StrEnum):
    """A laboratory's "more than" or "less than" in front of a value."""

    NONE = ""
    LESS = "<"
    MORE = ">"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who is judged. `zone` is an IANA name; calendar days are counted in it."""

    birth_date: date | None = None
    sex: Sex | None = None
    region: Region = Region.US
    zone: str = "UTC"
    declared_kidney_disease: Declared = Declared.UNKNOWN
    weight_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """One kidney reading. `egfr_ml_min` is per 1.73 m2; None when only dialysis or injury is known.

    `creatinine_mg_dl` is there when the report gave it: two of them tell a sudden injury.
    """

    id: UUID
    taken_on: date
    egfr_ml_min: Decimal | None = None
    comparator: Comparator = Comparator.NONE
    dialysis: Dialysis = Dialysis.NONE
    acute: bool = False
    creatinine_mg_dl: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """One dose. `elemental_mg` is None when the product's amount is not known: never zero.

    `label_units` is the amount counted in the label's own unit (30 mL of "500 mg per 15 mL" is 2),
    `label_max_units_per_day` the label's maximum in the same unit; None where not known.
    """

    id: UUID
    product_id: UUID
    product_name: str
    category: Category
    amount: Decimal
    unit: str
    elemental_mg: Decimal | None
    taken_at: datetime
    label_units: Decimal | None = None
    label_max_units_per_day: Decimal | None = None
    substances: tuple[Substance, ...] = ()


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What one product gave on one earlier day: everything older than the doses of the last 24 h, never both.

    `elemental_mg` sums the known amounts, `at_least` says that some were not known. `last_at` is the
    latest of the day's doses. `day` is the calendar day on which they were taken, in the person's zone.
    """

    day: date
    product_id: UUID
    product_name: str
    category: Category
    elemental_mg: Decimal
    at_least: bool
    last_at: datetime

    @property
    def has_magnesium(self) -> bool:
        """Whether it holds magnesium by mouth: an unknown amount is never zero."""
        return self.category is not Category.INJECTION and (self.at_least or self.elemental_mg > 0)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A product that is meant to be taken, `times_per_day` times (None: as needed), from one day to another."""

    id: UUID
    product_id: UUID
    product_name: str
    category: Category
    elemental_mg: Decimal | None
    times_per_day: Decimal | None
    from_date: date
    until_date: date | None = None
    label_units: Decimal | None = None
    label_max_units_per_day: Decimal | None = None
    substances: tuple[Substance, ...] = ()


@dataclass(frozen=True, slots=True)
class LabFacts:
    """One magnesium blood test, in mg/dL; `low_mg_dl` and `high_mg_dl` are the laboratory's own range."""

    id: UUID
    mg_dl: Decimal
    taken_at: datetime
    comparator: Comparator = Comparator.NONE
    low_mg_dl: Decimal | None = None
    high_mg_dl: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SymptomFacts:
    """Something that was felt or seen from an instant on."""

    id: UUID
    code: Symptom
    started_at: datetime


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """A condition on file from `since_date`; somebody said so on `declared_on`. `until_date` is its last day."""

    id: UUID
    code: Condition
    since_date: date
    declared_on: date
    until_date: date | None = None


@dataclass(frozen=True, slots=True)
class MedicineFacts:
    """Another medicine by its class. `times` are the usual times of day in the person's zone; empty when not known."""

    id: UUID
    name: str
    medicine_class: MedicineClass
    since_date: date
    until_date: date | None = None
    times: tuple[time, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """A prescriber's limit for one product, or for all of them when `product_id` is None.

    It holds from the start of `from_date` to the end of `until_date`, both in the person's zone.
    """

    id: UUID
    elemental_mg_per_day: Decimal
    prescriber: str
    from_date: date
    until_date: date
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the rules may know. Order never matters: the sequences are sorted when judged.

    `doses` are single doses of at least the last 24 h, `history` what was taken before them, by day:
    no dose stands in both.
    """

    person: PersonFacts
    readings: tuple[ReadingFacts, ...] = ()
    doses: tuple[DoseFacts, ...] = ()
    limits: tuple[LimitFacts, ...] = ()
    history: tuple[DayFacts, ...] = ()
    plans: tuple[PlanFacts, ...] = ()
    labs: tuple[LabFacts, ...] = ()
    symptoms: tuple[SymptomFacts, ...] = ()
    conditions: tuple[ConditionFacts, ...] = ()
    medicines: tuple[MedicineFacts, ...] = ()
