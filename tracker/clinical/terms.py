"""The words for what may be the matter with a person: the codes of the API, the forms and the rules."""

from __future__ import annotations

from enum import StrEnum


class Symptom(StrEnum):
    """What a person may feel, or a carer see; the codes of the API."""

    WEAKNESS = "weakness"
    SLEEPINESS = "sleepiness"
    NAUSEA = "nausea"
    VOMITING = "vomiting"
    FLUSHING = "flushing"
    DIZZINESS = "dizziness"
    SLOW_PULSE = "slow_pulse"
    CONFUSION = "confusion"
    SLOW_BREATHING = "slow_breathing"
    FAINTING = "fainting"
    CHEST_PAIN = "chest_pain"
    IRREGULAR_HEARTBEAT = "irregular_heartbeat"
    CANNOT_WAKE = "cannot_wake"
    CANNOT_MOVE = "cannot_move"
    CRAMPS = "cramps"
    TWITCHING = "twitching"
    SPASMS = "spasms"
    NO_STOOL = "no_stool"
    """No stool since a bowel preparation was drunk."""


class Condition(StrEnum):
    """A state of health that changes what magnesium does; the codes of the API."""

    NO_STOOL_3_DAYS = "no_stool_3_days"
    BOWEL_OBSTRUCTION = "bowel_obstruction"
    VOMITING_DIARRHOEA = "vomiting_diarrhoea"
    FEVER = "fever"
    CANNOT_DRINK = "cannot_drink"
    DEHYDRATION = "dehydration"
    ACUTE_KIDNEY_INJURY = "acute_kidney_injury"
    MYASTHENIA_GRAVIS = "myasthenia_gravis"
    HEART_BLOCK = "heart_block"
    PREGNANCY = "pregnancy"
    KIDNEY_TRANSPLANT = "kidney_transplant"


class MedicineClass(StrEnum):
    """What kind of other medicine it is, as far as magnesium or the kidneys care."""

    OPIOID = "opioid"
    ANTICHOLINERGIC = "anticholinergic"
    ANTIMOTILITY = "antimotility"
    LITHIUM = "lithium"
    NSAID = "nsaid"
    ACE_INHIBITOR_ARB = "ace_inhibitor_arb"
    PPI = "ppi"
    LOOP_DIURETIC = "loop_diuretic"
    THIAZIDE = "thiazide"
    POTASSIUM_SPARING_DIURETIC = "potassium_sparing_diuretic"
    LEVOTHYROXINE = "levothyroxine"
    QUINOLONE = "quinolone"
    TETRACYCLINE = "tetracycline"
    BISPHOSPHONATE = "bisphosphonate"
    MYCOPHENOLATE = "mycophenolate"
    HIV_INTEGRASE_INHIBITOR = "hiv_integrase_inhibitor"
    GABAPENTIN = "gabapentin"
    IRON = "iron"
    DIGOXIN = "digoxin"
    CISPLATIN = "cisplatin"
    CALCINEURIN_INHIBITOR = "calcineurin_inhibitor"
    AMPHOTERICIN = "amphotericin"
    VITAMIN_D_ANALOGUE = "vitamin_d_analogue"
    OTHER = "other"


class Substance(StrEnum):
    """Other ingredients of a product that a rule asks for; the codes of the catalogue."""

    ALUMINIUM = "aluminium"
    CITRATE = "citrate"
    SODIUM_PHOSPHATE = "sodium_phosphate"
