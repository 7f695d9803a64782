"""What the words of a case report stand for in a record: tables of patterns, and how they are looked up.

The tables are data. A pattern speaks unless its own part of the text denies it ("no opioids").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from tracker.clinical.facts import Category
from tracker.clinical.terms import Condition, MedicineClass, Substance, Symptom

Meaning = TypeVar("Meaning")

_DENIED = re.compile(r"\b(?:no|not|non|without|never|denied|absence of)[\s-]+(?:\w+\s+)?$", re.IGNORECASE)
_PARTS = re.compile(r"[;\n]|->")

SUDDEN_INJURY = (
    *(r"\baki\b", r"\barf\b", r"\bacute on chronic", "kidney injury", "azot(?:a)?emia", "tubular necrosis"),
    r"\b(?:acute|progressing|progressive|worsening|rapid\w*)\b[\w\s-]{0,20}\b(?:renal|kidney|nephropathy|nephritis)",
)
KIDNEY_DISEASE = (
    *(r"\bckd\b", "chronic (?:renal|kidney)", "kidney (?:failure|disease)"),
    "renal (?:failure|insufficiency|impairment|disease|dysfunction)",
    r"(?:decreas|reduc|impair|declin)\w* (?:renal|kidney) function",
    *("nephrotic", "nephritic", "nephropathy", r"\bfsgs\b"),
)
# A diagnosis that a laxative is taken for is not a bowel that stands still now.
CONSTIPATION = (
    r"(?<!chronic )(?<!functional )(?<!idiopathic )(?<!habitual )(?<!history of )\b(?:constipat|obstipat)\w+",
)
DAYS_WITHOUT_STOOL = re.compile(
    r"no (?:stools?|bowel movements?|defecation)\D{0,20}(\d+)\s*(day|week)"
    r"|(\d+)\s*(day|week)s?\s*(?:without stool|of constipation|constipation)"
    r"|constipat\w+ (?:for|over) (\d+)\s*(day|week)",
    re.IGNORECASE,
)

CONDITIONS: Mapping[Condition, tuple[str, ...]] = {
    Condition.ACUTE_KIDNEY_INJURY: SUDDEN_INJURY,
    Condition.BOWEL_OBSTRUCTION: (
        *(r"\bileus\b", "volvulus", "ogilvie", "megacolon", "impaction", "intussuscept"),
        r"(?<!airway )(?<!airways )(?<!urinary )(?<!ureteral )(?<!biliary )obstruct(?:ion|ed)\b",
    ),
    Condition.VOMITING_DIARRHOEA: ("vomit", "diarrh", "gastroenteritis"),
    Condition.FEVER: (r"\bfever", "febrile"),
    Condition.CANNOT_DRINK: (r"(?:poor|decreased|reduced|inadequate|low) (?:oral |fluid )?intake", "cannot drink"),
    Condition.DEHYDRATION: ("dehydrat", "volume deplet", "hypovol"),
    Condition.MYASTHENIA_GRAVIS: ("myastheni",),
    Condition.HEART_BLOCK: ("heart block", r"\bav block", "atrioventricular block"),
    Condition.PREGNANCY: ("pregnan",),
    Condition.KIDNEY_TRANSPLANT: ("(?:kidney|renal) transplant",),
}
MEDICINES: Mapping[MedicineClass, tuple[str, ...]] = {
    MedicineClass.OPIOID: (
        *("opioid", "opiate", "morphine", "codone", "codeine", "fentanyl", "tramadol", "methadone", "morphone"),
        "buprenorphine",
    ),
    MedicineClass.ANTICHOLINERGIC: (
        *("anticholinergic", "antipsychotic", "neuroleptic", "clozapine", "olanzapine", "quetiapine", "promazine"),
        *("haloperidol", "tricyclic", "triptyline", "oxybutynin", "solifenacin", "tropine", "trihexyphenidyl"),
        *("biperiden", "scopolamine", "hyoscine", "diphenhydramine"),
    ),
    MedicineClass.ANTIMOTILITY: ("antimotility", "diphenoxylate", "loperamide"),
    MedicineClass.NSAID: ("nsaid", r"profen\b", "diclofenac", "naproxen", "coxib", "indomethacin", "meloxicam"),
    MedicineClass.ACE_INHIBITOR_ARB: (
        *(r"\barb\b", r"\bacei?\b", r"ace[- ]inhibitor", r"sartan\b"),
        r"(?:ala|ino|rami|pto|indo|ida|quina|ze)pril\b",
    ),
    MedicineClass.LITHIUM: ("lithium",),
    MedicineClass.PPI: (r"\bppi\b", r"prazole\b", "proton pump"),
    MedicineClass.LOOP_DIURETIC: ("furosemide", "loop diuretic", "torasemide", "bumetanide"),
    MedicineClass.THIAZIDE: ("thiazide",),
    MedicineClass.POTASSIUM_SPARING_DIURETIC: ("spironolactone", "eplerenone", "amiloride", "triamterene"),
    MedicineClass.DIGOXIN: ("digoxin", "digitalis"),
    MedicineClass.CALCINEURIN_INHIBITOR: ("tacrolimus", "ciclosporin", "cyclosporin"),
    MedicineClass.CISPLATIN: ("cisplatin",),
    MedicineClass.VITAMIN_D_ANALOGUE: (r"vitamin d\b", "calcitriol", "alfacalcidol", "eldecalcitol"),
}
SYMPTOMS: Mapping[Symptom, tuple[str, ...]] = {
    Symptom.WEAKNESS: (r"\bweak", "debility", "hypotonia", "fatigue", "malaise"),
    Symptom.SLEEPINESS: ("letharg", "sleep(?:y|iness)", "drows", "somnol", "obtund"),
    Symptom.NAUSEA: ("nausea",),
    Symptom.VOMITING: ("vomit",),
    Symptom.FLUSHING: ("flush",),
    Symptom.DIZZINESS: ("dizz", "light-?headed", "orthostat"),
    Symptom.SLOW_PULSE: ("bradycardia", "slow pulse"),
    Symptom.CONFUSION: (
        *("confus", "disorient", "encephalopathy", "altered mental", "delirium", "neurologic depression"),
    ),
    Symptom.SLOW_BREATHING: (
        *("dyspn", "respiratory (?:distress|failure|depression|arrest)", "intubat", "slow breathing", "apno?ea"),
        "hypoventilat",
    ),
    Symptom.FAINTING: ("syncop", "faint", "collapse", "shock", "lost consciousness", "loss of consciousness"),
    Symptom.CHEST_PAIN: ("chest (?:pain|tightness)", "myocardial infarction"),
    Symptom.IRREGULAR_HEARTBEAT: (
        *("irregular", "arr?hythm", "dysr?hythm", "fibrillation", r"\baf\b", r"\bblock\b", "escape"),
    ),
    Symptom.CANNOT_WAKE: (
        *("coma", "unrespons", "unconscious", "cardiac arrest", "sinus arrest", "cardiopulmonary arrest"),
        "(?:disturbed|reduced|impaired|decreased) (?:consciousness|responsiveness)",
    ),
    Symptom.CANNOT_MOVE: (
        *("paraly", "plegia", "flaccid", "cannot move"),
        "(?:absent|reduced|lost) (?:deep )?(?:tendon )?reflex",
    ),
    Symptom.CRAMPS: ("cramp",),
    Symptom.TWITCHING: ("twitch",),
    Symptom.SPASMS: ("spasm", "tetany"),
}
# The first that the name of a product names.
CATEGORIES: Mapping[Category, tuple[str, ...]] = {
    Category.INJECTION: ("intraven", r"\biv\b", "inject", "infusion"),
    Category.BOWEL_PREPARATION: (
        *("bowel (?:prep|cleans)", "picosulf", "prepopik", "clenpiq", "picolax", "picoprep", "citrafleet", "magcorol"),
        *("colonoscop", "pre-?operative"),
    ),
    Category.BINDER: ("binder", "osvaren"),
    Category.SUPPLEMENT: ("slow-release", "supplement", "capsule"),
    Category.LAXATIVE: (
        *("laxative", "cathartic", "milk of magnesia", "epsom", "enema", "overdose treatment", "magnesia calcine"),
        *("mgso4", r"mg\(oh\)2", "magnesium hydroxide", "magnesium sul(?:f|ph)ate(?! oral)"),
    ),
    Category.ANTACID: ("antacid", "trisilicate", "maalox", "mylanta", "gaviscon"),
    Category.DRINK: ("mineral water", "drink"),
}
# Said beside the product: what it was drunk or taken for.
FOR_THE_BOWEL: Mapping[Category, tuple[str, ...]] = {
    Category.BOWEL_PREPARATION: ("bowel (?:prep|cleans)", "colonoscopy prep"),
    Category.LAXATIVE: ("constipat", "obstipat"),
}
SUBSTANCES: Mapping[Substance, tuple[str, ...]] = {
    Substance.ALUMINIUM: ("alumini?um",),
    Substance.CITRATE: ("citrate", "citric"),
    Substance.SODIUM_PHOSPHATE: ("sodium phosphate",),
}


def says(text: str, patterns: Iterable[str]) -> bool:
    """Whether a part of the text says one of these and does not deny it."""
    wanted = re.compile("|".join(patterns), re.IGNORECASE)
    return any(
        not _DENIED.search(part[: match.start()]) for part in _PARTS.split(text) for match in wanted.finditer(part)
    )


def meanings(text: str, table: Mapping[Meaning, tuple[str, ...]]) -> Iterator[Meaning]:
    """What the text says, in the order of the table, each once."""
    return (meaning for meaning, patterns in table.items() if says(text, patterns))


def days_without_stool(text: str) -> int:
    """The longest number of days without stool that the text names; 0 when it names none."""
    found = (tuple(filter(None, match.groups())) for match in DAYS_WITHOUT_STOOL.finditer(text))
    return max((int(number) * (7 if unit.lower() == "week" else 1) for number, unit in found), default=0)
