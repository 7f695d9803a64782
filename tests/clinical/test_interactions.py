"""The table of intervals: every row of the data, and what is made of them for one medicine and one dose."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clinical.builders import dose, medicine, values
from tracker.clinical.apart import Gap, gap_between, intervals_of
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.interactions import INTERVALS, LABEL_INTERVALS
from tracker.clinical.terms import MedicineClass, Substance

DATA = Path(__file__).parents[1] / "data" / "interactions.csv"
ROWS = [
    row
    for row in csv.DictReader(DATA.read_text(encoding="utf-8").splitlines())
    if row["interaction_type"] == "absorption_block"
]
GRADES = {"high": "A", "medium": "B", "low": "C"}
TABLET = dose(100)
ANTACID = dose(100, category=Category.ANTACID)
CITRATE = dose(100, category=Category.LAXATIVE, substances=[Substance.CITRATE])
OSVAREN = dose(60, category=Category.BINDER, name="OsvaRen 435 mg/235 mg")
# Names by which somebody may file the medicines of a row, where its first words are not such a name.
NAMES = {
    "mycophenolate mofetil / mycophenolic acid": ["Mycophenolate mofetil", "mycophenolic acid"],
    "tetracyclines (with bowel-prep magnesium)": ["Tetracycline"],
    "doxycycline / minocycline": ["Doxycycline 100 mg", "minocycline"],
    "ofloxacin / norfloxacin": ["Ofloxacin", "norfloxacin"],
    "dolutegravir (Tivicay, Triumeq, Dovato)": ["Dolutegravir", "Tivicay", "TRIUMEQ", "Dovato"],
    "dolutegravir/rilpivirine (Juluca)": ["Juluca", "dolutegravir/rilpivirine"],
    "bictegravir (Biktarvy)": ["bictegravir", "Biktarvy"],
    "oral iron": ["Iron tablets", "ferrous sulfate", "Ferric maltol"],
    "chlorpromazine / phenothiazines": ["Chlorpromazine", "a phenothiazine"],
    "hydroxychloroquine / chloroquine": ["Hydroxychloroquine", "chloroquine"],
    "itraconazole (caps) / ketoconazole": ["Itraconazole", "ketoconazole"],
    "cefdinir / cefpodoxime": ["cefdinir", "Cefpodoxime"],
    "deferiprone / deferasirox": ["Deferiprone", "deferasirox"],
    "ACE inhibitors captopril/enalapril/fosinopril": ["Captopril", "enalapril", "fosinopril"],
    "isoniazid / rifampicin": ["Isoniazid", "rifampicin"],
    "polycarbophil calcium": ["Polycarbophil calcium"],
}
BY_LABEL = {
    "any oral drug with OsvaRen": OSVAREN,
    "any other drug with magnesium citrate laxative": CITRATE,
}


def gap_of(name: str, taken: DoseFacts = ANTACID, medicine_class: MedicineClass = MedicineClass.OTHER) -> Gap | None:
    return gap_between(medicine(medicine_class, name=name), taken)


def hours(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize("row", ROWS, ids=[row["drug_or_condition"] for row in ROWS])
def test_every_row_of_the_data_is_in_the_table(row: dict[str, str]) -> None:
    label = row["drug_or_condition"]
    names = ["Paracetamol"] if label in BY_LABEL else NAMES.get(label, [label.split(" (")[0]])
    for name in names:
        gap = gap_of(name, BY_LABEL.get(label, ANTACID))
        assert gap is not None
        assert (gap.before, gap.after) == (
            hours(row["take_drug_hours_before_mg"]),
            hours(row["take_drug_hours_after_mg"]),
        )
        assert gap.grade == GRADES[row["confidence"]]


def test_the_table_has_no_row_that_the_data_has_not() -> None:
    assert len(INTERVALS) + len(LABEL_INTERVALS) == len(ROWS)


def test_a_source_that_was_not_read_again_says_so() -> None:
    """The data marks with "R" what comes from memory alone."""
    alone = {row["drug_or_condition"] for row in ROWS if row["source"].startswith("R") and "S:" not in row["source"]}
    for label in alone:
        gap = gap_of(NAMES.get(label, [label.split(" (")[0]])[0])
        assert gap is not None
        assert "from memory" in " ".join(gap.sources)


@pytest.mark.parametrize(
    ("medicine_class", "before", "after"),
    [
        (MedicineClass.LEVOTHYROXINE, 4, 4),
        (MedicineClass.QUINOLONE, 4, 8),
        (MedicineClass.TETRACYCLINE, 2, 6),
        (MedicineClass.BISPHOSPHONATE, 1, None),
        (MedicineClass.MYCOPHENOLATE, 2, 2),
        (MedicineClass.GABAPENTIN, None, 2),
        (MedicineClass.HIV_INTEGRASE_INHIBITOR, 4, 6),
        (MedicineClass.IRON, 2, 2),
        (MedicineClass.DIGOXIN, 2, 6),
    ],
)
def test_a_class_asks_for_the_strictest_hours_of_its_members(
    medicine_class: MedicineClass, before: int | None, after: int | None
) -> None:
    gap = gap_of("the white one", TABLET, medicine_class)
    assert gap is not None
    assert values(gap.before, gap.after, gap.never) == (before, after, False)


def test_a_name_tells_more_than_its_class() -> None:
    gap = gap_of("Levofloxacin 500 mg", TABLET, MedicineClass.QUINOLONE)
    assert gap is not None
    assert values(gap.before, gap.after) == (2, 2)


def test_a_name_that_names_two_medicines_asks_for_the_strictest_of_both() -> None:
    gap = gap_of("rosuvastatin with itraconazole", TABLET)
    assert gap is not None
    assert values(gap.before, gap.after, gap.grade, len(gap.sources)) == (2, 1, "B", 2)


@pytest.mark.parametrize("name", ["Spironolactone", "Lisinopril", "Losartan", "Omeprazole", ""])
def test_a_medicine_that_no_row_names_is_kept_apart_from_nothing(name: str) -> None:
    for medicine_class in (MedicineClass.OTHER, MedicineClass.ACE_INHIBITOR_ARB, MedicineClass.PPI):
        assert gap_of(name, TABLET, medicine_class) is None


def test_raltegravir_is_for_no_hour_beside_an_antacid_and_baloxavir_beside_no_magnesium() -> None:
    assert [gap.never for gap in (gap_of("Raltegravir"), gap_of("baloxavir", TABLET)) if gap is not None] == [
        True,
        True,
    ]
    assert gap_of("raltegravir", TABLET, MedicineClass.HIV_INTEGRASE_INHIBITOR) is None


def test_the_label_of_a_product_counts_for_every_medicine_and_the_strictest_hours_of_both_hold() -> None:
    any_other, digoxin = gap_of("Paracetamol", CITRATE), gap_of("Digoxin", OSVAREN)
    assert any_other is not None
    assert digoxin is not None
    assert values(any_other.before, any_other.after, any_other.blocked) == (2, 2, False)
    assert values(digoxin.before, digoxin.after, digoxin.blocked) == (2, 6, True)
    assert gap_of("Paracetamol", dose(100, category=Category.LAXATIVE)) is None
    assert gap_of("Paracetamol", dose(100, substances=[Substance.CITRATE])) is None
    assert gap_of("Paracetamol", dose(60, category=Category.BINDER, name="Another binder")) is None


def test_a_row_is_found_by_the_beginning_of_a_word() -> None:
    assert [row.names[0] for row in intervals_of("Co-Ciprofloxacin (evening)", MedicineClass.OTHER)] == [
        "ciprofloxacin"
    ]
