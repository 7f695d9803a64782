"""How long other medicines and magnesium keep apart, so that the medicine still works.

The hours are those of the medicines' labels and of studies. A row's grade says how sure its hours are: A high, B
medium, C low; "from memory" says that a label was not read again for this set. Blank hours mean that nothing is asked
in that order; `never` that no interval helps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tracker.clinical.facts import Category
from tracker.clinical.terms import MedicineClass, Substance


@dataclass(frozen=True, slots=True)
class Interval:
    """A medicine comes `hours_before` ahead of magnesium, or `hours_after` behind it.

    `names` are beginnings of words in the medicine's name, in lower case. `medicine_class` is the class that the row
    is a member of, None where only the name tells. `antacids_only` when nothing but antacids blocks it.
    """

    names: tuple[str, ...]
    hours_before: Decimal | None
    hours_after: Decimal | None
    grade: str
    source: str
    medicine_class: MedicineClass | None = None
    never: bool = False
    antacids_only: bool = False


@dataclass(frozen=True, slots=True)
class LabelInterval:
    """A product with magnesium whose own label asks every other medicine to keep away; `name` is a part of its name."""

    category: Category
    hours_before: Decimal
    hours_after: Decimal
    grade: str
    source: str
    name: str = ""
    substance: Substance | None = None


def _table(medicine_class: MedicineClass | None, rows: Iterable[tuple[str, str, str, str, str]]) -> list[Interval]:
    """Rows of names, hours before, hours after, grade and source."""
    return [
        Interval(tuple(names.split(", ")), _hours(before), _hours(after), grade, source, medicine_class)
        for names, before, after, grade, source in rows
    ]


def _hours(text: str) -> Decimal | None:
    return Decimal(text) if text else None


# fmt: off
INTERVALS: tuple[Interval, ...] = (
    *_table(MedicineClass.LEVOTHYROXINE, [
        ("levothyroxine", "4", "4", "A", "Synthroid label, Feb 2024"),
    ]),
    *_table(MedicineClass.QUINOLONE, [
        ("ciprofloxacin", "2", "6", "A", "Nix 1989 (PMID 2598571)"),
        ("levofloxacin", "2", "2", "A", "US label, from memory"),
        ("moxifloxacin", "4", "8", "A", "Avelox label, from memory"),
        ("delafloxacin", "2", "6", "A", "Baxdela label, from memory"),
        ("ofloxacin, norfloxacin", "2", "2", "B", "US labels, from memory"),
    ]),
    *_table(MedicineClass.TETRACYCLINE, [
        ("tetracycline", "2", "6", "A", "Clenpiq and Sutab labels"),
        ("doxycycline, minocycline", "2", "3", "B", "US labels and BNF, from memory; magnesium label (emc 25343)"),
    ]),
    *_table(MedicineClass.BISPHOSPHONATE, [
        ("alendronate, alendronic", "0.5", "", "A", "Fosamax label, from memory"),
        ("risedronate, risedronic", "0.5", "", "A", "Actonel label, from memory; Magmitt insert 2008"),
        ("ibandronate, ibandronic", "1", "", "A", "Boniva label, from memory"),
    ]),
    *_table(MedicineClass.MYCOPHENOLATE, [
        ("mycophenolate, mycophenolic", "2", "2", "A", "CellCept label"),
    ]),
    *_table(MedicineClass.GABAPENTIN, [
        ("gabapentin", "", "2", "A", "Gabtin label"),
    ]),
    *_table(MedicineClass.HIV_INTEGRASE_INHIBITOR, [
        ("dolutegravir, tivicay, triumeq, dovato", "2", "6", "A", "Tivicay, answers of its maker; HIV guide"),
        ("juluca, dolutegravir/rilpivirine", "4", "6", "A", "guidetherapeutiquevih.com, 11406"),
        ("bictegravir, biktarvy", "2", "6", "A", "Biktarvy label, from memory"),
        ("elvitegravir", "2", "2", "A", "Stribild and Genvoya labels, from memory"),
        ("cabotegravir", "4", "2", "B", "Vocabria label, from memory"),
    ]),
    Interval(
        ("raltegravir",), None, None, "A", "Medscape; Isentress label, from memory",
        MedicineClass.HIV_INTEGRASE_INHIBITOR, never=True, antacids_only=True,
    ),
    *_table(MedicineClass.IRON, [
        ("iron, ferrous, ferric", "2", "2", "B", "Clenpiq label; its 2 hours after from memory"),
    ]),
    *_table(MedicineClass.DIGOXIN, [
        ("digoxin", "2", "6", "A", "Clenpiq label"),
    ]),
    *_table(None, [
        ("atazanavir", "2", "1", "B", "Medscape, Riopan"),
        ("rilpivirine", "4", "2", "A", "Edurant label, from memory"),
        ("rosuvastatin", "2", "", "A", "Crestor label, from memory; magnesium label (emc 25343)"),
        ("chlorpromazine, phenothiazine", "2", "6", "A", "Clenpiq label; magnesium label (emc 25343)"),
        ("penicillamine", "2", "6", "A", "Clenpiq label"),
        ("hydroxychloroquine, chloroquine", "4", "4", "A", "Plaquenil and Aralen labels, from memory; emc 25343"),
        ("itraconazole, ketoconazole", "2", "1", "B", "Sporanox label, from memory"),
        ("fexofenadine", "2", "2", "A", "Allegra label, from memory; magnesium label (emc 25343)"),
        ("azithromycin", "2", "2", "B", "Magnesium label (emc 25343); its hours from memory"),
        ("cefdinir, cefpodoxime", "2", "2", "B", "Omnicef label, from memory; magnesium label (emc 25343)"),
        ("eltrombopag", "2", "4", "A", "Promacta label, from memory"),
        ("deferiprone, deferasirox", "4", "4", "B", "Labels, from memory"),
        ("nilotinib", "2", "2", "B", "Tasigna label, from memory; magnesium label (emc 25343): avoid"),
        ("pazopanib", "", "", "B", "Medscape, Riopan: several hours"),
        ("lansoprazole", "1", "", "C", "From memory; magnesium label (emc 25343)"),
        ("captopril, enalapril, fosinopril", "2", "2", "B", "From memory; magnesium label (emc 25343)"),
        ("isoniazid, rifampicin, rifampin", "1", "2", "B", "Labels, from memory; magnesium label (emc 25343)"),
        ("patiromer", "3", "3", "A", "Veltassa label, from memory"),
    ]),
    Interval(("baloxavir",), None, None, "A", "Medscape, Riopan", never=True),
    Interval(("polycarbophil",), None, None, "B", "Magmitt insert", antacids_only=True),
)
LABEL_INTERVALS: tuple[LabelInterval, ...] = (
    LabelInterval(Category.BINDER, Decimal(2), Decimal(3), "A", "OsvaRen label", name="osvaren"),
    LabelInterval(
        Category.LAXATIVE, Decimal(2), Decimal(2), "A", "Label of a magnesium citrate laxative (DailyMed f45d7caa)",
        substance=Substance.CITRATE,
    ),
)
# fmt: on
