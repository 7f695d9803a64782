"""What may be said to somebody who may see neither what was taken nor how the kidneys are."""

from __future__ import annotations

from tracker.clinical.assessment import Severity
from tracker.clinical.words import CALL_PERSON_NOW, Words, gettext_noop

_LOOK = gettext_noop("There is something about %(name)s to know. It is not urgent.")
_CAUTION = gettext_noop("Something about %(name)s needs care today.")
_URGENT = gettext_noop("%(name)s needs someone now.")
_EMERGENCY = gettext_noop("%(name)s needs help at once.")
_ASK = gettext_noop("Call %(name)s today and ask how things are.")
_CALL_FIRST = gettext_noop("Call emergency services first, then %(name)s.")

BARE = {
    Severity.NOTE: Words(_LOOK, _LOOK, _ASK, _ASK),
    Severity.CAUTION: Words(_CAUTION, _CAUTION, _ASK, _ASK),
    Severity.URGENT: Words(_URGENT, _URGENT, CALL_PERSON_NOW, CALL_PERSON_NOW),
    Severity.EMERGENCY: Words(_EMERGENCY, _EMERGENCY, _CALL_FIRST, _CALL_FIRST),
}
