"""Plain words for the codes of symptoms, conditions and other medicines: one place for forms and pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.clinical.terms import Condition, MedicineClass, Symptom

Words = str | Promise

# In the order in which a person is asked: what is dangerous at once first.
SYMPTOM_WORDS: Mapping[Symptom, Words] = {
    Symptom.SLOW_BREATHING: _("Slow or hard breathing"),
    Symptom.CANNOT_WAKE: _("Hard to wake, or cannot be woken"),
    Symptom.CONFUSION: _("Confused"),
    Symptom.FAINTING: _("Fainting"),
    Symptom.CHEST_PAIN: _("Chest pain"),
    Symptom.IRREGULAR_HEARTBEAT: _("Very slow or uneven heartbeat"),
    Symptom.CANNOT_MOVE: _("Cannot move, or very weak muscles"),
    Symptom.WEAKNESS: _("Weaker than usual"),
    Symptom.DIZZINESS: _("Dizzy when standing up"),
    Symptom.FLUSHING: _("Hot, red face"),
    Symptom.NAUSEA: _("Sick to the stomach"),
    Symptom.VOMITING: _("Throwing up"),
    Symptom.SLEEPINESS: _("Much more sleepy than usual"),
    Symptom.SLOW_PULSE: _("Slow pulse"),
    Symptom.CRAMPS: _("Cramps"),
    Symptom.TWITCHING: _("Twitching"),
    Symptom.SPASMS: _("Spasms"),
    Symptom.NO_STOOL: _("No stool after a bowel cleaning drink"),
}

CONDITION_WORDS: Mapping[Condition, Words] = {
    Condition.VOMITING_DIARRHOEA: _("Throwing up or diarrhea"),
    Condition.FEVER: _("Fever"),
    Condition.CANNOT_DRINK: _("Cannot drink"),
    Condition.DEHYDRATION: _("Dried out (dehydration)"),
    Condition.NO_STOOL_3_DAYS: _("No stool for 3\N{NO-BREAK SPACE}days or more"),
    Condition.BOWEL_OBSTRUCTION: _("Blocked bowel"),
    Condition.ACUTE_KIDNEY_INJURY: _("Sudden kidney injury"),
    Condition.KIDNEY_TRANSPLANT: _("Kidney transplant"),
    Condition.MYASTHENIA_GRAVIS: _("Myasthenia gravis"),
    Condition.HEART_BLOCK: _("Heart block"),
    Condition.PREGNANCY: _("Pregnancy"),
}

MEDICINE_WORDS: Mapping[MedicineClass, Words] = {
    MedicineClass.NSAID: _("Painkiller like ibuprofen or naproxen (NSAID)"),
    MedicineClass.OPIOID: _("Strong painkiller like morphine or codeine (opioid)"),
    MedicineClass.ACE_INHIBITOR_ARB: _("Blood pressure: like lisinopril or losartan (ACE inhibitor, ARB)"),
    MedicineClass.LOOP_DIURETIC: _("Water pill like furosemide (loop)"),
    MedicineClass.THIAZIDE: _("Water pill like hydrochlorothiazide (thiazide)"),
    MedicineClass.POTASSIUM_SPARING_DIURETIC: _("Water pill like spironolactone (keeps potassium)"),
    MedicineClass.PPI: _("Stomach acid blocker like omeprazole (PPI)"),
    MedicineClass.ANTIMOTILITY: _("Against diarrhea, like loperamide"),
    MedicineClass.ANTICHOLINERGIC: _("Like oxybutynin or amitriptyline (anticholinergic)"),
    MedicineClass.LEVOTHYROXINE: _("Thyroid: levothyroxine"),
    MedicineClass.QUINOLONE: _("Antibiotic like ciprofloxacin (quinolone)"),
    MedicineClass.TETRACYCLINE: _("Antibiotic like doxycycline (tetracycline)"),
    MedicineClass.BISPHOSPHONATE: _("For bones, like alendronate (bisphosphonate)"),
    MedicineClass.IRON: _("Iron"),
    MedicineClass.DIGOXIN: _("Digoxin"),
    MedicineClass.LITHIUM: _("Lithium"),
    MedicineClass.GABAPENTIN: _("Gabapentin"),
    MedicineClass.MYCOPHENOLATE: _("Mycophenolate"),
    MedicineClass.CALCINEURIN_INHIBITOR: _("Tacrolimus or ciclosporin"),
    MedicineClass.HIV_INTEGRASE_INHIBITOR: _("HIV medicine like dolutegravir (integrase inhibitor)"),
    MedicineClass.CISPLATIN: _("Cisplatin"),
    MedicineClass.AMPHOTERICIN: _("Amphotericin"),
    MedicineClass.VITAMIN_D_ANALOGUE: _("Active vitamin D, like calcitriol"),
    MedicineClass.OTHER: _("Another kind"),
}
