"""How single values stand in JSON: amounts as decimal strings, instants in UTC with Z."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tracker.clinical.moments import in_utc

Json = dict[str, Any]
STEP = Decimal("0.001")


def canonical_bytes(obj: object) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def decimal_text(value: Decimal) -> str:
    """Every digit of a finite number, without an exponent and with at least one place. Else ValueError."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be stored")
    text = f"{value:f}"
    whole, _, places = text.partition(".")
    places = places.rstrip("0") or "0"
    return f"{'0' if whole == '-0' and places == '0' else whole}.{places}"


def rounded_text(value: Decimal) -> str:
    """The number with at most 3 places, as answers show it."""
    return decimal_text(value.quantize(STEP) if value.is_finite() else value)


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC with Z. Raises ValueError without an offset."""
    return in_utc(moment).replace(tzinfo=None).isoformat() + "Z"


def instant_from_text(text: str) -> datetime:
    """The instant in UTC of an RFC 3339 text. Raises ValueError without an offset."""
    return in_utc(datetime.fromisoformat(text)).astimezone(UTC)
