"""The sentences of the rules, as gettext msgids with named gaps.

The renderer translates a msgid and fills the gaps from `Finding.params`; `%(name)s` is the name of
the patient, which only the renderer knows. A gap whose name ends in `_mg` is an amount with its unit.
"""

from __future__ import annotations

from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Marks a msgid for translators; this package itself knows no translations."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding says to the patient and to those who care; an action starts with what to do."""

    headline_patient: str
    headline_carer: str
    action_patient: str
    action_carer: str


# Sentences that several rules share.
HAD_FOR_KIDNEYS = gettext_noop(
    "You had %(total_mg)s of magnesium in 24 hours. That could be too much for your kidneys."
)
HAD_FOR_KIDNEYS_CARER = gettext_noop(
    "%(name)s had %(total_mg)s of magnesium in 24 hours. For kidneys like these that could be too much."
)
HAD_AT_LEAST_FOR_KIDNEYS = gettext_noop(
    "You had at least %(total_mg)s of magnesium in 24 hours. That could be too much for your kidneys."
)
HAD_AT_LEAST_FOR_KIDNEYS_CARER = gettext_noop(
    "%(name)s had at least %(total_mg)s of magnesium in 24 hours. For kidneys like these that could be too much."
)
HAD_UNKNOWN_FOR_KIDNEYS = gettext_noop(
    "You took magnesium, and we do not know how much. That could be too much for your kidneys."
)
HAD_UNKNOWN_FOR_KIDNEYS_CARER = gettext_noop(
    "%(name)s took magnesium, and we do not know how much. For kidneys like these that could be too much."
)
CALL_CLINIC_NOW = gettext_noop(
    "Call your kidney clinic now. Take no more laxatives, antacids or supplements with magnesium until you "
    "have asked. Do not stop a medicine that was prescribed without asking."
)
CALL_DOCTOR_NOW = gettext_noop(
    "Call your doctor or clinic now. Take no more laxatives, antacids or supplements with magnesium until you "
    "have asked. Do not stop a medicine that was prescribed without asking."
)
CALL_PERSON_NOW = gettext_noop(
    "Call %(name)s now and ask how things are. Very sleepy, weak or breathing slowly: call emergency services first."
)
ASK_BEFORE_MORE = gettext_noop(
    "Ask your doctor or pharmacist before you take more magnesium. "
    "Do not stop a medicine that was prescribed without asking."
)
ASK_PERSON_TO_CALL = gettext_noop(
    "Ask %(name)s to call a doctor or pharmacist. No more magnesium until then. "
    "No one should stop a medicine that was prescribed without asking."
)
