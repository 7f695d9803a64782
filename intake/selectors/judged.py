"""What a verdict was judged from, kept small beside it, so that it can be judged again."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tracker.clinical.codec import canonical_bytes, facts_from_json, facts_to_json
from tracker.clinical.facts import DoseFacts, Facts
from tracker.clinical.json_values import Json, instant_from_text, instant_text


@dataclass(frozen=True, slots=True)
class Judged:
    """The facts with the dose among them, the dose, and the instant at which somebody asked."""

    facts: Facts
    dose: DoseFacts
    now: datetime


def pack_judged(facts: Facts, dose: DoseFacts, *, now: datetime) -> Json:
    """What `judge_dose` was given, for a JSON column.

    Six weeks of four products are some 40 kB of JSON that repeats itself, with every dose: packed it is a tenth.
    """
    others = tuple(each for each in facts.doses if each.id != dose.id)
    said = {
        "facts": facts_to_json(replace(facts, doses=(*others, dose))),
        "dose": str(dose.id),
        "now": instant_text(now),
    }
    return {"packed": b64encode(zlib.compress(canonical_bytes(said), level=6)).decode()}


def unpack_judged(stored: Json) -> Judged:
    """What `pack_judged` packed. Raises KeyError or ValueError for anything else."""
    said = json.loads(zlib.decompress(b64decode(stored["packed"])))
    facts, dose_id = facts_from_json(said["facts"]), UUID(said["dose"])
    dose = next(each for each in facts.doses if each.id == dose_id)
    return Judged(facts, dose, instant_from_text(said["now"]))
